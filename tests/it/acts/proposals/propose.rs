//! The pairs of a draft are proposed.

use std::collections::BTreeSet;

use tandem::accounts::access::{Right, Role, Scope};
use tandem::accounts::viewer::By;
use tandem::acts;
use tandem::acts::proposals::answer::Answered;
use tandem::acts::proposals::propose::{self, Made, Proposing};
use tandem::acts::rounds::decide::Deciding;
use tandem::acts::rounds::run::NewRound;
use tandem::db::{Id, new_id};
use tandem::error::Error;
use tandem::people::person::{EndReason, Journey};
use tandem::people::profile::{Language, Level};
use tandem::proposals::proposal::{Party, WithdrawalReason};
use tandem::rounds::inputs::Pair;
use tandem::rounds::not_proposed::{NotProposed, Obstacle};
use tandem::rounds::store::Decision;
use tandem::tandems::tandem::BeginError;
use tandem::track::Track;
use tandem::{people, rounds};

use super::{a_round, all, answered, found, no, pending, proposal, yes};
use crate::acts::tandems::without;
use crate::support::TestHub;
use crate::tandems::open_tandem;

/// What happens between the run of a round and its proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meanwhile {
    Nothing,
    PairRefused,
    PeopleExcluded,
    PairDeclined,
    MentorLeft,
    MentorFull,
    JourneyEnded,
    JourneyInTandem,
    JourneyProposed,
    LanguageLost,
    BusinessShared,
    MomentLost,
    OtherTrack,
    MovedApart,
}

impl Meanwhile {
    /// What then stands against the pair.
    fn obstacle(self) -> Option<Obstacle> {
        Some(match self {
            Self::Nothing => return None,
            Self::PairRefused => Obstacle::Refused,
            Self::PeopleExcluded => Obstacle::Excluded,
            Self::PairDeclined => Obstacle::Declined,
            Self::MentorLeft => Obstacle::MentorLeft,
            Self::MentorFull => Obstacle::Capacity,
            Self::JourneyEnded => Obstacle::JourneyEnded,
            Self::JourneyInTandem => Obstacle::InTandem,
            Self::JourneyProposed => Obstacle::Proposed,
            Self::LanguageLost => Obstacle::Language,
            Self::BusinessShared => Obstacle::SameBusiness,
            Self::MomentLost => Obstacle::Availability,
            Self::OtherTrack => Obstacle::Track,
            Self::MovedApart => Obstacle::Travel,
        })
    }
}

#[tokio::test]
async fn a_draft_becomes_proposals_but_for_what_changed_meanwhile() {
    use Meanwhile::*;
    for meanwhile in [
        Nothing,
        PairRefused,
        PeopleExcluded,
        PairDeclined,
        MentorLeft,
        MentorFull,
        JourneyEnded,
        JourneyInTandem,
        JourneyProposed,
        LanguageLost,
        BusinessShared,
        MomentLost,
        OtherTrack,
        MovedApart,
    ] {
        let hub = TestHub::new().await;
        let by = hub.by(Role::Coordinator).await;
        let asked = NewRound::default();
        let round = acts::rounds::run::run(&hub.app, &by, asked).await.unwrap();
        let draft = rounds::store::find_round(&hub.app.db, Scope::Hub, round).await.unwrap().unwrap().draft;
        let pair = Pair { journey: draft.proposals[0].journey, mentor: draft.proposals[0].mentor };
        happen(&hub, &by, round, pair, meanwhile).await;
        let before = pending(&hub).await;
        let made = propose::run(&hub.app, &by, all(round)).await.unwrap();
        let obstacle = meanwhile.obstacle();
        let not_made: Vec<NotProposed> =
            obstacle.map(|obstacle| NotProposed { pair, obstacle }).into_iter().collect();
        let expected = usize::from(obstacle.is_none());
        assert_eq!(made, Made::Proposals { made: expected, not_made: not_made.clone() }, "{meanwhile:?}");
        assert_eq!(pending(&hub).await, before + expected, "{meanwhile:?}");
        let again = propose::run(&hub.app, &by, all(round)).await.unwrap();
        assert_eq!(again, Made::Before(hub.app.today()));
        assert_eq!(pending(&hub).await, before + expected, "{meanwhile:?}");
        let stored = rounds::store::find_round(&hub.app.db, Scope::Hub, round).await.unwrap().unwrap();
        assert_eq!(stored.not_proposed, not_made, "{meanwhile:?}");
    }
}

