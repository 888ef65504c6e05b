//! The acts of tandems.

use tandem::accounts::access::{Right, Role, Rules, Scope};
use tandem::accounts::viewer::By;
use tandem::acts::settle;
use tandem::acts::tandems::begin::{self, Begun};
use tandem::acts::tandems::bring_in::{self, BroughtIn, PastTandem};
use tandem::acts::tandems::close::{self, Closed, Closing};
use tandem::db::{Id, new_id};
use tandem::error::Error;
use tandem::follow_ups::meeting::{Meeting, MeetingError, Mode};
use tandem::people::person::{EndReason, Journey};
use tandem::proposals;
use tandem::proposals::proposal::{Answer, Proposal};
use tandem::tandems::tandem::{Aftermath, BeginError, ClosureError, ClosureReason, Tandem};
use tandem::{follow_ups, people, tandems};
use time::{Date, Duration};

use crate::support::TestHub;
use crate::tandems::{open_tandem, own_tandem};

pub fn day(hub: &TestHub, days_ago: i64) -> Date {
    hub.app.today().saturating_sub(Duration::days(days_ago))
}

/// The roles that have not a right.
pub fn without(right: Right) -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(move |role| Rules::default().reach(*role, right).is_none())
}

pub fn meeting(tandem: &Tandem, held_on: Date) -> Meeting {
    let id = new_id();
    Meeting { id, tandem_id: tandem.id, held_on, minutes: 60, mode: Mode::Remote, topic: None, next_on: None }
}

async fn found(hub: &TestHub, id: Id) -> Tandem {
    tandems::store::find(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap()
}

async fn journey(hub: &TestHub, id: Id) -> Journey {
    people::store::find_journey(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap()
}

async fn closed(hub: &TestHub, by: &By, closing: Closing) -> Result<Closed, Error> {
    let write = hub.write_by(by).await;
    let closed = close::run(&write, by, hub.app.named(), closing).await?;
    write.commit().await.unwrap();
    Ok(closed)
}

fn as_usual(hub: &TestHub, tandem: &Tandem) -> Closing {
    let (on, aftermath) = (hub.app.today(), Aftermath::AsUsual);
    Closing { tandem: tandem.id, on, reason: ClosureReason::GoalReached, aftermath }
}

#[tokio::test]
async fn a_tandem_closes_with_or_without_its_journey() {
    use {Aftermath::*, ClosureReason::*};
    let cases = [
        (Role::Coordinator, 0, Unavailable, AsUsual, None),
        (Role::Adviser, 1, GoalReached, AsUsual, Some(EndReason::GoalReached)),
        (Role::Coordinator, 20, GoalReached, Waits, None),
        (Role::Responsible, 0, Mutual, Ends, Some(EndReason::Withdrawn)),
        (Role::Coordinator, 0, NoNews, Ends, Some(EndReason::NoNews)),
    ];
    for (role, days_ago, reason, aftermath, ended) in cases {
        let hub = TestHub::new().await;
        let tandem = own_tandem(&hub).await;
        let on = day(&hub, days_ago);
        let closing = Closing { tandem: tandem.id, on, reason, aftermath };
        let expected = if ended.is_some() { Closed::WithJourney } else { Closed::TandemOnly };
        assert_eq!(closed(&hub, &hub.by(role).await, closing).await.unwrap(), expected, "{closing:?}");
        assert_eq!(found(&hub, tandem.id).await.closed, Some((on, reason)));
        assert_eq!(journey(&hub, tandem.journey_id).await.ended, ended.map(|why| (on, why)));
    }
}

#[tokio::test]
async fn a_closure_is_refused_and_changes_nothing() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let write = hub.write().await;
    follow_ups::store::insert(&write, &meeting(&tandem, day(&hub, 2))).await.unwrap();
    write.commit().await.unwrap();
    let by = hub.by(Role::Coordinator).await;
    for (days_ago, error) in
        [(21, ClosureError::BeforeStart), (-1, ClosureError::Future), (3, ClosureError::BeforeLastMeeting)]
    {
        let closing = Closing { on: day(&hub, days_ago), ..as_usual(&hub, &tandem) };
        assert_eq!(closed(&hub, &by, closing).await.unwrap(), Closed::Refused(error));
    }
    assert!(found(&hub, tandem.id).await.is_open());
    assert_eq!(journey(&hub, tandem.journey_id).await.ended, None);
    assert_eq!(closed(&hub, &by, as_usual(&hub, &tandem)).await.unwrap(), Closed::WithJourney);
    let again = closed(&hub, &by, as_usual(&hub, &tandem)).await.unwrap();
    assert_eq!(again, Closed::Refused(ClosureError::AlreadyClosed));
}

#[tokio::test]
async fn whoever_does_not_reach_a_tandem_closes_nothing() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    for role in without(Right::CloseTandems) {
        let refused = closed(&hub, &hub.by(role).await, as_usual(&hub, &tandem)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{role}: {refused:?}");
    }
    let refused = closed(&hub, &By::Bearer(new_id()), as_usual(&hub, &tandem)).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let unknown = Closing { tandem: new_id(), ..as_usual(&hub, &tandem) };
    assert!(matches!(closed(&hub, &By::Hub, unknown).await, Err(Error::NotFound)));
    assert!(found(&hub, tandem.id).await.is_open());
}

#[tokio::test]
async fn the_journey_of_another_branch_or_one_that_ended_stays_as_it_is() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 2).await;
    let elsewhere = hub.branch(1);
    let (_, other) =
        hub.add_mentee("Honorine Sarriette", |person, _| person.branch_id = Some(elsewhere)).await;
    let before = Some((day(&hub, 5), EndReason::Moved));
    let (_, ended) = hub.add_mentee("Gaspard Figuier", |_, journey| journey.ended = before).await;
    let by = hub.by(Role::Adviser).await;
    for (of, end) in [(&other, None), (&ended, before)] {
        let tandem = open_tandem(&hub, &mentor, of).await;
        assert_eq!(closed(&hub, &by, as_usual(&hub, &tandem)).await.unwrap(), Closed::TandemOnly);
        assert!(!found(&hub, tandem.id).await.is_open());
        assert_eq!(journey(&hub, of.id).await.ended, end);
    }
}

