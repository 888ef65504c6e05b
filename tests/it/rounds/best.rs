//! On hubs small enough to try every set of tandems, a round finds the best.

use proptest::prelude::*;
use proptest::test_runner::Config;
use tandem::rounds::criteria::Weights;
use tandem::rounds::inputs::{Inputs, MenteeInput, Pair};
use tandem::rounds::round::{Draft, Round, WhyNot};

use super::hubs::{hub, settings};

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
        WhyNot::Forbidden(_) | WhyNot::UnderFloor { .. } => None,
    };
    let mentors = |journey| {
        inputs.mentors.iter().map(move |mentor| Pair { journey, mentor: mentor.id }).map(score).collect()
    };
    inputs.mentees.iter().map(|mentee| mentors(mentee.id)).collect()
}

/// How many are served of each class, the first to be served first, then the total.
type Worth = ([usize; 3], u64);

/// A mentee: the score with each mentor, the pinned mentor, and the class counted from 0.
type Row = (Vec<Option<u64>>, Option<usize>, usize);

/// The most pairs of the first class, then of the others, then the highest total, over every way to seat the mentees from the
/// first on; `None` when a pinned pair finds its mentor's places taken.
fn best(rows: &[Row], places: &mut [u32]) -> Option<Worth> {
    let Some(((own, pinned, class), others)) = rows.split_first() else { return Some(([0; 3], 0)) };
    let mut found = if pinned.is_none() { best(others, places) } else { None };
    for (mentor, score) in own.iter().enumerate() {
        let Some(score) = score else { continue };
        if places[mentor] == 0 || pinned.is_some_and(|pinned| pinned != mentor) {
            continue;
        }
        places[mentor] -= 1;
        let rest = best(others, places);
        places[mentor] += 1;
        found = found.max(rest.map(|(mut served, total)| {
            served[*class] += 1;
            (served, total + score)
        }));
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
    fn a_round_finds_as_many_tandems_and_points_as_trying_everything(inputs in hub(6, 4), settings in settings()) {
        let round = Round::run(inputs, settings).expect("the round is sound");
        let draft = round.draft();
        let mut places: Vec<u32> = round.inputs().mentors.iter().map(|mentor| mentor.places).collect();
        let class = |mentee: &MenteeInput| usize::from(settings.class(mentee.waits_since).unwrap_or(1)) - 1;
        let classes: Vec<usize> = round.inputs().mentees.iter().map(class).collect();
        let rows = scores(&round, &draft).into_iter().zip(pins(round.inputs(), &draft)).zip(&classes);
        let rows: Vec<Row> = rows.map(|((scores, pin), &class)| (scores, pin, class)).collect();
        let mut served = [0; 3];
        for (mentee, class) in round.inputs().mentees.iter().zip(classes) {
            served[class] += usize::from(draft.proposal_of(mentee.id).is_some());
        }
        prop_assert_eq!(Some((served, draft.total)), best(&rows, &mut places));
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