async fn happen(hub: &TestHub, by: &By, round: Id, pair: Pair, meanwhile: Meanwhile) {
    let db = &hub.app.db;
    let mut mentor = people::store::find_mentor(db, Scope::Hub, pair.mentor).await.unwrap().unwrap();
    let journey = people::store::find_journey(db, Scope::Hub, pair.journey).await.unwrap().unwrap();
    match meanwhile {
        Meanwhile::Nothing => {}
        Meanwhile::PairRefused => {
            let decision = Some(Decision::Refused);
            acts::rounds::decide::run(&hub.app, by, Deciding { round, pair, decision }).await.unwrap();
        }
        Meanwhile::PeopleExcluded => {
            acts::rounds::exclude::run(&hub.app, by, round, pair).await.unwrap();
        }
        Meanwhile::LanguageLost | Meanwhile::BusinessShared | Meanwhile::MovedApart => {
            let mut own = people::store::find(db, Scope::Hub, mentor.person_id).await.unwrap().unwrap();
            let mut other = people::store::find(db, Scope::Hub, journey.person_id).await.unwrap().unwrap();
            match meanwhile {
                Meanwhile::LanguageLost => own.languages = [(Language::Dari, Level::C2)].into(),
                Meanwhile::MovedApart => own.place_code = Some("13028".to_owned()),
                _ => {
                    own.businesses = ["732829320".to_owned()].into();
                    other.businesses = own.businesses.clone();
                }
            }
            let write = hub.write().await;
            people::store::save(&write, &own).await.unwrap();
            people::store::save(&write, &other).await.unwrap();
            mentor.profile.remote = meanwhile != Meanwhile::MovedApart;
            people::store::save_mentor(&write, &mentor).await.unwrap();
            write.commit().await.unwrap();
        }
        Meanwhile::MomentLost | Meanwhile::OtherTrack => {
            if meanwhile == Meanwhile::OtherTrack {
                mentor.tracks = [Track::YoungBusiness].into();
            } else {
                mentor.profile.availabilities.clear();
            }
            let write = hub.write().await;
            people::store::save_mentor(&write, &mentor).await.unwrap();
            write.commit().await.unwrap();
        }
        Meanwhile::PairDeclined => {
            let id = proposal(hub, &mentor, &journey, None).await;
            answered(hub, by, no(id, Party::Mentee, Some("trop loin"))).await.unwrap();
        }
        Meanwhile::MentorLeft => {
            mentor.left_on = Some(hub.app.today());
            let write = hub.write().await;
            people::store::save_mentor(&write, &mentor).await.unwrap();
            write.commit().await.unwrap();
        }
        Meanwhile::MentorFull => {
            let (_, other) = hub.add_mentee("Gaspard Figuier", |_, _| ()).await;
            open_tandem(hub, &mentor, &other).await;
        }
        Meanwhile::JourneyEnded => {
            let write = hub.write().await;
            people::store::save_end(&write, journey.id, hub.app.today(), EndReason::Moved).await.unwrap();
            write.commit().await.unwrap();
        }
        Meanwhile::JourneyInTandem | Meanwhile::JourneyProposed => {
            let (_, other) = hub.add_mentor("Fantine Vallon", |_, _| ()).await;
            if meanwhile == Meanwhile::JourneyInTandem {
                open_tandem(hub, &other, &journey).await;
            } else {
                proposal(hub, &other, &journey, None).await;
            }
        }
    }
}

