//! A mentor leaves, or takes nobody new; a form that was forged is refused and loses nothing.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::db::Id;
use tandem::people::person::{Mentor, Person};
use tandem::proposals;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::support::{Client, Page, TestHub};
use crate::tandems::open_tandem;

const AS_TYPED: &[BorrowedFormatItem<'_>] = format_description!("[day]/[month]/[year]");

/// A mentor with an open tandem and two pending proposals, and the page of their offer.
async fn busy_mentor(hub: &TestHub) -> (Person, Mentor) {
    let (person, mentor) = hub.add_mentor("Rémi Voisin", |_, mentor| mentor.capacity = 3).await;
    let (_, paired) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    open_tandem(hub, &mentor, &paired).await;
    let write = hub.write().await;
    write.commit().await.unwrap();
    for name in ["Fanny Deux", "Fanny Trois"] {
        let (_, proposed) = hub.add_mentee(name, |_, _| ()).await;
        let write = hub.write().await;
        let suggestion = hub.suggestion(proposed.id, mentor.id);
        proposals::store::insert_proposals(&write, &[suggestion]).await.unwrap();
        write.commit().await.unwrap();
    }
    (person, mentor)
}

async fn offer(client: &Client, person: Id) -> Page {
    client.get(&format!("/people/{person}/mentor")).await
}

#[tokio::test]
async fn a_departure_is_one_screen_of_what_is_to_settle_and_one_confirmation() {
    let hub = TestHub::new().await;
    let (person, _) = busy_mentor(&hub).await;
    let client = hub.enter(Role::Coordinator).await;
    let today = hub.app.today().to_string();
    let form = offer(&client, person.id).await.form("Enregistrer cette offre");
    let screen = form.fill("A quitté le hub le", &today).submit().await;
    screen.is(StatusCode::OK).says("3 choses à régler").says("Avant le départ, 3 choses sont à régler");
    screen.says("Tandem avec Fanny Une").says("Proposition de tandem avec Fanny Trois");
    let elsewhere = screen.client().get(&screen.path).await;
    let mut settled = screen.form("Régler tout cela et noter le départ");
    assert_eq!(settled.value("Jour du départ"), hub.app.today().format(AS_TYPED).unwrap());
    let done = settled.submit().await;
    done.says("Le départ de Rémi Voisin est noté. 1 tandem est terminé. 2 propositions sont retirées");
    done.says("A quitté le hub").says("retirée : le mentor a quitté le hub");
    let again = elsewhere.form("Régler tout cela et noter le départ").submit().await;
    again.is(StatusCode::OK).says("Le départ était déjà noté");
}

#[tokio::test]
async fn a_mentor_of_no_place_takes_nobody_new_and_the_newest_proposals_end() {
    let hub = TestHub::new().await;
    let (person, _) = busy_mentor(&hub).await;
    let client = hub.enter(Role::Coordinator).await;
    let form = offer(&client, person.id).await.form("Enregistrer cette offre").fill("Combien", "2");
    form.submit().await.says("1 proposition est retirée");
    client.get("/proposals?band=over").await.says("retirée").says("le mentor n’a plus de place");
    let form = offer(&client, person.id).await.form("Enregistrer cette offre").fill("Combien", "0");
    let page = form.submit().await;
    page.says("1 proposition est retirée").says("plus de nouvelle personne, 1 en cours");
}

#[tokio::test]
async fn fewer_places_before_leaving_say_how_many_proposals_end() {
    let hub = TestHub::new().await;
    let (person, _) = busy_mentor(&hub).await;
    let client = hub.enter(Role::Coordinator).await;
    let form = offer(&client, person.id).await.form("Enregistrer cette offre").fill("Combien", "2");
    let screen = form.fill("A quitté le hub le", &hub.app.today().to_string()).submit().await;
    screen.says("Faute de place, 1 proposition est retirée, et les deux côtés sont prévenus.");
    screen.says("Avant le départ, 2 choses sont à régler").says("2 choses à régler");
}

#[tokio::test]
async fn a_word_that_no_form_offers_is_refused_and_empties_no_field() {
    let hub = TestHub::new().await;
    let (person, _) = busy_mentor(&hub).await;
    let client = hub.enter(Role::Coordinator).await;
    let offered = [
        ("capacity", "3"),
        ("tracks", "employment"),
        ("topics", "interview"),
        ("availability", "mon-eve"),
        ("modes", "remote"),
        ("travel_km", "10"),
    ];
    let path = format!("/people/{}/mentor", person.id);
    client.post(&path, &offered).await.is(StatusCode::OK);
    let before = client.get(&path).await.main_html();
    for (field, forged) in
        [("tracks", "retirement"), ("topics", "magic"), ("availability", "mon-night"), ("modes", "by_post")]
    {
        let sent: Vec<_> = offered.into_iter().chain([(field, forged)]).collect();
        let page = client.post(&path, &sent).await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Choisissez parmi les réponses proposées");
        assert_eq!(client.get(&path).await.main_html(), before, "{field}");
    }
    let path = format!("/people/{}/edition", person.id);
    let known = client.get(&path).await.main_html();
    let email = person.email.clone().unwrap_or_default();
    let origin = hub.branch(0).to_string();
    let said = [
        ("first_name", "Rémi"),
        ("last_name", "Voisin"),
        ("email", email.as_str()),
        ("origin", origin.as_str()),
    ];
    for (field, forged) in [("sex", "X"), ("in_qpv", "2"), ("place", "99999")] {
        let sent: Vec<_> = said.into_iter().chain([(field, forged)]).collect();
        let page = client.post(&path, &sent).await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Choisissez une des réponses proposées");
        assert_eq!(client.get(&path).await.main_html(), known, "{field}");
    }
}

#[tokio::test]
async fn a_decision_that_is_no_word_of_the_form_takes_nothing_back() {
    let hub = TestHub::new().await;
    let draft = hub.run_a_round().await;
    let pinned = draft.form("Garder").submit().await;
    pinned.says("Gardé");
    let [journey, mentor] = ["journey", "mentor"]
        .map(|name| pinned.attributes(&format!(".actions input[name={name}]"), "value").remove(0));
    for word in [&[][..], &[("decision", "")], &[("decision", "maybe")]] {
        let pair = [("journey", journey.as_str()), ("mentor", mentor.as_str())];
        let sent: Vec<_> = pair.into_iter().chain(word.iter().copied()).collect();
        let answer = pinned.client().post(&format!("{}/decisions", draft.path), &sent).await;
        answer.is(StatusCode::BAD_REQUEST);
        pinned.client().get(&draft.path).await.says("Gardé");
    }
    let back = pinned.form("Retirer ma décision").submit().await;
    back.says("Décision retirée");
}