#[tokio::test]
async fn a_tandem_begins_while_there_is_a_place_and_nobody_else() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 1).await;
    let (_, full) = hub.add_mentor("Fantine Vallon", |_, mentor| mentor.capacity = 1).await;
    let (_, waiting) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let (_, paired) = hub.add_mentee("Gaspard Figuier", |_, _| ()).await;
    open_tandem(&hub, &full, &paired).await;
    let by = hub.by(Role::Coordinator).await;
    for (mentor, journey, refused) in [
        (mentor.id, paired.id, Some(BeginError::AlreadyInTandem)),
        (full.id, waiting.id, Some(BeginError::NoPlace)),
        (mentor.id, waiting.id, None),
    ] {
        let yes = || Some(Answer { agrees: true, on: hub.app.today(), refusal: None, reason: None });
        let mut proposal = Proposal { mentor: yes(), mentee: yes(), ..hub.suggestion(journey, mentor) };
        let write = hub.write_by(&by).await;
        proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
        match begin::run(&write, &by, &mut proposal, hub.app.today()).await.unwrap() {
            // Nothing of it is stored: the next proposal is to the same person.
            Begun::Refused(error) => assert_eq!(Some(error), refused),
            Begun::Tandem(id) => {
                settle::journeys(&write, &[journey]).await.unwrap();
                settle::proposals(&write, &[proposal.id]).await.unwrap();
                write.commit().await.unwrap();
                assert_eq!(refused, None);
                let tandem = found(&hub, id).await;
                assert_eq!((tandem.mentor_id, tandem.journey_id), (mentor, journey));
                assert_eq!((tandem.proposal_id, tandem.started_on), (Some(proposal.id), hub.app.today()));
                assert!(tandem.is_open());
            }
        }
    }
    assert_eq!(tandems::store::count_open(&hub.app.db, Scope::Hub).await.unwrap(), 2);
    let write = hub.write_by(&by).await;
    let mut nobodys = hub.suggestion(waiting.id, new_id());
    let nobody = begin::run(&write, &by, &mut nobodys, hub.app.today()).await;
    assert!(matches!(nobody, Err(Error::NotFound)), "{nobody:?}");
}

async fn brought_in(hub: &TestHub, by: &By, past: &PastTandem) -> Result<BroughtIn, Error> {
    let write = hub.write_by(by).await;
    let brought = bring_in::run(&write, by, past).await?;
    settle::everything(&write).await?;
    write.commit().await.unwrap();
    Ok(brought)
}

#[tokio::test]
async fn history_brings_in_tandems_that_obey_the_rules() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 1).await;
    let (_, first) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let (_, second) = hub.add_mentee("Gaspard Figuier", |_, _| ()).await;
    let past = |journey: &Journey, closed: Option<i64>, met: &[i64]| {
        let closed = closed.map(|days_ago| (day(&hub, days_ago), ClosureReason::Mutual));
        let (id, started_on) = (new_id(), day(&hub, 300));
        let (journey_id, mentor_id) = (journey.id, mentor.id);
        let tandem = Tandem { id, proposal_id: None, journey_id, mentor_id, started_on, closed };
        let meetings = met.iter().map(|&days_ago| meeting(&tandem, day(&hub, days_ago))).collect();
        PastTandem { tandem, meetings }
    };
    let cases = [
        (past(&first, Some(100), &[200, 150]), BroughtIn::Tandem),
        (past(&second, Some(100), &[]), BroughtIn::Tandem),
        (past(&first, Some(100), &[99]), BroughtIn::MeetingRefused(MeetingError::AfterClosure)),
        (past(&first, None, &[301]), BroughtIn::MeetingRefused(MeetingError::BeforeStart)),
        (past(&first, None, &[10]), BroughtIn::Tandem),
        (past(&first, None, &[]), BroughtIn::CannotBegin(BeginError::AlreadyInTandem)),
        (past(&second, None, &[]), BroughtIn::CannotBegin(BeginError::NoPlace)),
    ];
    for (past, expected) in cases {
        let id = past.tandem.id;
        let refused = brought_in(&hub, &hub.by(Role::Coordinator).await, &past).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        assert_eq!(brought_in(&hub, &By::History, &past).await.unwrap(), expected);
        let stored = tandems::store::find(&hub.app.db, Scope::Hub, id).await.unwrap();
        let meetings = follow_ups::store::list_of(&hub.app.db, Scope::Hub, &[id]).await.unwrap();
        let is_in = expected == BroughtIn::Tandem;
        assert_eq!(stored, is_in.then_some(past.tandem));
        assert_eq!(meetings.get(&id).map_or(0, Vec::len), if is_in { past.meetings.len() } else { 0 });
    }
}
