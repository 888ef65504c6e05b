//! Two yeses make a tandem; a no gives the place back.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::db::{Id, new_id};
use tandem::matching::proposal::Proposal;
use tandem::{matching, tandems};

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
    let page = proposed(&hub).await;
    answer(&page, "mentor", "yes", "").await.says("Il reste à recueillir l’autre");
    let tandem = answer(&page, "mentee", "yes", "").await;
    tandem.says("le tandem commence").says("Ariane Mistral").says("Basile Garrigue");
    assert_eq!(tandems::store::list_open(&hub.app.db, Scope::Hub).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_no_needs_its_reason_and_the_pair_does_not_come_back() {
    let hub = TestHub::new().await;
    let page = proposed(&hub).await;
    let refused = answer(&page, "mentee", "no", "").await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Notez en quelques mots");
    answer(&page, "mentee", "no", "trop loin").await.says("attend de nouveau");
    hub.run_a_round().await.says("chaque paire est exclue, refusée");
}

#[tokio::test]
async fn an_answer_is_recorded_once() {
    let hub = TestHub::new().await;
    let page = proposed(&hub).await;
    answer(&page, "mentor", "yes", "").await;
    answer(&page, "mentor", "no", "finalement non").await.is(StatusCode::UNPROCESSABLE_ENTITY);
}

/// Two proposals to a mentor of one place, both accepted by the mentor already.
async fn two_for_one_place(hub: &TestHub) -> [Id; 2] {
    let (_, mentor) = hub.add_mentor("Denise Unique", |_, _| ()).await;
    let mut ids = [Id::nil(); 2];
    for (id, name) in ids.iter_mut().zip(["Emma Première", "Fanny Seconde"]) {
        let (_, journey) = hub.add_mentee(name, |_, _| ()).await;
        let write = hub.write().await;
        let today = hub.app.today();
        let proposal = Proposal {
            id: new_id(),
            round_id: None,
            journey_id: journey.id,
            mentor_id: mentor.id,
            score: 500,
            reasons: Vec::new(),
            proposed_on: today,
            mentee: None,
            mentor: Some(matching::proposal::Answer { agrees: true, on: today, reason: None }),
        };
        matching::store::insert_proposal(&write, &proposal).await.unwrap();
        write.commit().await.unwrap();
        *id = proposal.id;
    }
    ids
}

#[tokio::test]
async fn the_last_place_is_given_once_even_when_two_say_yes_at_the_same_moment() {
    let hub = TestHub::new().await;
    for _ in 0..5 {
        let before = tandems::store::list_open(&hub.app.db, Scope::Hub).await.unwrap().len();
        let [first, second] = two_for_one_place(&hub).await;
        let client = hub.enter(Role::Coordinator).await;
        let yes = [("party", "mentee"), ("mentee_answer", "yes")];
        let paths = [first, second].map(|id| format!("/proposals/{id}/answers"));
        let (one, other) = tokio::join!(client.post(&paths[0], &yes), client.post(&paths[1], &yes));
        let mut statuses = [one.status, other.status];
        statuses.sort();
        assert_eq!(statuses[1], StatusCode::UNPROCESSABLE_ENTITY, "{statuses:?}");
        let after = tandems::store::list_open(&hub.app.db, Scope::Hub).await.unwrap().len();
        assert_eq!(after, before + 1);
    }
}
