//! The acts of follow-up.

use tandem::accounts::access::{Role, Scope};
use tandem::accounts::viewer::By;
use tandem::acts::follow_ups::note_meeting::{self, Noted, Noting};
use tandem::db::{Figures, Id, new_id};
use tandem::error::Error;
use tandem::follow_ups;
use tandem::follow_ups::meeting::{LONGEST_MINUTES, Meeting, MeetingError, Mode};
use tandem::people::profile::Topic;
use tandem::tandems::store::save_closure;
use tandem::tandems::tandem::{ClosureReason, Tandem};

use super::tandems::day;
use crate::support::TestHub;
use crate::tandems::{open_tandem, own_tandem};

fn noting(hub: &TestHub, tandem: Id, days_ago: i64) -> Noting {
    let (held_on, mode, topic) = (day(hub, days_ago), Mode::InPerson, Some(Topic::Interview));
    Noting { tandem, held_on, minutes: 90, length_confirmed: false, mode, topic, next_on: None }
}

async fn noted(hub: &TestHub, by: &By, noting: Noting) -> Result<Noted, Error> {
    let write = hub.write_by(by).await;
    let noted = note_meeting::run(&write, by, noting).await?;
    write.commit().await.unwrap();
    Ok(noted)
}

async fn meetings(hub: &TestHub, tandem: Id) -> Vec<Meeting> {
    let found = follow_ups::store::list_of(&hub.app.db, Scope::Hub, &[tandem]).await.unwrap();
    found.into_values().flatten().collect()
}

#[tokio::test]
async fn both_sides_and_those_who_follow_them_note_what_was_held() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    for (days_ago, role) in
        [Role::Mentor, Role::Mentee, Role::Coordinator, Role::Adviser].into_iter().enumerate()
    {
        let noting = noting(&hub, tandem.id, i64::try_from(days_ago).unwrap());
        let Noted::Meeting(id, _) = noted(&hub, &hub.by(role).await, noting).await.unwrap() else {
            panic!("{role} notes a meeting");
        };
        let stored = meetings(&hub, tandem.id).await.into_iter().find(|meeting| meeting.id == id).unwrap();
        let Noting { tandem: tandem_id, held_on, minutes, mode, topic, next_on, .. } = noting;
        assert_eq!(stored, Meeting { id, tandem_id, held_on, minutes, mode, topic, next_on });
    }
    assert_eq!(meetings(&hub, tandem.id).await.len(), 4);
}

#[tokio::test]
async fn a_meeting_leaves_what_is_counted_of_the_pool_as_it_is() {
    let hub = TestHub::new().await;
    let mut tandem = own_tandem(&hub).await;
    let changes = || [Figures::OfAll, Figures::OfPool].map(tandem::db::changes);
    let before = changes();
    noted(&hub, &hub.by(Role::Mentor).await, noting(&hub, tandem.id, 10)).await.unwrap();
    let after = changes();
    assert!(after[0] > before[0]);
    assert_eq!(after[1], before[1]);
    tandem.closed = Some((day(&hub, 5), ClosureReason::Mutual));
    let write = hub.write().await;
    save_closure(&write, &tandem).await.unwrap();
    write.commit().await.unwrap();
    assert!(changes()[1] > after[1]);
    // Whatever is not said to be a note counts.
    hub.write().await.commit().await.unwrap();
    assert!(changes()[1] > after[1] + 1);
}

#[tokio::test]
async fn a_meeting_that_cannot_have_been_held_is_not_stored() {
    let hub = TestHub::new().await;
    let mut tandem = own_tandem(&hub).await;
    let by = hub.by(Role::Mentor).await;
    noted(&hub, &by, noting(&hub, tandem.id, 10)).await.unwrap();
    tandem.closed = Some((day(&hub, 5), ClosureReason::Mutual));
    let write = hub.write().await;
    save_closure(&write, &tandem).await.unwrap();
    write.commit().await.unwrap();
    let held = |days_ago| noting(&hub, tandem.id, days_ago);
    let next = |days_ago| Noting { next_on: Some(day(&hub, days_ago)), ..held(9) };
    let cases = [
        (held(-1), MeetingError::Future),
        (held(21), MeetingError::BeforeStart),
        (held(4), MeetingError::AfterClosure),
        (held(10), MeetingError::AlreadyNoted),
        (next(9), MeetingError::NextBefore),
        (next(-400), MeetingError::NextTooFar),
        (Noting { minutes: 0, ..held(9) }, MeetingError::Length),
        (Noting { minutes: LONGEST_MINUTES + 1, ..held(9) }, MeetingError::Length),
        (Noting { minutes: 241, ..held(9) }, MeetingError::Unusual(241)),
        (Noting { minutes: 241, ..held(10) }, MeetingError::AlreadyNoted),
        (Noting { minutes: LONGEST_MINUTES + 1, length_confirmed: true, ..held(9) }, MeetingError::Length),
    ];
    for (noting, error) in cases {
        assert_eq!(noted(&hub, &by, noting).await.unwrap(), Noted::Refused(error), "{noting:?}");
    }
    assert_eq!(meetings(&hub, tandem.id).await.len(), 1);
    // What was held before the closure may still be noted after it.
    assert!(matches!(noted(&hub, &by, held(5)).await, Ok(Noted::Meeting(..))));
    let long = Noting { minutes: LONGEST_MINUTES, length_confirmed: true, ..held(7) };
    assert!(matches!(noted(&hub, &by, long).await, Ok(Noted::Meeting(..))));
}

/// A tandem of two people whom nobody of the first branch follows.
async fn tandem_elsewhere(hub: &TestHub) -> Tandem {
    let elsewhere = hub.branch(1);
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |person, _| person.branch_id = Some(elsewhere)).await;
    let (_, journey) =
        hub.add_mentee("Honorine Sarriette", |person, _| person.branch_id = Some(elsewhere)).await;
    open_tandem(hub, &mentor, &journey).await
}

#[tokio::test]
async fn nobody_notes_a_meeting_of_a_tandem_they_do_not_reach() {
    let hub = TestHub::new().await;
    let tandem = tandem_elsewhere(&hub).await;
    let mut strangers = vec![By::Bearer(new_id())];
    for role in [Role::Mentor, Role::Mentee, Role::Adviser, Role::Funder, Role::Officer] {
        strangers.push(hub.by(role).await);
    }
    for by in strangers {
        let refused = noted(&hub, &by, noting(&hub, tandem.id, 1)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{by:?}: {refused:?}");
    }
    assert!(matches!(noted(&hub, &By::Hub, noting(&hub, new_id(), 1)).await, Err(Error::NotFound)));
    assert_eq!(meetings(&hub, tandem.id).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_that_both_note_at_once_is_stored_once() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    hub.connected().await;
    let (mentor, mentee) = (hub.by(Role::Mentor).await, hub.by(Role::Mentee).await);
    let same = noting(&hub, tandem.id, 2);
    let (one, other) = tokio::join!(noted(&hub, &mentor, same), noted(&hub, &mentee, same));
    let answers = [one.unwrap(), other.unwrap()];
    let refused = Noted::Refused(MeetingError::AlreadyNoted);
    assert_eq!(answers.iter().filter(|answer| **answer == refused).count(), 1, "{answers:?}");
    assert_eq!(meetings(&hub, tandem.id).await.len(), 1);
}