#[tokio::test]
async fn a_draft_older_than_one_that_was_proposed_is_outdated_and_brings_no_declined_pair_back() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let older = a_round(&hub, &by, None).await;
    let newer = a_round(&hub, &by, Some(older)).await;
    let made = propose::run(&hub.app, &by, all(newer)).await.unwrap();
    assert!(matches!(made, Made::Proposals { made: 1, .. }), "{made:?}");
    let id = hub.pending_proposals().await[0].id;
    answered(&hub, &by, no(id, Party::Mentee, Some("trop loin"))).await.unwrap();
    assert_eq!(propose::run(&hub.app, &by, all(older)).await.unwrap(), Made::Outdated(newer));
    assert_eq!(pending(&hub).await, 0);
}

#[tokio::test]
async fn a_later_draft_is_proposed_after_an_older_one_and_says_what_stands_against_it() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let (older, newer) = (a_round(&hub, &by, None).await, a_round(&hub, &by, None).await);
    propose::run(&hub.app, &by, all(older)).await.unwrap();
    let Made::Proposals { made: 0, not_made } = propose::run(&hub.app, &by, all(newer)).await.unwrap() else {
        panic!()
    };
    assert_eq!(not_made.iter().map(|one| one.obstacle).collect::<Vec<_>>(), [Obstacle::Proposed]);
}

#[tokio::test]
async fn two_rounds_proposed_at_once_promise_nobody_twice() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    for number in 0..40 {
        let place = if number % 2 == 0 { "13001" } else { "13213" };
        hub.add_mentee(&format!("Firmin {number}"), |person, _| person.place_code = Some(place.to_owned()))
            .await;
        hub.add_mentor(&format!("Clovis {number}"), |_, mentor| mentor.capacity = 1 + number % 2).await;
    }
    let (one, other) = (a_round(&hub, &by, None).await, a_round(&hub, &by, None).await);
    hub.connected().await;
    let propose = async |round| propose::run(&hub.app, &by, all(round)).await.unwrap();
    let (first, second, third) = tokio::join!(propose(one), propose(other), propose(other));
    let made = [&first, &second, &third].into_iter().filter_map(|made| match made {
        Made::Proposals { made, .. } => Some(*made),
        Made::Before(_) | Made::Outdated(_) => None,
    });
    assert_eq!(made.sum::<usize>(), pending(&hub).await, "{first:?} {second:?} {third:?}");
    let waiting = hub.pending_proposals().await;
    let journeys: BTreeSet<Id> = waiting.iter().map(|proposal| proposal.journey_id).collect();
    assert_eq!((journeys.len(), waiting.len()), (41, 41), "a journey has one proposal at most");
    let mentors = people::store::open_mentors(&hub.app.db, Scope::Hub).await.unwrap();
    for mentor in mentors {
        let promised = waiting.iter().filter(|proposal| proposal.mentor_id == mentor.id).count();
        assert!(promised <= usize::from(mentor.capacity), "{promised} of {}", mentor.capacity);
    }
}

#[tokio::test]
async fn pairs_under_the_least_score_are_left_aside() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let round = a_round(&hub, &by, None).await;
    let draft = rounds::store::find_round(&hub.app.db, Scope::Hub, round).await.unwrap().unwrap().draft;
    let proposing = Proposing { round, least_score: draft.proposals[0].score + 1 };
    let Made::Proposals { made: 0, not_made } = propose::run(&hub.app, &by, proposing).await.unwrap() else {
        panic!()
    };
    assert_eq!(not_made.iter().map(|one| one.obstacle).collect::<Vec<_>>(), [Obstacle::UnderFloor]);
    assert_eq!(pending(&hub).await, 0);
}

