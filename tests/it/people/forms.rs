//! Registering people, and changing what is known of them.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::db::new_id;
use tandem::people::person::Person;
use tandem::people::store;
use tandem::tandems::{self, tandem::Tandem};

use super::counts;
use crate::support::{Client, Form, TestHub};

/// The form of a mentor, filled so that nothing is to correct.
async fn mentor_form(client: &Client) -> Form {
    let page = client.get("/people/new?as=mentor").await;
    page.form("Enregistrer ce mentor")
        .fill("Prénom", "Olive")
        .fill("Nom", "Tapenade")
        .fill("Adresse e-mail", "Olive@Exemple.test")
        .fill("Code postal", "13013")
        .fill("Niveau de la langue 1", "C2")
        .fill("Combien de personnes", "2")
        .fill("Métiers", "boulanger, D1106")
        .fill("Secteurs", "62.01Z")
        .tick("Emploi")
        .tick("Entretien d’embauche")
        .tick("Lundi soir")
}

async fn found(hub: &TestHub, email: &str) -> Person {
    let id = store::find_by_email(&hub.app.db, email).await.unwrap().expect("somebody has this address");
    store::find(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_mentor_is_registered_in_one_form() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let page = mentor_form(&client).await.submit().await;
    page.is(StatusCode::OK).says("Olive Tapenade est maintenant sur le hub.");
    page.says("Boulangerie - viennoiserie (D1102) ; Vente en alimentation (D1106)").says("(62.01Z)");
    let person = found(&hub, "olive@exemple.test").await;
    assert_eq!(person.place_code.as_deref(), Some("13213"));
    let mentor = store::mentor_of(&hub.app.db, Scope::Hub, person.id).await.unwrap().unwrap();
    assert_eq!((mentor.capacity, mentor.profile.in_person, mentor.profile.travel_km), (2, true, 15));
}

#[tokio::test]
async fn a_refused_form_says_why_at_each_field_and_loses_nothing() {
    let hub = TestHub::new().await;
    let before = counts(&hub).await;
    let client = hub.enter(Role::Coordinator).await;
    let form = mentor_form(&client).await;
    let form = form.fill("Adresse e-mail", "olive").fill("Combien", "50").fill("Métiers", "boulangerie zzz");
    let page = form.fill("Nom", "").fill("Ses entreprises", "123").submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("5 réponses sont à corriger");
    assert!(page.all("title")[0].starts_with("Erreur : "), "a screen reader reads the title first");
    assert_eq!(page.all(".errors[autofocus]").len(), 1);
    page.says("Écrivez le nom.").says("Il manque le signe @").says("de 0 à 20").says("(D1102)");
    let mut again = page.form("Enregistrer ce mentor");
    for (label, typed) in [
        ("Prénom", "Olive"),
        ("Adresse e-mail", "olive"),
        ("Combien", "50"),
        ("Métiers", "boulangerie zzz"),
        ("Ses entreprises", "123"),
        ("Secteurs", "62.01Z"),
        ("Niveau de la langue 1", "C2"),
    ] {
        assert_eq!(again.value(label), typed, "{label}");
    }
    assert_eq!(page.attributes("input[name=availability][checked]", "value"), ["mon-eve"]);
    assert_eq!(page.attributes("input[name=topics][checked]", "value"), ["interview"]);
    for field in page.attributes(".errors a", "href") {
        assert_eq!(page.all(&format!("[id='{}']", field.trim_start_matches('#'))).len(), 1, "{field}");
    }
    assert_eq!(counts(&hub).await, before);
}

#[tokio::test]
async fn a_day_is_typed_and_shown_as_people_write_it() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let person = client.get("/mentees?state=waiting").await.follow("Basile Garrigue").await;
    let edition = person.follow("Modifier le besoin").await;
    let wrong = edition.form("Enregistrer").fill("Jour du premier accueil", "31/2/2024").submit().await;
    wrong.is(StatusCode::UNPROCESSABLE_ENTITY).says("Le 31/2/2024 n’existe pas");
    let mut again = wrong.form("Enregistrer");
    assert_eq!(again.value("Jour du premier accueil"), "31/2/2024", "what was typed is kept");
    again.fill("Jour du premier accueil", "1.3.2024").submit().await.is(StatusCode::OK);
    let shown =
        person.follow("Modifier le besoin").await.form("Enregistrer").value("Jour du premier accueil");
    assert_eq!(shown, "01/03/2024");
}

