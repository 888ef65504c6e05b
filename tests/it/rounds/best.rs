//! On hubs small enough to try every set of tandems, a round finds the best.

use proptest::prelude::*;
use proptest::test_runner::Config;
use tandem::rounds::criteria::Weights;
use tandem::rounds::inputs::{Inputs, Pair};
use tandem::rounds::round::{Draft, Round, WhyNot};

use super::hubs::hub;

/// The score of each allowed pair, by mentee then mentor, in the order of their keys.
fn scores(round: &Round, draft: &Draft) -> Vec<Vec<Option<u64>>> {
    let inputs = round.inputs();
    let score = |pair: Pair| match round
        .why_not(pair)
        .expect("the round is solved")
        .expect("both are in the round")
    {
        WhyNot::Proposed { .. } => draft.proposal_of(pair.journey).map(|proposed| u64::from(proposed.score)),
        WhyNot::Allowed { score, .. } => Some(u64::from(score)),
        WhyNot::Forbidden(_) => None,
    };
    let mentors = |journey| {
        inputs.mentors.iter().map(move |mentor| Pair { journey, mentor: mentor.id }).map(score).collect()
    };
    inputs.mentees.iter().map(|mentee| mentors(mentee.id)).collect()
}

/// The most pairs, then the highest total, over every way to seat the mentees from the first on;
/// `None` when a pinned pair finds its mentor's places taken.
fn best(scores: &[Vec<Option<u64>>], places: &mut [u32], pinned: &[Option<usize>]) -> Option<(usize, u64)> {
    let Some((own, others)) = scores.split_first() else { return Some((0, 0)) };
    let mut found = if pinned[0].is_none() { best(others, places, &pinned[1..]) } else { None };
    for (mentor, score) in own.iter().enumerate() {
        let Some(score) = score else { continue };
        if places[mentor] == 0 || pinned[0].is_some_and(|pinned| pinned != mentor) {
            continue;
        }
        places[mentor] -= 1;
        let rest = best(others, places, &pinned[1..]);
        places[mentor] += 1;
        found = found.max(rest.map(|(pairs, total)| (pairs + 1, total + score)));
    }
    found
}

/// The mentor that a pin which was kept holds for each mentee.
fn pins(inputs: &Inputs, draft: &Draft) -> Vec<Option<usize>> {
    let kept = |pin: &&Pair| !draft.pins_dropped.contains(pin);
    inputs
        .mentees
        .iter()
        .map(|mentee| {
            let pin = inputs.pinned.iter().filter(kept).find(|pin| pin.journey == mentee.id)?;
            inputs.mentors.iter().position(|mentor| mentor.id == pin.mentor)
        })
        .collect()
}

fn without_files(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(without_files(200))]

    #[test]
    fn a_round_finds_as_many_tandems_and_points_as_trying_everything(inputs in hub(6, 4)) {
        let round = Round::run(inputs, Weights::default()).expect("the round is sound");
        let draft = round.draft();
        let mut places: Vec<u32> = round.inputs().mentors.iter().map(|mentor| mentor.places).collect();
        let expected = best(&scores(&round, &draft), &mut places, &pins(round.inputs(), &draft));
        prop_assert_eq!(Some((draft.proposals.len(), draft.total)), expected);
        let told: u64 = draft.proposals.iter().map(|proposed| u64::from(proposed.score)).sum();
        prop_assert_eq!(told, draft.total);
    }

    #[test]
    fn everybody_is_proposed_to_or_told_why_not(inputs in hub(6, 4)) {
        let draft = Round::run(inputs.clone(), Weights::default()).expect("the round is sound").draft();
        prop_assert_eq!(draft.proposals.len() + draft.left_out.len(), inputs.mentees.len());
        prop_assert!(draft.left_out.iter().all(|left| !left.sentence.is_empty()));
        for mentor in &inputs.mentors {
            let given = draft.proposals.iter().filter(|proposed| proposed.mentor == mentor.id).count();
            prop_assert!(given <= mentor.places as usize, "a mentor has more tandems than places");
        }
    }
}
