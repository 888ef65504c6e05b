//! The acts of rounds.

use std::collections::BTreeSet;

use tandem::accounts::access::{Right, Role, Scope};
use tandem::accounts::viewer::By;
use tandem::acts::proposals::propose::{self, Proposing};
use tandem::acts::rounds::decide::{self, Decided, Deciding};
use tandem::acts::rounds::exclude::{self, Excluded};
use tandem::acts::rounds::run::{self, NewRound};
use tandem::db::{Id, new_id};
use tandem::error::Error;
use tandem::people::person::EndReason;
use tandem::rounds::inputs::{Exclusion, Pair};
use tandem::rounds::round::Draft;
use tandem::rounds::store::{self, Decision};
use tandem::{jobs, people};

use super::tandems::{day, without};
use crate::support::TestHub;

fn asked(previous: Option<Id>) -> NewRound {
    NewRound { previous, ..NewRound::default() }
}

async fn draft(hub: &TestHub, round: Id) -> Draft {
    store::find_round(&hub.app.db, Scope::Hub, round).await.unwrap().unwrap().draft
}

/// A round over the mentor and the mentee of a small hub, with the pair that it found.
async fn a_round(hub: &TestHub) -> (Id, Pair) {
    let round = run::run(&hub.app, &hub.by(Role::Coordinator).await, asked(None)).await.unwrap();
    let draft = draft(hub, round).await;
    (round, Pair { journey: draft.proposals[0].journey, mentor: draft.proposals[0].mentor })
}

async fn decisions(hub: &TestHub, round: Id, decision: Decision) -> BTreeSet<Pair> {
    store::list_decisions(&hub.app.db, round, decision).await.unwrap()
}

#[tokio::test]
async fn a_round_reads_everybody_and_stores_what_it_found() {
    let hub = TestHub::new().await;
    let elsewhere = hub.branch(1);
    hub.add_mentor("Clovis Pinède", |person, _| person.branch_id = Some(elsewhere)).await;
    hub.add_mentee("Honorine Sarriette", |person, _| person.branch_id = Some(elsewhere)).await;
    let ended = Some((day(&hub, 1), EndReason::Moved));
    hub.add_mentee("Gaspard Figuier", |_, journey| journey.ended = ended).await;
    let (round, _) = a_round(&hub).await;
    let progress = store::find_progress(&hub.app.db, Scope::Hub, round).await.unwrap().unwrap();
    assert_eq!((progress.read, progress.found, progress.failure), (Some((2, 2)), true, None));
    assert_eq!(draft(&hub, round).await.proposals.len(), 2);
    let left = jobs::store::claim(&hub.app.db, &[run::JOB], hub.app.now()).await.unwrap();
    assert!(left.is_none(), "the job of a round that is done is done");
}

