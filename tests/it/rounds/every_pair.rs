//! The quick way to judge all pairs at once says exactly what the rules and the reasons say of each, and a round
//! that holds shortlists is as good as one that holds every pair.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::Config;
use tandem::rounds::inputs::{Inputs, Pair};
use tandem::rounds::round::{Draft, Extent, Round, WhyNot};
use tandem::rounds::settings::Settings;

use super::hubs::{hub, settings};

fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

fn run(inputs: &Inputs, settings: Settings, extent: Extent) -> Round {
    Round::run_over(inputs.clone(), settings, extent).expect("the round is sound")
}

/// The score of each allowed pair as its reasons add up to.
fn told(round: &Round) -> BTreeMap<Pair, u32> {
    let draft = round.draft();
    let mut told = BTreeMap::new();
    for mentee in &round.inputs().mentees {
        for mentor in &round.inputs().mentors {
            let pair = Pair { journey: mentee.id, mentor: mentor.id };
            match round.why_not(pair).expect("the round is solved").expect("both are in the round") {
                WhyNot::Allowed { score, .. } => told.insert(pair, score),
                WhyNot::Proposed { .. } => {
                    told.insert(pair, draft.proposal_of(mentee.id).expect("it is proposed").score)
                }
                WhyNot::Forbidden(_) | WhyNot::UnderFloor { .. } => None,
            };
        }
    }
    told
}

/// The mentors shown beside each proposal, best first, the lowest key among equals.
fn next_best(round: &Round, draft: &Draft) -> bool {
    let told = told(round);
    draft.proposals.iter().all(|proposed| {
        let mut others: Vec<(std::cmp::Reverse<u32>, _)> = told
            .iter()
            .filter(|(pair, _)| pair.journey == proposed.journey && pair.mentor != proposed.mentor)
            .map(|(pair, &score)| (std::cmp::Reverse(score), pair.mentor))
            .collect();
        others.sort_unstable();
        others.truncate(3);
        let shown = proposed.next_best.iter().map(|next| (std::cmp::Reverse(next.score), next.mentor));
        shown.eq(others)
    })
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn every_pair_has_the_score_that_its_reasons_add_up_to(mut inputs in hub(30, 90), settings in settings()) {
        // A pinned pair need not reach the floor.
        inputs.pinned.clear();
        let round = run(&inputs, settings, Extent::Whole);
        let scores: BTreeMap<Pair, u32> =
            round.scores().into_iter().map(|(pair, score)| (pair, u32::from(score))).collect();
        prop_assert_eq!(scores, told(&round));
    }

    #[test]
    fn the_next_mentors_are_the_best_of_all_the_others(inputs in hub(12, 80), settings in settings()) {
        let round = run(&inputs, settings, Extent::Whole);
        prop_assert!(next_best(&round, &round.draft()));
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn shortlists_reach_what_every_pair_reaches(
        inputs in hub(60, 40), settings in settings(), first in 1_usize..4,
    ) {
        let whole = run(&inputs, settings, Extent::Whole).draft();
        let short = run(&inputs, settings, Extent::Shortlists(first)).draft();
        let figures = |draft: &Draft| (draft.proposals.len(), draft.total, draft.left_out.len());
        prop_assert_eq!(figures(&whole), figures(&short));
        let sentences = |draft: &Draft| {
            let mut sentences: Vec<String> =
                draft.left_out.iter().map(|left| left.sentence.clone()).collect();
            sentences.sort_unstable();
            sentences
        };
        if whole.left_out.iter().map(|left| left.journey).eq(short.left_out.iter().map(|left| left.journey)) {
            prop_assert_eq!(sentences(&whole), sentences(&short));
        }
    }
}
