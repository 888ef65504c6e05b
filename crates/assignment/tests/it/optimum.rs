use assignment::{Error, Policy};

use crate::brute_force::{best, worth};
use crate::random::{Case, Random};

#[test]
fn a_hundred_thousand_small_cases_are_solved_to_the_optimum_and_proven() {
    let mut random = Random(1);
    let mut solved = 0;
    while solved < 100_000 {
        let case = Case::draw(&mut random);
        let policy = if random.chance(60) { Policy::MostTandems } else { Policy::BestTotal };
        let Ok(instance) = case.build() else { continue };
        let solution = instance.solve(policy).unwrap_or_else(|error| panic!("{error}: {case:?} {policy:?}"));
        assert_eq!(Some(worth(&case, policy, &solution)), best(&case, policy), "{case:?} {policy:?}");
        assert_eq!(solution.certify(&instance), Ok(()), "{case:?}");
        solved += 1;
    }
}

#[test]
fn a_random_case_is_refused_only_when_its_pins_do_not_fit() {
    let mut random = Random(2);
    for _ in 0..20_000 {
        let case = Case::draw(&mut random);
        match case.build() {
            Ok(instance) => assert!(instance.solve(Policy::BestTotal).is_ok()),
            Err(error) => assert!(matches!(error, Error::TooManyPins { .. }), "{error} {case:?}"),
        }
    }
}

#[test]
fn the_order_in_which_edges_are_given_changes_nothing() {
    let mut random = Random(3);
    for _ in 0..2_000 {
        let case = Case::draw(&mut random);
        let Ok(instance) = case.build() else { continue };
        let reversed = case.build_in_order(case.edges.iter().rev()).unwrap();
        let by_rows = case.build_by_rows(&mut random).unwrap();
        for policy in [Policy::MostTandems, Policy::BestTotal, Policy::Stable] {
            assert_eq!(instance.solve(policy), reversed.solve(policy));
            assert_eq!(instance.solve(policy), by_rows.solve(policy));
        }
    }
}

#[test]
fn a_stable_answer_has_no_blocking_pair() {
    let mut random = Random(4);
    for _ in 0..20_000 {
        let Ok(instance) = Case::draw(&mut random).build() else { continue };
        assert!(instance.solve(Policy::Stable).is_ok());
    }
}

#[test]
fn places_of_scarce_mentors_and_mentees_with_an_edge_elsewhere_add_up_to_the_pairs() {
    let mut random = Random(5);
    for _ in 0..5_000 {
        let mut case = Case::draw(&mut random);
        case.reserved.clear();
        let Ok(instance) = case.build() else { continue };
        let solution = instance.solve(Policy::MostTandems).unwrap();
        if !case.pins.is_empty() || !case.classes.iter().all(Option::is_none) {
            continue;
        }
        let mentors = 0..case.capacities.len() as u32;
        let scarce = mentors
            .filter(|&mentor| solution.is_scarce(mentor))
            .map(|mentor| case.capacities[mentor as usize]);
        let elsewhere = (0..case.mentees as u32).filter(|&mentee| {
            let mine = case.edges.iter().filter(|edge| edge.0 == mentee);
            mine.filter(|edge| !case.forbidden.contains(&(edge.0, edge.1)))
                .any(|edge| !solution.is_scarce(edge.1))
        });
        assert_eq!(scarce.sum::<u32>() as usize + elsewhere.count(), solution.pair_count(), "{case:?}");
    }
}
