//! A person becomes a mentor, or offers something else.

use tandem::accounts::access::Role;
use tandem::acts::people::leave_as_mentor::{self, Leaving, Left};
use tandem::acts::people::offer_help::{self, Offered, Offering};
use tandem::db::{Id, new_id};
use tandem::people::newcomer::Offer;
use tandem::people::person::MentorError;
use tandem::proposals;
use tandem::tandems;
use tandem::tandems::tandem::{ClosureError, Tandem};

use super::offer;
use crate::acts::acting::{NOT_FOUND, as_a, count};
use crate::support::TestHub;
use crate::tandems::open_tandem;

/// The journal says who noted that a mentor left, whichever form they used.
const NOTED_TO_LEAVE: &str =
    "SELECT object_id AS id FROM journal WHERE object_kind = 'mentor' AND action = 'left'";

async fn offers(hub: &TestHub, role: Role, person: Id, offer: Offer) -> Result<Offered, String> {
    let offering = Offering { person, offer, seen: None };
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
async fn fewer_places_than_before_keep_the_tandems_and_end_the_newest_promises() {
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
        (2, Ok(Offered::Saved(mentor.id))),
        (1, Ok(Offered::SavedWithFewerPlaces(mentor.id, 1))),
        (0, Ok(Offered::Saved(mentor.id))),
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
    // Once for each day that was noted.
    assert_eq!(count(&hub, NOTED_TO_LEAVE).await, 2);
}

async fn leaves(hub: &TestHub, role: Role, leaving: Leaving) -> Result<Left, String> {
    as_a(hub, role, async |write, by| leave_as_mentor::run(write, by, hub.app.named(), leaving).await).await
}

/// A mentor with an open tandem and a pending proposal: the person, and the keys of both.
async fn busy_mentor(hub: &TestHub) -> (Id, [Id; 2]) {
    let (person, mentor) = hub.add_mentor("Rémi Voisin", |_, mentor| mentor.capacity = 3).await;
    let (_, paired) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    let (_, proposed) = hub.add_mentee("Fanny Deux", |_, _| ()).await;
    let tandem = open_tandem(hub, &mentor, &paired).await;
    let suggestion = hub.suggestion(proposed.id, mentor.id);
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, std::slice::from_ref(&suggestion)).await.unwrap();
    write.commit().await.unwrap();
    (person.id, [tandem.id, suggestion.id])
}

#[tokio::test]
async fn a_mentor_leaves_once_everything_that_runs_was_seen_and_is_settled_with_it() {
    let hub = TestHub::new().await;
    let (person, [tandem, proposal]) = busy_mentor(&hub).await;
    let on = hub.app.today();
    let leaving = |seen: &[Id]| Leaving { person, on, seen: seen.iter().copied().collect() };
    for seen in [&[][..], &[tandem], &[proposal]] {
        assert_eq!(leaves(&hub, Role::Adviser, leaving(seen)).await, Ok(Left::ToSettle), "{seen:?}");
    }
    for role in [Role::Mentor, Role::Mentee, Role::Funder, Role::Officer] {
        let refused = leaves(&hub, role, leaving(&[tandem, proposal])).await;
        assert_eq!(refused, Err(NOT_FOUND.to_owned()), "{role:?}");
    }
    assert_eq!(count(&hub, "SELECT id FROM mentors WHERE left_on IS NOT NULL").await, 0);
    let left = leaves(&hub, Role::Adviser, leaving(&[tandem, proposal])).await;
    assert_eq!(left, Ok(Left::Done { closed: 1, withdrawn: 1 }));
    let again = leaves(&hub, Role::Adviser, leaving(&[tandem, proposal])).await;
    assert_eq!(again, Ok(Left::Before(on)));
    let closed = "SELECT id FROM tandems WHERE closure_reason = 'unavailable' AND closed_on IS NOT NULL";
    let withdrawn = "SELECT id FROM proposals WHERE withdrawn_reason = 'mentor_left'";
    let waiting = "SELECT id FROM journeys WHERE ended_on IS NOT NULL";
    let told = "SELECT id FROM outbox WHERE kind = 'proposal_withdrawn'";
    for (query, expected) in [(closed, 1), (withdrawn, 1), (waiting, 0), (told, 2)] {
        assert_eq!(count(&hub, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn the_day_of_leaving_comes_after_every_tandem_and_meeting() {
    let hub = TestHub::new().await;
    let (person, seen) = busy_mentor(&hub).await;
    let early = |days_ago: i64| Leaving {
        person,
        on: hub.app.today().saturating_sub(time::Duration::days(days_ago)),
        seen: seen.into(),
    };
    let future = leaves(&hub, Role::Coordinator, early(-1)).await;
    assert_eq!(future, Ok(Left::Refused(MentorError::LeftInFuture)));
    let before = leaves(&hub, Role::Coordinator, early(25)).await;
    assert_eq!(before, Ok(Left::CannotClose(ClosureError::BeforeStart)));
    let settled = leaves(&hub, Role::Coordinator, early(0)).await;
    assert_eq!(settled, Ok(Left::Done { closed: 1, withdrawn: 1 }));
    // The form corrects the day, but never to one before the tandem was closed.
    let on = hub.app.today().previous_day();
    let earlier = offers(&hub, Role::Coordinator, person, Offer { left_on: on, ..offer(3) }).await;
    assert_eq!(earlier, Ok(Offered::Refused(MentorError::LeftBeforeClosure)));
}

#[tokio::test]
async fn an_offer_does_not_let_a_mentor_leave_while_something_runs() {
    let hub = TestHub::new().await;
    let (person, _) = busy_mentor(&hub).await;
    let leaving = Offer { left_on: Some(hub.app.today()), ..offer(5) };
    let saved = offers(&hub, Role::Adviser, person, leaving).await;
    assert_eq!(saved, Ok(Offered::SavedBeforeLeaving { to_settle: 2, withdrawn: 0 }));
    assert_eq!(count(&hub, "SELECT id FROM mentors WHERE capacity = 5 AND left_on IS NULL").await, 1);
    let with_fewer = Offer { left_on: Some(hub.app.today()), ..offer(1) };
    let saved = offers(&hub, Role::Adviser, person, with_fewer).await;
    assert_eq!(saved, Ok(Offered::SavedBeforeLeaving { to_settle: 1, withdrawn: 1 }));
    assert_eq!(count(&hub, NOTED_TO_LEAVE).await, 0);
}
