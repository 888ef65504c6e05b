//! Somebody who works for an organisation on the hub refers another, without an account; both learn what they are to know, and no more.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::db::Id;
use tandem::mail::Mail;

use crate::answers::{one_pair, question};
use crate::support::{Form, Page, TestHub};

pub const REFERRER: &str = "camille@amandiers.test";
const OLIVE: &str = "olive@exemple.test";

/// The form of somebody who refers Olive Tapenade.
pub async fn referral_form(hub: &TestHub) -> Form {
    let form =
        hub.visitor().get("/").await.follow("J’oriente quelqu’un").await.form("Envoyer cette orientation");
    let form =
        form.fill("Votre prénom et votre nom", "Camille Orsini").fill("Votre structure", "Antenne du 13e");
    let form = form.fill("Votre adresse e-mail", REFERRER);
    let form = form.fill("Son prénom", "Olive").fill("Son nom", "Tapenade").fill("Sa commune", "Aubagne");
    let form = form
        .fill("Son adresse e-mail", OLIVE)
        .tick("de vive voix")
        .fill("Quel jour", &typed(hub.app.today()));
    form.tick("trouver un emploi").fill("Son besoin", "Vendre du pain")
}

fn typed(day: time::Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), u8::from(day.month()), day.year())
}

/// What refers somebody whom an organisation knows, as a form sends it.
pub fn fields(hub: &TestHub, organisation: Id, email: String) -> Vec<(&'static str, String)> {
    let said = [
        ("referrer", "Camille Orsini"),
        ("first_name", "Agathe"),
        ("last_name", "Calisson"),
        ("phone", "0491000000"),
        ("place", "13213"),
        ("agreement", "spoken"),
        ("track", "employment"),
    ];
    let mut fields: Vec<_> = said.map(|(name, value)| (name, value.to_owned())).into();
    fields.push(("origin", organisation.to_string()));
    fields.push(("referrer_email", email));
    fields.push(("agreed_on", typed(hub.app.today())));
    fields
}

/// The token of a referral that waits to be confirmed, of a hub of any organisations.
pub async fn token(hub: &TestHub) -> String {
    let partner = hub.keys("SELECT id FROM organisations WHERE kind <> 'hub' ORDER BY id").await[0];
    let fields = fields(hub, partner, REFERRER.to_owned());
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    hub.visitor().post("/join/referral", &fields).await.is(StatusCode::OK);
    hub.link_to(REFERRER).await.strip_prefix("/join/referrals/").unwrap().to_owned()
}

/// Sends a form of a referral, and confirms it by its link; gives the page that answers.
async fn confirmed(hub: &TestHub, form: Form) -> Page {
    form.submit().await.is(StatusCode::OK).says("Un message vient de partir à votre adresse");
    let link = hub.link_to(REFERRER).await;
    hub.visitor().get(&link).await.form("Confirmer cette orientation").submit().await
}

async fn of_kind(hub: &TestHub, kind: &str) -> Vec<Mail> {
    hub.mails().await.into_iter().filter(|mail| mail.kind == kind).collect()
}

async fn olive(hub: &TestHub) -> Page {
    hub.visitor().get(&hub.link_to(OLIVE).await).await
}

#[tokio::test]
async fn whoever_refers_confirms_it_and_the_person_is_told_by_whom_and_by_when() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    referral_form(&hub).await.submit().await.is(StatusCode::OK);
    assert!(hub.mails_to(OLIVE).await.is_empty(), "nobody is written to before it is confirmed");
    let link = hub.link_to(REFERRER).await;
    coordinator.get("/requests").await.says("Aucune demande n’attend");
    let page = hub.visitor().get(&link).await;
    page.says("Vous orientez Olive T.").does_not_say("Tapenade");
    let received = page.form("Confirmer cette orientation").submit().await;
    received.is(StatusCode::OK).says("Vous nous adressez Olive T., et nous avons bien reçu").says("Reçue");
    let list = coordinator.get("/dashboard").await.follow("Voir les demandes").await;
    list.says("Olive Tapenade").says("emploi").says("Vendre du pain").says("olive@exemple.test");
    list.says("Orienté par Camille Orsini (Les amandiers, Antenne du 13e), accord donné de vive voix le");
    list.says(REFERRER);
    let told = hub.mails_to(OLIVE).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("Camille Orsini, de la structure Les amandiers, Antenne du 13e"), "{}", told[0]);
    assert!(told[0].contains("avant le") && told[0].contains("dire non"), "{}", told[0]);
    // Confirmed again, nothing more leaves.
    page.form("Confirmer cette orientation").submit().await.is(StatusCode::OK);
    assert_eq!((hub.mails_to(OLIVE).await.len(), of_kind(&hub, "referral_received").await.len()), (1, 1));
    assert!(hub.unsettled().await.is_empty());
}

