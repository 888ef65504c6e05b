//! A person becomes a mentor, or offers something else.

use tandem::accounts::access::Role;
use tandem::acts::people::offer_help::{self, Offered, Offering};
use tandem::db::{Id, new_id};
use tandem::people::newcomer::Offer;
use tandem::people::person::MentorError;
use tandem::proposals;
use tandem::tandems::{self, tandem::Tandem};

use super::offer;
use crate::acts::acting::{NOT_FOUND, as_a, count};
use crate::support::TestHub;

async fn offers(hub: &TestHub, role: Role, person: Id, offer: Offer) -> Result<Offered, String> {
    let offering = Offering { person, offer };
    as_a(hub, role, async |write, by| offer_help::run(write, by, offering).await).await
}

#[tokio::test]
async fn somebody_becomes_a_mentor_once() {
    let hub = TestHub::new().await;
    let (person, _) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
    let Ok(Offered::MentorBecome(mentor)) = offers(&hub, Role::Adviser, person.id, offer(2)).await else {
        panic!()
    };
    assert_eq!(offers(&hub, Role::Adviser, person.id, offer(4)).await, Ok(Offered::Saved(mentor)));
    assert_eq!(count(&hub, "SELECT id FROM mentors WHERE capacity = 4").await, 1);
}

#[tokio::test]
async fn somebody_made_a_mentor_twice_at_once_is_one_mentor() {
    let hub = TestHub::new().await;
    let (person, _) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
    hub.connected().await;
    let become_mentor = async || offers(&hub, Role::Coordinator, person.id, offer(2)).await.unwrap();
    let (one, other) = tokio::join!(become_mentor(), become_mentor());
    let (Offered::MentorBecome(id), Offered::Saved(same)) = (match &one {
        Offered::MentorBecome(_) => (one, other),
        _ => (other, one),
    }) else {
        panic!()
    };
    assert_eq!(id, same);
}

#[tokio::test]
async fn who_changes_the_offer_of_whom() {
    let hub = TestHub::new().await;
    let (near, _) = hub.add_mentor("Rémi Voisin", |_, _| ()).await;
    let (far, _) = hub.add_mentor("Zoé Loin", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let cases = [
        (Role::Coordinator, far.id, true),
        (Role::Responsible, far.id, true),
        (Role::Adviser, near.id, true),
        (Role::Adviser, far.id, false),
        (Role::Adviser, new_id(), false),
        (Role::Mentor, near.id, false),
    ];
    for (role, person, may) in cases {
        let answer = offers(&hub, role, person, offer(2)).await;
        assert_eq!(matches!(answer, Ok(Offered::Saved(_))), may, "{role:?} {answer:?}");
        assert!(may || answer == Err(NOT_FOUND.to_owned()), "{role:?} {answer:?}");
    }
}

#[tokio::test]
async fn places_that_are_taken_or_promised_stay_whoever_they_are_for() {
    let hub = TestHub::new().await;
    let (person, mentor) = hub.add_mentor("Rémi Voisin", |_, mentor| mentor.capacity = 5).await;
    // Beyond what the adviser who changes the offer sees.
    let elsewhere = async |name: &str| {
        let hub_itself = hub.hub_organisation();
        let mentee = hub.add_mentee(name, |person, _| {
            (person.organisation_id, person.branch_id) = (hub_itself, None);
        });
        mentee.await.1.id
    };
    let (paired, proposed) = (elsewhere("Fanny Une").await, elsewhere("Fanny Deux").await);
    let write = hub.write().await;
    let tandem = Tandem {
        id: new_id(),
        proposal_id: None,
        journey_id: paired,
        mentor_id: mentor.id,
        started_on: hub.app.today(),
        closed: None,
    };
    tandems::store::insert(&write, &tandem).await.unwrap();
    proposals::store::insert_proposals(&write, &[hub.suggestion(proposed, mentor.id)]).await.unwrap();
    write.commit().await.unwrap();

    let cases = [
        (1, Ok(Offered::Refused(MentorError::PlacesTaken { used: 2 }))),
        (2, Ok(Offered::Saved(mentor.id))),
        (9, Ok(Offered::Saved(mentor.id))),
    ];
    for (capacity, expected) in cases {
        assert_eq!(offers(&hub, Role::Adviser, person.id, offer(capacity)).await, expected, "{capacity}");
    }
    assert_eq!(count(&hub, "SELECT id FROM mentors WHERE capacity = 9").await, 1);
}

#[tokio::test]
async fn a_mentor_leaves_between_joining_and_today() {
    let hub = TestHub::new().await;
    let (person, mentor) = hub.add_mentor("Rémi Voisin", |_, _| ()).await;
    let today = hub.app.today();
    let cases = [
        (today.next_day(), Ok(Offered::Refused(MentorError::LeftInFuture))),
        (mentor.joined_on.previous_day(), Ok(Offered::Refused(MentorError::LeftBeforeJoining))),
        (Some(mentor.joined_on), Ok(Offered::Saved(mentor.id))),
        (Some(today), Ok(Offered::Saved(mentor.id))),
        (None, Ok(Offered::Saved(mentor.id))),
    ];
    for (left_on, expected) in cases {
        let answer = offers(&hub, Role::Adviser, person.id, Offer { left_on, ..offer(1) }).await;
        assert_eq!(answer, expected, "{left_on:?}");
    }
}
