//! The coordinator's day.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::{accounts, people};

use crate::support::{Page, TestHub};

async fn day(hub: &TestHub) -> Page {
    let page = hub.enter(Role::Coordinator).await.get("/dashboard").await;
    page.is(StatusCode::OK);
    page
}

#[tokio::test]
async fn the_day_says_who_waits_and_asks_for_a_round() {
    let hub = TestHub::new().await;
    let page = day(&hub).await;
    page.says("1 personne attend un mentor")
        .says("Lancer une campagne d’appariement")
        .says("Rien n’est en retard");
    page.says("Basile Garrigue").says("30 jours").says("Colette Restanque");
    page.follow("Préparer la campagne").await.is(StatusCode::OK);
}

#[tokio::test]
async fn a_late_round_says_since_when() {
    let hub = TestHub::new().await;
    hub.add_mentee("Côme Tardif", |_, journey| journey.welcomed_on -= time::Duration::days(1)).await;
    day(&hub).await.says("Une chose est en retard, 2 personnes attendent").says("En retard · depuis le");
}

#[tokio::test]
async fn a_mentor_who_can_be_proposed_to_nobody_is_to_be_completed() {
    let hub = TestHub::new().await;
    let (person, _) =
        hub.add_mentor("Zélie Sanstemps", |_, mentor| mentor.profile.availabilities.clear()).await;
    let page = day(&hub).await;
    page.says("Compléter la fiche de Zélie Sanstemps : aucune disponibilité");
    assert_eq!(page.href("Ouvrir la fiche"), format!("/people/{}", person.id));
}

#[tokio::test]
async fn a_draft_is_read_again_before_another_round_is_run() {
    let hub = TestHub::new().await;
    hub.run_a_round().await.is(StatusCode::OK);
    let page = day(&hub).await;
    page.says("Relire la dernière campagne : 1 tandem possible en brouillon").says("Brouillon, à relire.");
    page.does_not_say("Lancer une campagne");
    page.follow("Ouvrir la campagne").await.is(StatusCode::OK);
}

#[tokio::test]
async fn the_day_shows_five_things_at_most_and_every_link_leads_somewhere() {
    let hub = TestHub::demo().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get("/dashboard").await;
    let things = page.attributes(".todo a", "href");
    assert_eq!(things.len(), 5);
    for href in things.into_iter().chain(page.attributes(".people a", "href")) {
        coordinator.get(&href).await.is(StatusCode::OK);
    }
}

#[tokio::test]
async fn the_day_the_list_and_the_map_count_the_same_people() {
    let hub = TestHub::demo().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let waiting = coordinator.get("/dashboard").await.all(".figure-value").remove(0);
    let list = coordinator.get("/mentees?state=waiting").await;
    list.says(&format!("{waiting} personnes"));
    let file = coordinator.get("/territory.csv").await;
    let column = file.body.lines().skip(1).filter_map(|line| line.split(';').nth(2)?.parse::<u32>().ok());
    assert_eq!(column.sum::<u32>().to_string(), waiting);
}

#[tokio::test]
async fn whoever_noted_something_is_named_after_their_access_was_withdrawn() {
    let hub = TestHub::new().await;
    let (mentee, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let by = hub.by(Role::Adviser).await;
    let write = hub.write_by(&by).await;
    people::store::save_journey(&write, &journey).await.unwrap();
    write.commit().await.unwrap();
    let adviser = by.account().unwrap();
    let write = hub.write().await;
    accounts::store::save_withdrawal(&write, adviser.id, hub.app.today()).await.unwrap();
    write.commit().await.unwrap();
    let page = hub.enter(Role::Coordinator).await.get(&format!("/people/{}", mentee.id)).await;
    page.says("Besoin modifié").says(&adviser.name);
}