#[tokio::test]
async fn the_answer_does_not_tell_whom_the_hub_knows() {
    let hub = TestHub::new().await;
    hub.add_mentee("Olive Tapenade", |person, _| person.email = Some(OLIVE.to_owned())).await;
    let mut bodies = Vec::new();
    for email in [OLIVE, "personne@exemple.test"] {
        let page = referral_form(&hub).await.fill("Son adresse e-mail", email).submit().await;
        let shown = confirmed(&hub, referral_form(&hub).await.fill("Son adresse e-mail", email)).await;
        bodies.push((page.status, page.body.clone(), shown.text()));
    }
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_lost() {
    let hub = TestHub::new().await;
    let form = referral_form(&hub).await.fill("Son adresse e-mail", "").fill("Quel jour", "01/01/2199");
    let page = form.submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Donnez au moins une de ces réponses");
    let page = page.form("Envoyer cette orientation").fill("Son téléphone", "04 91 00 00 00").submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Ce jour n’est pas encore venu");
    let mut form = page.form("Envoyer cette orientation");
    assert_eq!(form.value("Son besoin"), "Vendre du pain");
    let empty = hub.visitor().get("/join/referral").await.form("Envoyer cette orientation").submit().await;
    empty
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("Choisissez votre structure.")
        .says("Dites comment la personne");
    // The hub's own people have accounts.
    let own = hub.visitor().get("/join/referral").await;
    own.does_not_say("La maison du mentorat,");
    assert!(!own.attributes("#origin option", "value").contains(&hub.hub_organisation().to_string()));
    assert!(hub.mails().await.is_empty());
}

#[tokio::test]
async fn too_many_referrals_of_one_address_are_told_to_wait() {
    let hub = TestHub::new().await;
    for _ in 0..5 {
        referral_form(&hub).await.submit().await.is(StatusCode::OK);
    }
    let refused = referral_form(&hub).await.submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Rien n’est parti. Réessayez dans");
    assert_eq!(hub.mails_to(REFERRER).await.len(), 5);
}

#[tokio::test]
async fn the_person_says_no_and_whoever_referred_them_hears_nothing_more() {
    let hub = TestHub::new().await;
    confirmed(&hub, referral_form(&hub).await).await;
    let page = olive(&hub).await;
    page.says("Camille Orsini (Les amandiers, Antenne du 13e) vous oriente").says("avant le");
    page.form("Non, effacer cette demande").submit().await.says("votre demande est effacée");
    hub.enter(Role::Coordinator).await.get("/requests").await.says("Aucune demande n’attend");
    olive(&hub).await.says("Ce lien ne fonctionne plus");
    let sent: Vec<String> = hub.mails().await.into_iter().map(|mail| mail.kind).collect();
    assert_eq!(sent, ["referral", "referral_received", "referred"], "a no is told to nobody");
    let link = hub.link_to(REFERRER).await;
    hub.visitor().get(&link).await.says("Cette orientation est terminée").does_not_say("Olive");
    assert!(hub.unsettled().await.is_empty());
}

#[tokio::test]
async fn registering_leads_from_the_referral_to_a_journey_and_the_person_may_still_object() {
    let hub = TestHub::new().await;
    confirmed(&hub, referral_form(&hub).await).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let form = coordinator.get("/requests").await.follow("Inscrire").await.form("Enregistrer cette personne");
    let mut form = form.fill("Niveau de la langue 1", "C2").fill("Métiers", "D1102");
    assert_eq!(form.value("Adresse e-mail"), OLIVE);
    assert_eq!(form.value("Structure qui l’a orientée"), hub.branch(0).to_string());
    let form = form.tick("Entretien d’embauche").tick("Lundi soir");
    form.submit().await.says("Olive Tapenade est maintenant sur le hub.");
    assert_eq!(hub.keys("SELECT journey_id AS id FROM referrals").await.len(), 1);
    let link = hub.link_to(REFERRER).await;
    hub.visitor().get(&link).await.says("nous lui cherchons un mentor").does_not_say("Olive");
    let page = olive(&hub).await;
    page.form("Ne plus lui donner de nouvelles").submit().await.says("ne recevra plus de nouvelles");
    let journey = hub.keys("SELECT journey_id AS id FROM referrals").await[0];
    coordinator.get(&format!("/journeys/{journey}/end")).await.is(StatusCode::OK);
    assert_eq!(hub.keys("SELECT id FROM referrals WHERE objected_at IS NOT NULL").await.len(), 1);
}

/// Makes the journey of Basile Garrigue one that a referral led to.
async fn refer_basile(hub: &TestHub) -> Id {
    confirmed(hub, referral_form(hub).await).await;
    let journey = hub.keys("SELECT id FROM journeys ORDER BY id").await[0];
    let literal = hub.literal(&journey.simple().to_string());
    hub.sql(&format!("UPDATE referrals SET journey_id = {literal}")).await.unwrap();
    journey
}

#[tokio::test]
async fn whoever_referred_is_told_that_a_mentor_was_found_and_that_it_is_over_and_nothing_else() {
    let (hub, _, [mentor, mentee]) = one_pair().await;
    refer_basile(&hub).await;
    for email in [&mentor, &mentee] {
        question(&hub, email).await.form("Oui, je veux bien").submit().await.is(StatusCode::OK);
    }
    assert!(of_kind(&hub, "referral_paired").await.is_empty(), "they still have to sign");
    for email in [&mentor, &mentee] {
        let link = hub.link_to(email).await;
        hub.visitor().get(&link).await.form("Je signe cette charte").submit().await.is(StatusCode::OK);
    }
    let told = of_kind(&hub, "referral_paired").await;
    assert_eq!(told.len(), 1);
    let words = told[0].text(&hub.app.secret).unwrap();
    assert!(
        words.contains("Basile G.") && !words.contains("Ariane") && !words.contains("Garrigue"),
        "{words}"
    );
    assert!(!told[0].subject.contains("Basile"), "{}", told[0].subject);
    let link = hub
        .mails_to(REFERRER)
        .await
        .iter()
        .flat_map(|text| text.lines())
        .find_map(|line| line.strip_prefix("http://hub.test").map(str::to_owned));
    let link = link.unwrap();
    hub.visitor().get(&link).await.says("Mentor trouvé").does_not_say("Ariane").does_not_say("Garrigue");
    let tandem = hub.keys("SELECT id FROM tandems").await[0];
    let coordinator = hub.enter(Role::Coordinator).await;
    let closure = coordinator.get(&format!("/tandems/{tandem}/closure")).await;
    closure.form("Terminer ce tandem").tick("Objectif atteint").submit().await.is(StatusCode::OK);
    let closed = of_kind(&hub, "referral_closed").await;
    assert_eq!(closed.len(), 1, "its journey ended with it");
    assert!(!closed[0].text(&hub.app.secret).unwrap().contains("bjectif"), "no reason is told");
    hub.visitor().get(&link).await.says("Cette orientation est terminée");
}

#[tokio::test]
async fn nothing_is_told_of_a_mentor_once_the_person_objected() {
    let (hub, _, [mentor, mentee]) = one_pair().await;
    hub.begin_with_the_second_yes().await;
    refer_basile(&hub).await;
    olive(&hub).await.form("Non, effacer cette demande").submit().await;
    for email in [&mentor, &mentee] {
        question(&hub, email).await.form("Oui, je veux bien").submit().await.is(StatusCode::OK);
    }
    assert_eq!(hub.keys("SELECT id FROM tandems").await.len(), 1);
    assert!(of_kind(&hub, "referral_paired").await.is_empty());
}

#[tokio::test]
async fn setting_a_referral_aside_tells_the_person_and_whoever_referred_them() {
    let hub = TestHub::new().await;
    confirmed(&hub, referral_form(&hub).await).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.get("/requests").await.form("Répondre que ce n’est pas possible").submit().await;
    assert_eq!(of_kind(&hub, "referral_closed").await.len(), 1);
    let declined = of_kind(&hub, "request_declined").await;
    assert!(declined[0].text(&hub.app.secret).unwrap().contains("D’autres peuvent vous aider"));
}

#[tokio::test]
async fn whoever_is_referred_with_a_number_only_is_called_by_whoever_coordinates() {
    let hub = TestHub::new().await;
    let form =
        referral_form(&hub).await.fill("Son adresse e-mail", "").fill("Son téléphone", "04 91 00 00 00");
    confirmed(&hub, form).await;
    assert_eq!(hub.mails().await.len(), 2, "two mails to whoever refers");
    let list = hub.enter(Role::Coordinator).await.get("/requests").await;
    list.says("04 91 00 00 00").says("dites-lui qui l’oriente").does_not_say("n’a encore confirmé");
    list.form("Je lui ai dit non, effacer").submit().await.says("vous l’avez dit à la personne");
}
