use assignment::{Instance, LeftOut, Move, NotForced, PlaceValue, Policy};

use crate::brute_force::{best, worth};
use crate::random::{Case, Random};

const POLICIES: [Policy; 2] = [Policy::MostTandems, Policy::BestTotal];

#[test]
fn forcing_a_pair_costs_what_solving_again_with_the_pair_pinned_loses() {
    let mut random = Random(10);
    for _ in 0..10_000 {
        let case = Case::draw(&mut random);
        let Ok(instance) = case.build() else { continue };
        for policy in POLICIES {
            let before = instance.solve(policy).unwrap();
            for &(mentee, mentor, _) in &case.edges {
                let forced = before.cost_of_forcing(&instance, mentee, mentor);
                let mut pinned = case.clone();
                pinned.pins.push((mentee, mentor));
                let after = best(&pinned, policy).filter(|_| pinned.build().is_ok());
                let Some(after) = after else { continue };
                let Ok(forced) = forced else { panic!("{case:?} {mentee} {mentor} {forced:?}") };
                let before = worth(&case, policy, &before);
                let pairs = |worth: [i64; 5]| worth[..4].iter().sum::<i64>();
                assert_eq!(forced.score_lost, before[4] - after[4], "{case:?} {policy:?} {mentee} {mentor}");
                if policy == Policy::MostTandems {
                    assert_eq!(forced.pairs_lost, pairs(before) - pairs(after));
                }
            }
        }
    }
}

#[test]
fn one_more_place_gains_what_solving_again_with_it_gains() {
    let mut random = Random(11);
    for _ in 0..10_000 {
        let case = Case::draw(&mut random);
        let Ok(instance) = case.build() else { continue };
        for policy in POLICIES {
            let solution = instance.solve(policy).unwrap();
            let before = worth(&case, policy, &solution);
            for (mentor, value) in solution.values_of_places(&instance).into_iter().enumerate() {
                let mut wider = case.clone();
                wider.capacities[mentor] += 1;
                let after = best(&wider, policy).unwrap();
                assert_eq!(value.total, after[4] - before[4], "{case:?} {policy:?} {mentor}");
                if policy == Policy::MostTandems {
                    let pairs = |worth: [i64; 5]| worth[..4].iter().sum::<i64>();
                    assert_eq!(value.pairs, pairs(after) - pairs(before), "{case:?} {mentor}");
                }
            }
        }
    }
}

#[test]
fn whoever_has_another_mentor_in_an_answer_as_good_is_named_and_nobody_else() {
    let mut random = Random(13);
    for _ in 0..10_000 {
        let case = Case::draw(&mut random);
        let Ok(instance) = case.build() else { continue };
        for policy in POLICIES {
            let solution = instance.solve(policy).unwrap();
            let now = Some(worth(&case, policy, &solution));
            let differs = |mentee: &u32| match solution.mentor_of(*mentee) {
                Some(mentor) => {
                    let mut without = case.clone();
                    without.forbidden.push((*mentee, mentor));
                    best(&without, policy) == now
                }
                None => case.edges.iter().filter(|edge| edge.0 == *mentee).any(|&(_, mentor, _)| {
                    let mut pinned = case.clone();
                    pinned.pins.push((*mentee, mentor));
                    pinned.build().is_ok() && best(&pinned, policy) == now
                }),
            };
            let expected: Vec<u32> = (0..case.mentees as u32).filter(differs).collect();
            assert_eq!(solution.movable(&instance), expected, "{case:?} {policy:?}");
        }
    }
}

#[test]
fn the_reason_for_being_left_out_is_no_edge_a_higher_bid_or_too_few_places() {
    let mut builder = Instance::builder(4, vec![1, 1]);
    builder.edge(0, 0, 900).edge(1, 0, 400).edge(1, 1, 300).edge(2, 1, 600);
    let instance = builder.build().unwrap();
    let solution = instance.solve(Policy::MostTandems).unwrap();
    assert_eq!(solution.why_left_out(&instance, 0), None);
    assert_eq!(solution.why_left_out(&instance, 1), Some(LeftOut::Shortage { mentees: 3, places: 2 }));
    assert_eq!(solution.why_left_out(&instance, 3), Some(LeftOut::NoEdge));

    let mut builder = Instance::builder(2, vec![1, 1]);
    builder.edge(0, 0, 900).edge(0, 1, 100).edge(1, 0, 500);
    let instance = builder.build().unwrap();
    let solution = instance.solve(Policy::BestTotal).unwrap();
    let outbid = LeftOut::Outbid { mentor: 0, missing: 300 };
    assert_eq!(solution.why_left_out(&instance, 1), Some(outbid));
}

#[test]
fn the_chain_lists_the_moves_in_order() {
    let mut builder = Instance::builder(3, vec![1, 1]);
    builder.edge(0, 0, 900).edge(1, 0, 800).edge(1, 1, 700).edge(2, 1, 600);
    let instance = builder.build().unwrap();
    let solution = instance.solve(Policy::MostTandems).unwrap();
    assert_eq!(solution.total(), 1600);
    let forced = solution.cost_of_forcing(&instance, 1, 0).unwrap();
    assert_eq!((forced.pairs_lost, forced.score_lost), (0, 200));
    let chain = [
        Move { mentee: 1, from: Some(1), to: Some(0) },
        Move { mentee: 0, from: Some(0), to: None },
        Move { mentee: 2, from: None, to: Some(1) },
    ];
    assert_eq!(forced.chain, chain);
    assert_eq!(solution.cost_of_forcing(&instance, 0, 1), Err(NotForced::NoEdge));
    assert_eq!(solution.value_of_place(&instance, 1), PlaceValue { pairs: 1, total: 600 });
}

#[test]
fn questions_about_another_instance_end_and_those_of_another_size_are_refused() {
    let mut builder = Instance::builder(2, vec![1, 1]);
    builder.edge(0, 0, 900).edge(0, 1, 100).edge(1, 0, 100).edge(1, 1, 900);
    let mut instance = builder.build().unwrap();
    let before = instance.solve(Policy::MostTandems).unwrap();
    instance.change().score(0, 1, 1000).score(1, 0, 1000).apply().unwrap();
    assert_eq!(before.values_of_places(&instance).len(), 2);
    assert!(before.cost_of_forcing(&instance, 0, 1).is_ok());
    let mut change = instance.change();
    change.add_mentee();
    change.apply().unwrap();
    assert_eq!(before.cost_of_forcing(&instance, 0, 1), Err(NotForced::OtherInstance));
    assert_eq!(before.values_of_places(&instance), [PlaceValue::default(); 2]);
    assert_eq!(before.why_left_out(&instance, 0), None);
}

#[test]
fn an_outbid_mentee_misses_what_the_cheapest_forced_pair_costs() {
    let mut random = Random(12);
    for _ in 0..10_000 {
        let mut case = Case::draw(&mut random);
        case.classes.fill(None);
        let Ok(instance) = case.build() else { continue };
        let solution = instance.solve(Policy::BestTotal).unwrap();
        for mentee in 0..case.mentees as u32 {
            let Some(LeftOut::Outbid { mentor, missing }) = solution.why_left_out(&instance, mentee) else {
                continue;
            };
            let lost =
                |mentor| solution.cost_of_forcing(&instance, mentee, mentor).map(|forced| forced.score_lost);
            let mine = case.edges.iter().filter(|edge| edge.0 == mentee);
            let least = mine.filter_map(|edge| lost(edge.1).ok()).min();
            assert_eq!((Some(missing), Ok(missing)), (least, lost(mentor)), "{case:?} {mentee}");
        }
    }
}
