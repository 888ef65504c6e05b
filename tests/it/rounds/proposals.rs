//! Two yeses make a tandem; a no gives the place back.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::db::new_id;
use tandem::people::person::{Journey, Person};
use tandem::{people, proposals, tandems};

use crate::support::{Page, TestHub};

/// The page of the one proposal of a small hub.
async fn proposed(hub: &TestHub) -> Page {
    let list = hub.run_a_round().await.form("Proposer ces tandems").submit().await;
    list.follow("Ariane Mistral et Basile Garrigue").await
}

async fn answer(page: &Page, party: &str, answer: &str, reason: &str) -> Page {
    let (answer_field, reason_field) = (format!("{party}_answer"), format!("{party}_reason"));
    let fields = [("party", party), (&answer_field, answer), (&reason_field, reason)];
    page.client().post(&format!("{}/answers", page.path), &fields).await
}

#[tokio::test]
async fn two_yeses_start_the_tandem() {
    let hub = TestHub::new().await;
    hub.begin_with_the_second_yes().await;
    let page = proposed(&hub).await;
    answer(&page, "mentor", "yes", "").await.says("Il reste à recueillir l’autre");
    let tandem = answer(&page, "mentee", "yes", "").await;
    tandem.says("le tandem commence").says("Ariane Mistral").says("Basile Garrigue");
    assert_eq!(tandems::store::count_open(&hub.app.db, Scope::Hub).await.unwrap(), 1);
}

#[tokio::test]
async fn a_no_needs_its_reason_and_the_pair_does_not_come_back() {
    let hub = TestHub::new().await;
    let page = proposed(&hub).await;
    let refused = answer(&page, "mentee", "no", "").await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Notez en quelques mots");
    answer(&page, "mentee", "no", "trop loin").await.says("attend de nouveau");
    hub.run_a_round().await.says("chaque binôme est exclu, refusé");
}

#[tokio::test]
async fn what_comes_next_is_the_step_of_each_side_with_the_day_it_is_put_off_to() {
    let hub = TestHub::new().await;
    let page = proposed(&hub).await;
    let whose = |page: &Page| page.all(".next-action-kicker");
    assert_eq!(whose(&page).len(), 1, "{:?}", whose(&page));
    assert!(whose(&page)[0].contains("Ariane Mistral"), "the mentor is asked first: {:?}", whose(&page));
    answer(&page, "mentor", "yes", "").await;
    let page = page.client().get(&page.path).await;
    assert_eq!(whose(&page).len(), 1);
    assert!(whose(&page)[0].contains("Basile Garrigue"), "{:?}", whose(&page));
    let due = async || whose(&page.client().get(&page.path).await);
    let before = due().await;
    let later = hub.app.today().saturating_add(time::Duration::days(20));
    let form = page.follow("Reporter, noter un appel").await.form("Reporter");
    form.tick("La personne est absente").fill("Au", &later.to_string()).submit().await.is(StatusCode::OK);
    let after = due().await;
    assert_ne!(after, before);
    assert!(after[0].contains(&later.day().to_string()), "{after:?}");
}

#[tokio::test]
async fn an_answer_is_recorded_once() {
    let hub = TestHub::new().await;
    let page = proposed(&hub).await;
    answer(&page, "mentor", "yes", "").await;
    answer(&page, "mentor", "no", "finalement non").await.is(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_long_list_is_shown_by_pages() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Ariane Mistral", |_, _| {}).await;
    let (person, journey) = hub.add_mentee("Basile Garrigue", |_, _| {}).await;
    let write = hub.write().await;
    let mut proposals = Vec::new();
    for _ in 0..1_070 {
        let person = Person { id: new_id(), email: None, ..person.clone() };
        let journey = Journey { id: new_id(), person_id: person.id, ..journey.clone() };
        people::store::insert(&write, &person).await.unwrap();
        people::store::insert_journey(&write, &journey).await.unwrap();
        proposals.push(hub.suggestion(journey.id, mentor.id));
    }
    proposals::store::insert_proposals(&write, &proposals).await.unwrap();
    write.commit().await.unwrap();
    let coordinator = hub.enter(Role::Coordinator).await;
    let lines = |page: &Page| page.all("tbody tr").len();
    let first = coordinator.get("/proposals").await;
    first.says("Page 1 sur 22");
    assert_eq!(lines(&first), 50);
    let last = coordinator.get("/proposals?page=22").await;
    last.says("Page 22 sur 22");
    assert_eq!(lines(&last), 20);
    for beyond in ["23", "999999999999999999", "x"] {
        coordinator.get(&format!("/proposals?page={beyond}")).await.is(StatusCode::OK);
    }
}
