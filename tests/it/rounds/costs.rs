//! What forming or refusing a pair costs is what running the round again with that decision loses.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::Config;
use tandem::rounds::inputs::{Inputs, Pair};
use tandem::rounds::round::{Cost, Extent, Round, WhyNot};
use tandem::rounds::settings::Settings;

use super::hubs::{hub, settings};

fn run(inputs: Inputs, settings: Settings, extent: Extent) -> Round {
    Round::run_over(inputs, settings, extent).expect("the round is sound")
}

/// Tandems and points of a round whose pins all hold.
fn figures(inputs: Inputs, settings: Settings) -> Option<(i64, i64)> {
    let draft = run(inputs, settings, Extent::Whole).draft();
    draft.pins_dropped.is_empty().then_some((draft.proposals.len() as i64, draft.total as i64))
}

/// The pairs of a round once the moves of a cost are made.
fn after(round: &Round, cost: &Cost) -> BTreeSet<Pair> {
    let mut pairs: BTreeSet<Pair> = round.pairs().collect();
    for step in &cost.moves {
        if let Some(mentor) = step.from {
            assert!(pairs.remove(&Pair { journey: step.journey, mentor }), "a move starts where one is");
        }
    }
    for step in &cost.moves {
        pairs.extend(step.to.map(|mentor| Pair { journey: step.journey, mentor }));
    }
    pairs
}

/// Compares every cost of a round with running it again.
fn costs_hold(mut inputs: Inputs, settings: Settings, extent: Extent) -> Result<(), TestCaseError> {
    inputs.pinned.clear();
    let round = run(inputs.clone(), settings, extent);
    let now = figures(inputs.clone(), settings).expect("nothing is pinned");
    for mentee in &inputs.mentees {
        for mentor in &inputs.mentors {
            let pair = Pair { journey: mentee.id, mentor: mentor.id };
            let mut changed = inputs.clone();
            let (cost, forms) = match round.why_not(pair).expect("the round is solved") {
                Some(WhyNot::Allowed { cost, .. }) => (cost, true),
                Some(WhyNot::Proposed { refusing }) => (refusing, false),
                _ => continue,
            };
            let decided = if forms { &mut changed.pinned } else { &mut changed.refused };
            decided.insert(pair);
            let then = figures(changed, settings).expect("the pin fits");
            let cost = cost.expect("nothing is pinned");
            prop_assert_eq!((cost.tandems, cost.points), (now.0 - then.0, now.1 - then.1));
            let pairs = after(&round, &cost);
            prop_assert_eq!(pairs.len() as i64, then.0);
            prop_assert_eq!(pairs.contains(&pair), forms);
            prop_assert_eq!(cost.moves.first().map(|step| step.journey), Some(pair.journey));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(Config { cases: 60, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_decision_costs_what_running_again_with_it_loses(inputs in hub(6, 5), settings in settings()) {
        costs_hold(inputs, settings, Extent::Whole)?;
    }

    #[test]
    fn costs_are_exact_over_all_pairs_though_only_shortlists_are_held(
        inputs in hub(9, 6), settings in settings(), first in 1_usize..3,
    ) {
        costs_hold(inputs, settings, Extent::Shortlists(first))?;
    }
}

/// Who shares which places, followed by hand: from somebody left out to every mentor open to them, to those who
/// hold these places, and so on.
fn shortage(round: &Round, journey: tandem::db::Id) -> (usize, usize) {
    let open: BTreeSet<Pair> = round.scores().into_iter().map(|(pair, _)| pair).collect();
    let pairs: Vec<Pair> = round.pairs().collect();
    let (mut people, mut mentors) = (BTreeSet::from([journey]), BTreeSet::new());
    loop {
        let before = (people.len(), mentors.len());
        mentors.extend(open.iter().filter(|pair| people.contains(&pair.journey)).map(|pair| pair.mentor));
        people.extend(pairs.iter().filter(|pair| mentors.contains(&pair.mentor)).map(|pair| pair.journey));
        if (people.len(), mentors.len()) == before {
            break;
        }
    }
    let with_somebody: BTreeSet<_> = open.iter().map(|pair| pair.journey).collect();
    let elsewhere: BTreeSet<_> =
        open.iter().filter(|pair| !mentors.contains(&pair.mentor)).map(|pair| pair.journey).collect();
    let places = pairs.iter().filter(|pair| mentors.contains(&pair.mentor)).count();
    (with_somebody.difference(&elsewhere).count(), places)
}

proptest! {
    #![proptest_config(Config { cases: 150, failure_persistence: None, ..Config::default() })]

    #[test]
    fn those_left_out_are_told_who_shares_how_many_places(mut inputs in hub(40, 12), settings in settings()) {
        inputs.pinned.clear();
        let round = run(inputs, settings, Extent::Whole);
        for left in round.draft().left_out {
            if left.sentence.contains("se partagent") {
                let (people, places) = shortage(&round, left.journey);
                let told = format!("{people}\u{a0}personne{} se partagent {places}\u{a0}place", if people > 1 { "s" } else { "" });
                prop_assert!(left.sentence.starts_with(&told), "{} instead of {}", left.sentence, told);
            }
        }
    }
}