#[tokio::test]
async fn only_whoever_proposes_turns_a_draft_into_proposals() {
    let hub = TestHub::new().await;
    let asked = NewRound::default();
    let round = acts::rounds::run::run(&hub.app, &By::Hub, asked).await.unwrap();
    for role in without(Right::Propose) {
        let refused = propose::run(&hub.app, &hub.by(role).await, all(round)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{role}: {refused:?}");
    }
    assert!(matches!(propose::run(&hub.app, &By::Hub, all(new_id())).await, Err(Error::NotFound)));
    assert_eq!(pending(&hub).await, 0);
}

#[tokio::test]
async fn a_second_yes_begins_no_tandem_that_a_firm_rule_forbids_by_then() {
    for meanwhile in [
        Meanwhile::Nothing,
        Meanwhile::LanguageLost,
        Meanwhile::BusinessShared,
        Meanwhile::OtherTrack,
        Meanwhile::MomentLost,
    ] {
        let hub = TestHub::new().await;
        let by = hub.by(Role::Coordinator).await;
        let round = a_round(&hub, &by, None).await;
        propose::run(&hub.app, &by, all(round)).await.unwrap();
        let proposed = hub.pending_proposals().await.remove(0);
        let pair = Pair { journey: proposed.journey_id, mentor: proposed.mentor_id };
        happen(&hub, &by, round, pair, meanwhile).await;
        answered(&hub, &by, yes(proposed.id, Party::Mentee)).await.unwrap();
        let second = answered(&hub, &by, yes(proposed.id, Party::Mentor)).await.unwrap();
        // Free moments are theirs to arrange once both said yes.
        match meanwhile.obstacle().filter(|obstacle| *obstacle != Obstacle::Availability) {
            Some(obstacle) => {
                assert_eq!(second, Answered::CannotBegin(BeginError::Forbidden(obstacle)), "{meanwhile:?}");
            }
            None => assert_eq!(second, Answered::ToSign, "{meanwhile:?}"),
        }
    }
}

#[tokio::test]
async fn excluding_two_people_withdraws_what_was_proposed_to_them() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let round = a_round(&hub, &by, None).await;
    propose::run(&hub.app, &by, all(round)).await.unwrap();
    let proposed = hub.pending_proposals().await.remove(0);
    let pair = Pair { journey: proposed.journey_id, mentor: proposed.mentor_id };
    happen(&hub, &by, round, pair, Meanwhile::PeopleExcluded).await;
    assert_eq!(found(&hub, proposed.id).await.withdrawn, Some((hub.app.today(), WithdrawalReason::Excluded)));
    let told = hub.keys("SELECT id FROM outbox WHERE kind = 'proposal_withdrawn'").await;
    assert_eq!(told.len(), 1, "the mentee was not asked yet, and reads nothing");
}

#[tokio::test]
async fn a_declined_pair_does_not_come_back_by_another_journey_of_the_same_person() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let first = a_round(&hub, &by, None).await;
    propose::run(&hub.app, &by, all(first)).await.unwrap();
    let proposed = hub.pending_proposals().await.remove(0);
    answered(&hub, &by, no(proposed.id, Party::Mentee, Some("trop loin"))).await.unwrap();
    let db = &hub.app.db;
    let journey = people::store::find_journey(db, Scope::Hub, proposed.journey_id).await.unwrap().unwrap();
    let mut mentor = people::store::find_mentor(db, Scope::Hub, proposed.mentor_id).await.unwrap().unwrap();
    mentor.tracks = Track::ALL.iter().copied().collect();
    let write = hub.write().await;
    people::store::save_mentor(&write, &mentor).await.unwrap();
    let other = Journey { id: new_id(), track: Track::Creation, ..journey };
    people::store::insert_journey(&write, &other).await.unwrap();
    write.commit().await.unwrap();
    let again = a_round(&hub, &by, None).await;
    let draft = rounds::store::find_round(db, Scope::Hub, again).await.unwrap().unwrap().draft;
    assert!(draft.proposals.is_empty(), "{:?}", draft.proposals);
}