#[tokio::test]
async fn an_address_is_one_person() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    mentor_form(&client).await.submit().await.is(StatusCode::OK);
    let before = counts(&hub).await;
    let again = mentor_form(&client).await.fill("Adresse e-mail", "OLIVE@exemple.test").submit().await;
    again.is(StatusCode::UNPROCESSABLE_ENTITY).says("Cette adresse est déjà celle d’une personne du hub");
    assert_eq!(counts(&hub).await, before);
}

#[tokio::test]
async fn a_postal_code_of_several_municipalities_asks_to_choose() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let postcode = several();
    let page = mentor_form(&client).await.fill("Code postal", postcode).submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says(&format!("Le code postal {postcode} sert"));
    let offered = page.attributes("#place option", "value");
    let served = tandem::territories::places::by_postcode(postcode);
    assert_eq!(offered.len(), served.len() + 1, "{offered:?}");
    let done = page.form("Enregistrer ce mentor").fill("Commune", served[0].code).submit().await;
    done.is(StatusCode::OK);
    assert_eq!(found(&hub, "olive@exemple.test").await.place_code.as_deref(), Some(served[0].code));
}

/// A postal code that serves several municipalities.
fn several() -> &'static str {
    let all = tandem::territories::places::municipalities().flat_map(|place| &place.postcodes);
    let mut all = all.filter(|postcode| tandem::territories::places::by_postcode(postcode).len() > 1);
    all.next().expect("some postal codes serve several municipalities")
}

#[tokio::test]
async fn a_home_outside_the_metropolis_keeps_its_postal_code() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let page = mentor_form(&client).await.fill("Code postal", "75011").submit().await;
    page.is(StatusCode::OK).says("hors de la métropole (75011)");
    let person = found(&hub, "olive@exemple.test").await;
    assert_eq!((person.postcode.as_deref(), person.place_code), (Some("75011"), None));
}

#[tokio::test]
async fn an_adviser_registers_for_their_own_branch_whatever_is_sent() {
    let hub = TestHub::new().await;
    let adviser = hub.enter(Role::Adviser).await;
    let page = adviser.get("/people/new?as=mentee").await;
    page.does_not_say("Structure qui");
    let form = page.form("Enregistrer cette personne").fill("Prénom", "Lila").fill("Nom", "Panisse");
    let form = form.fill("Adresse e-mail", "lila@exemple.test").fill("Niveau de la langue 1", "B2");
    form.tick("Création").tick("Samedi matin").submit().await.is(StatusCode::OK).says("Lila Panisse");
    let person = found(&hub, "lila@exemple.test").await;
    assert_eq!((person.organisation_id, person.branch_id), (hub.partner(), Some(hub.branch(0))));

    let other = hub.branch(1).to_string();
    let edit = format!("/people/{}/edition", person.id);
    let sent = [
        ("first_name", "Lila"),
        ("last_name", "Panisse"),
        ("email", "lila@exemple.test"),
        ("origin", other.as_str()),
    ];
    adviser.post(&edit, &sent).await.is(StatusCode::OK);
    assert_eq!(found(&hub, "lila@exemple.test").await.branch_id, Some(hub.branch(0)));
}

