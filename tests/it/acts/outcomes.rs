//! The acts of outcomes.

use tandem::accounts::access::{Role, Scope};
use tandem::accounts::viewer::By;
use tandem::acts::outcomes::bring_in::{self, BroughtIn};
use tandem::acts::outcomes::record::{self, Recorded, Recording};
use tandem::db::{Id, new_id};
use tandem::error::Error;
use tandem::outcomes;
use tandem::outcomes::outcome::{Kind, Outcome, OutcomeError, Source};
use tandem::people::person::Journey;

use super::tandems::day;
use crate::support::TestHub;

async fn journey(hub: &TestHub, branch: usize) -> Journey {
    let branch = hub.branch(branch);
    hub.add_mentee("Honorine Sarriette", |person, _| person.branch_id = Some(branch)).await.1
}

fn recording(hub: &TestHub, journey: &Journey, kind: Kind, occurred: Option<i64>) -> Recording {
    let occurred_on = occurred.map(|days_ago| day(hub, days_ago));
    Recording { journey: journey.id, kind, occurred_on, observed_on: day(hub, 1), source: Source::Mentee }
}

async fn recorded(hub: &TestHub, by: &By, recording: Recording) -> Result<Recorded, Error> {
    let write = hub.write_by(by).await;
    let recorded = record::run(&write, by, recording).await?;
    write.commit().await.unwrap();
    Ok(recorded)
}

async fn stored(hub: &TestHub, journey: Id) -> Vec<Outcome> {
    outcomes::store::list_of(&hub.app.db, Scope::Hub, journey).await.unwrap()
}

#[tokio::test]
async fn what_was_learnt_is_recorded_once() {
    let hub = TestHub::new().await;
    let journey = journey(&hub, 0).await;
    for (role, kind, occurred) in [
        (Role::Coordinator, Kind::DurableJob, Some(10)),
        (Role::Adviser, Kind::Searching, None),
        (Role::Responsible, Kind::NotKnown, None),
    ] {
        let by = hub.by(role).await;
        let recording = recording(&hub, &journey, kind, occurred);
        let Recorded::Outcome(id) = recorded(&hub, &by, recording).await.unwrap() else {
            panic!("{role} records an outcome");
        };
        let Recording { journey: journey_id, occurred_on, observed_on, source, .. } = recording;
        let expected = Outcome { id, journey_id, kind, occurred_on, observed_on, source };
        assert!(stored(&hub, journey.id).await.contains(&expected));
        assert_eq!(recorded(&hub, &by, recording).await.unwrap(), Recorded::AlreadyKnown);
        let later = Recording { observed_on: day(&hub, 0), ..recording };
        assert!(matches!(recorded(&hub, &by, later).await, Ok(Recorded::Outcome(_))));
    }
    assert_eq!(stored(&hub, journey.id).await.len(), 6);
}

#[tokio::test]
async fn what_cannot_be_so_is_not_stored() {
    let hub = TestHub::new().await;
    let journey = journey(&hub, 0).await;
    let by = hub.by(Role::Coordinator).await;
    let cases = [
        (recording(&hub, &journey, Kind::DurableJob, None), OutcomeError::DayMissing),
        (recording(&hub, &journey, Kind::ShortJob, Some(0)), OutcomeError::HappenedAfterLearnt),
        (
            Recording { observed_on: day(&hub, -1), ..recording(&hub, &journey, Kind::Searching, None) },
            OutcomeError::Future,
        ),
        (
            Recording { observed_on: day(&hub, 31), ..recording(&hub, &journey, Kind::Searching, None) },
            OutcomeError::BeforeWelcome,
        ),
    ];
    for (recording, error) in cases {
        assert_eq!(recorded(&hub, &by, recording).await.unwrap(), Recorded::Refused(error));
    }
    assert_eq!(stored(&hub, journey.id).await, []);
}

#[tokio::test]
async fn nobody_records_an_outcome_of_somebody_they_do_not_follow() {
    let hub = TestHub::new().await;
    let journey = journey(&hub, 1).await;
    let mut strangers = vec![By::Bearer(new_id())];
    for role in [Role::Adviser, Role::Mentor, Role::Mentee, Role::Funder, Role::Officer] {
        strangers.push(hub.by(role).await);
    }
    for by in strangers {
        let refused = recorded(&hub, &by, recording(&hub, &journey, Kind::Searching, None)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{by:?}: {refused:?}");
    }
    assert_eq!(stored(&hub, journey.id).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_record_the_same_at_once_record_it_once() {
    let hub = TestHub::new().await;
    let journey = journey(&hub, 0).await;
    hub.connected().await;
    let (one, other) = (hub.by(Role::Coordinator).await, hub.by(Role::Adviser).await);
    let same = recording(&hub, &journey, Kind::Training, Some(3));
    let (one, other) = tokio::join!(recorded(&hub, &one, same), recorded(&hub, &other, same));
    let answers = [one.unwrap(), other.unwrap()];
    assert!(answers.contains(&Recorded::AlreadyKnown), "{answers:?}");
    assert_eq!(stored(&hub, journey.id).await.len(), 1);
}

#[tokio::test]
async fn history_brings_in_what_every_source_said() {
    let hub = TestHub::new().await;
    let journey = journey(&hub, 0).await;
    let outcome = |source, observed_on| {
        let (id, kind) = (new_id(), Kind::BusinessActive);
        Outcome { id, journey_id: journey.id, kind, occurred_on: None, observed_on, source }
    };
    let same = [outcome(Source::Register, day(&hub, 2)), outcome(Source::Register, day(&hub, 2))];
    let future = [outcome(Source::FollowUp, day(&hub, -2))];
    let refused = BroughtIn::Refused(OutcomeError::Future);
    for (outcomes, expected, count) in
        [(&same[..], BroughtIn::Outcomes, 2), (&future, refused, 2), (&[], BroughtIn::Outcomes, 2)]
    {
        let write = hub.write_by(&By::History).await;
        assert_eq!(bring_in::run(&write, &By::History, outcomes).await.unwrap(), expected);
        write.commit().await.unwrap();
        assert_eq!(stored(&hub, journey.id).await.len(), count);
    }
    let by = hub.by(Role::Coordinator).await;
    let write = hub.write_by(&by).await;
    assert!(matches!(bring_in::run(&write, &by, &same).await, Err(Error::NotFound)));
}
