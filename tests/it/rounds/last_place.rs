//! Several people say yes at the same instant: a mentor never has more tandems than places, a mentee never two.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::db::{Id, Keys};
use tandem::people::person::{Journey, Mentor};
use tandem::proposals::proposal::{Answer, Proposal, State};
use tandem::{proposals, tandems};

use crate::support::{Client, Origin, TestHub};

/// A proposal to which the mentor said yes.
async fn proposal(hub: &TestHub, mentor: &Mentor, journey: &Journey) -> Id {
    let on = hub.app.today();
    let mentors = Some(Answer { agrees: true, on, refusal: None, reason: None });
    let proposal = Proposal { mentor: mentors, ..hub.suggestion(journey.id, mentor.id) };
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
    write.commit().await.unwrap();
    proposal.id
}

/// Opens as many connections as there will be writers: on a new pool the first writer would be done before the
/// second has a connection.
async fn open_connections(coordinator: &Client, count: usize) {
    let visits = (0..count * 2).map(|_| {
        let coordinator = coordinator.clone();
        tokio::spawn(async move { coordinator.get("/proposals").await })
    });
    for visit in visits.collect::<Vec<_>>() {
        visit.await.unwrap().is(StatusCode::OK);
    }
}

/// Everybody says yes at once; gives how many tandems began, or are to be signed.
async fn all_say_yes(coordinator: &Client, proposals: &[Id]) -> usize {
    open_connections(coordinator, proposals.len()).await;
    let yes = [("party", "mentee"), ("mentee_answer", "yes")];
    let answers = proposals.iter().map(|id| {
        let (coordinator, path) = (coordinator.clone(), format!("/proposals/{id}/answers"));
        tokio::spawn(async move { coordinator.post_from(Origin::Hub, &path, &yes).await })
    });
    let mut started = 0;
    for answer in answers.collect::<Vec<_>>() {
        let page = answer.await.unwrap();
        match page.redirection() {
            Some(to) => {
                assert!(to.starts_with("/tandems/") || to.starts_with("/proposals/"), "{to}");
                started += 1;
            }
            None => {
                page.is(StatusCode::UNPROCESSABLE_ENTITY);
            }
        }
    }
    started
}

async fn accepted(hub: &TestHub, proposals: &[Id]) -> usize {
    let mut accepted = 0;
    for id in proposals {
        let found = proposals::store::find_proposal(&hub.app.db, Scope::Hub, *id).await.unwrap();
        accepted += usize::from(found.unwrap().state() == State::Begun);
    }
    accepted
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_places_of_a_mentor_are_never_taken_twice() {
    let hub = TestHub::new().await;
    hub.begin_with_the_second_yes().await;
    let (_, mentor) = hub.add_mentor("Fantine Vallon", |_, mentor| mentor.capacity = 2).await;
    let mut proposals = Vec::new();
    for _ in 0..6 {
        let (_, journey) = hub.add_mentee("Gontran Lavoir", |_, _| ()).await;
        proposals.push(proposal(&hub, &mentor, &journey).await);
    }
    let coordinator = hub.enter(Role::Coordinator).await;
    assert_eq!(all_say_yes(&coordinator, &proposals).await, 2);
    let taken = tandems::store::taken_places(&hub.app.db, Keys::All).await.unwrap();
    assert_eq!(taken.get(&mentor.id), Some(&2));
    assert_eq!(accepted(&hub, &proposals).await, 2, "a yes without a place is not kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_places_of_a_mentor_are_promised_once_to_those_who_sign() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Fantine Vallon", |_, mentor| mentor.capacity = 2).await;
    let mut proposals = Vec::new();
    for _ in 0..6 {
        let (_, journey) = hub.add_mentee("Gontran Lavoir", |_, _| ()).await;
        proposals.push(proposal(&hub, &mentor, &journey).await);
    }
    let coordinator = hub.enter(Role::Coordinator).await;
    assert_eq!(all_say_yes(&coordinator, &proposals).await, 2);
    assert_eq!(hub.keys("SELECT DISTINCT proposal_id AS id FROM signatures").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_that_is_sent_four_times_at_once_begins_one_tandem() {
    let hub = TestHub::new().await;
    let (_, journey) = hub.add_mentee("Gontran Lavoir", |_, _| ()).await;
    let (_, mentor) = hub.add_mentor("Fantine Vallon", |_, mentor| mentor.capacity = 4).await;
    hub.begin_with_the_second_yes().await;
    let proposal = proposal(&hub, &mentor, &journey).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    assert_eq!(all_say_yes(&coordinator, &[proposal; 4]).await, 1);
    let tandems = tandems::store::list_of_journeys(&hub.app.db, Scope::Hub, &[journey.id]).await.unwrap();
    assert_eq!(tandems.len(), 1);
}