#[tokio::test]
async fn nobody_changes_the_file_of_somebody_they_do_not_follow() {
    let hub = TestHub::new().await;
    let (elsewhere, journey) =
        hub.add_mentee("Firmin Lavande", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let adviser = hub.enter(Role::Adviser).await;
    for path in [
        format!("/people/{}/edition", elsewhere.id),
        format!("/people/{}/mentor", elsewhere.id),
        format!("/journeys/{}/edition", journey.id),
        format!("/journeys/{}/end", journey.id),
    ] {
        adviser.get(&path).await.is(StatusCode::NOT_FOUND);
        adviser.post(&path, &[("first_name", "X")]).await.is(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_form_sent_back_unchanged_changes_nothing() {
    let hub = TestHub::demo().await;
    let client = hub.enter(Role::Coordinator).await;
    let page = client.get("/mentors").await;
    let person = page.follow(&page.all("tbody th a")[0]).await;
    let before = person.all(".facts");
    person.follow("Modifier la fiche").await.form("Enregistrer la fiche").submit().await.is(StatusCode::OK);
    let offer = person.follow("Modifier l’offre").await;
    let after = offer.form("Enregistrer cette offre").submit().await;
    assert_eq!(after.is(StatusCode::OK).all(".facts"), before);
}

/// A mentor and a mentee in a tandem.
async fn in_tandem(hub: &TestHub) -> Tandem {
    let (_, mentor) = hub.add_mentor("Zoé Tandem", |_, mentor| mentor.capacity = 3).await;
    let mut last = None;
    for name in ["Paul Un", "Paul Deux"] {
        let (_, journey) = hub.add_mentee(name, |_, _| ()).await;
        let write = hub.write().await;
        let tandem = Tandem {
            id: new_id(),
            proposal_id: None,
            journey_id: journey.id,
            mentor_id: mentor.id,
            started_on: journey.welcomed_on,
            closed: None,
        };
        tandems::store::insert(&write, &tandem).await.unwrap();
        write.commit().await.unwrap();
        last = Some(tandem);
    }
    last.unwrap()
}

#[tokio::test]
async fn a_mentor_may_have_fewer_places_than_open_tandems_which_go_on() {
    let hub = TestHub::new().await;
    in_tandem(&hub).await;
    let client = hub.enter(Role::Coordinator).await;
    let person = client.get("/mentors?q=tandem").await.follow("Zoé Tandem").await;
    let form = person.follow("Modifier l’offre").await.form("Enregistrer cette offre");
    let page = form.fill("Combien", "1").submit().await;
    page.is(StatusCode::OK).says("plus de nouvelle personne, 2 en cours");
    assert_eq!(tandems::store::count_open(&hub.app.db, Scope::Hub).await.unwrap(), 2);
}

#[tokio::test]
async fn a_journey_ends_with_a_reason_and_not_during_a_tandem() {
    let hub = TestHub::new().await;
    let tandem = in_tandem(&hub).await;
    let client = hub.enter(Role::Coordinator).await;
    let end = client.get(&format!("/journeys/{}/end", tandem.journey_id)).await;
    let page = end.form("Terminer ce parcours").tick("Objectif atteint").submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Un tandem est en cours : terminez-le d’abord.");

    let waiting = client.get("/mentees?state=unmatched").await.follow("Basile Garrigue").await;
    let form = waiting.follow("Terminer ce parcours").await.form("Terminer ce parcours");
    let without = form.submit().await;
    without.is(StatusCode::UNPROCESSABLE_ENTITY).says("Choisissez une des réponses proposées.");
    let done = without.form("Terminer ce parcours").tick("A quitté le territoire").submit().await;
    done.is(StatusCode::OK).says("Le parcours emploi est terminé.").says("Clôture du parcours emploi");
    assert!(client.get("/mentees?state=unmatched").await.all("tbody th a").is_empty());
}

#[tokio::test]
async fn a_mentee_may_become_a_mentor_one_day() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let person = client.get("/mentees").await.follow("Basile Garrigue").await;
    let form = person.follow("Inscrire aussi comme mentor").await.form("Enregistrer cette offre");
    let page = form.tick("Emploi").tick("Mardi soir").submit().await;
    page.is(StatusCode::OK).says("Mentor, et parcours emploi").says("0 sur 1 place prise");
}

#[tokio::test]
async fn a_welcome_is_not_dated_after_today() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let person = client.get("/mentors").await.follow("Ariane Mistral").await;
    let form = person.follow("Ouvrir un parcours").await.form("Ouvrir ce parcours");
    let form = form.fill("Jour du premier accueil", "2999-01-01").tick("Création").tick("Mardi soir");
    let page = form.submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("Le jour du premier accueil ne peut pas être après aujourd’hui.");
}