#[tokio::test]
async fn only_whoever_proposes_runs_a_round() {
    let hub = TestHub::new().await;
    for role in without(Right::Propose) {
        let refused = run::run(&hub.app, &hub.by(role).await, asked(None)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{role}: {refused:?}");
    }
    assert_eq!(store::list_rounds(&hub.app.db, Scope::Hub, 9).await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_pair_has_one_decision_at_most_and_the_next_run_obeys_it() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let (round, pair) = a_round(&hub).await;
    let mut before = None;
    for decision in [Some(Decision::Pinned), Some(Decision::Refused), None, Some(Decision::Refused)] {
        let decided = decide::run(&hub.app, &by, Deciding { round, pair, decision }).await.unwrap();
        assert_eq!(decided, Decided::Saved(before));
        before = decision;
        let again = decide::run(&hub.app, &by, Deciding { round, pair, decision }).await.unwrap();
        assert_eq!(again, Decided::AlreadySo);
        for one in [Decision::Pinned, Decision::Refused] {
            let expected = BTreeSet::from_iter((decision == Some(one)).then_some(pair));
            assert_eq!(decisions(&hub, round, one).await, expected, "{decision:?}");
        }
    }
    let next = run::run(&hub.app, &by, asked(Some(round))).await.unwrap();
    assert_eq!(decisions(&hub, next, Decision::Refused).await, BTreeSet::from([pair]));
    assert_eq!(draft(&hub, next).await.proposals.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_excluded_by_two_at_once_are_excluded_in_one_row() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let (round, pair) = a_round(&hub).await;
    hub.connected().await;
    let (one, other) =
        tokio::join!(exclude::run(&hub.app, &by, round, pair), exclude::run(&hub.app, &by, round, pair),);
    one.and(other).unwrap();
    assert_eq!(hub.keys("SELECT id FROM exclusions").await.len(), 1);
}

#[tokio::test]
async fn of_two_who_decide_at_once_the_second_is_told_what_the_first_decided() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let (round, pair) = a_round(&hub).await;
    hub.connected().await;
    let decides = async |decision| {
        decide::run(&hub.app, &by, Deciding { round, pair, decision: Some(decision) }).await.unwrap()
    };
    let both = tokio::join!(decides(Decision::Pinned), decides(Decision::Refused));
    let left: Vec<usize> = [
        decisions(&hub, round, Decision::Pinned).await.len(),
        decisions(&hub, round, Decision::Refused).await.len(),
    ]
    .into();
    match both {
        (Decided::Saved(None), Decided::Saved(Some(Decision::Pinned))) => assert_eq!(left, [0, 1]),
        (Decided::Saved(Some(Decision::Refused)), Decided::Saved(None)) => assert_eq!(left, [1, 0]),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nothing_is_decided_once_the_pairs_are_proposed() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let (round, pair) = a_round(&hub).await;
    propose::run(&hub.app, &by, Proposing { round, least_score: 0 }).await.unwrap();
    let deciding = Deciding { round, pair, decision: Some(Decision::Refused) };
    let late = decide::run(&hub.app, &by, deciding).await.unwrap();
    assert_eq!(late, Decided::AlreadyProposed(hub.app.today()));
    assert_eq!(decisions(&hub, round, Decision::Refused).await.len(), 0);
}

#[tokio::test]
async fn two_people_are_excluded_once_and_for_good() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let (round, pair) = a_round(&hub).await;
    let journey = people::store::find_journey(&hub.app.db, Scope::Hub, pair.journey).await.unwrap().unwrap();
    let expected = BTreeSet::from([Exclusion { mentor: pair.mentor, person: journey.person_id }]);
    for excluded in [Excluded::Now, Excluded::Before] {
        assert_eq!(exclude::run(&hub.app, &by, round, pair).await.unwrap(), excluded);
        assert_eq!(store::list_exclusions(&hub.app.db).await.unwrap(), expected);
    }
    assert_eq!(hub.keys("SELECT id FROM exclusions").await.len(), 1);
    let fresh = run::run(&hub.app, &by, asked(None)).await.unwrap();
    assert_eq!(draft(&hub, fresh).await.proposals.len(), 0);
}

#[tokio::test]
async fn a_decision_is_on_people_that_the_round_read_by_whoever_proposes() {
    let hub = TestHub::new().await;
    let (round, pair) = a_round(&hub).await;
    let coordinator = hub.by(Role::Coordinator).await;
    let mut cases = vec![
        (coordinator.clone(), round, Pair { journey: new_id(), ..pair }),
        (coordinator.clone(), round, Pair { mentor: new_id(), ..pair }),
        (coordinator, new_id(), pair),
        (By::Bearer(new_id()), round, pair),
    ];
    for role in [Role::Adviser, Role::Responsible, Role::Mentor, Role::Funder] {
        cases.push((hub.by(role).await, round, pair));
    }
    for (by, round, pair) in cases {
        let deciding = Deciding { round, pair, decision: Some(Decision::Pinned) };
        assert!(matches!(decide::run(&hub.app, &by, deciding).await, Err(Error::NotFound)), "{by:?}");
        assert!(matches!(exclude::run(&hub.app, &by, round, pair).await, Err(Error::NotFound)), "{by:?}");
    }
    assert_eq!(decisions(&hub, round, Decision::Pinned).await.len(), 0);
    assert_eq!(store::list_exclusions(&hub.app.db).await.unwrap().len(), 0);
}
