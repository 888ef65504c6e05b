use assignment::{Policy, SolveError, Wanted};

use crate::brute_force::{best, worth};
use crate::random::{Case, Random};

const POLICIES: [Policy; 2] = [Policy::MostTandems, Policy::BestTotal];

/// A pair refused, a score changed, a place more or less, somebody new on either side.
fn change(case: &Case, random: &mut Random) -> Case {
    let mut changed = case.clone();
    for _ in 0..1 + random.below(3) {
        match random.below(5) {
            0 if !changed.edges.is_empty() => {
                let edge = changed.edges[random.below(changed.edges.len() as u64) as usize];
                if !changed.pins.contains(&(edge.0, edge.1)) {
                    changed.forbidden.push((edge.0, edge.1));
                }
            }
            1 if !changed.edges.is_empty() => {
                let at = random.below(changed.edges.len() as u64) as usize;
                changed.edges[at].2 = random.below(1001) as u16;
            }
            2 => {
                let mentor = random.below(changed.capacities.len() as u64) as usize;
                changed.capacities[mentor] += 1;
            }
            3 => {
                let mentee = changed.mentees as u32;
                changed.mentees += 1;
                changed.classes.push(None);
                for mentor in 0..changed.capacities.len() as u32 {
                    changed.edges.push((mentee, mentor, random.below(1001) as u16));
                }
            }
            _ => {
                let mentor = changed.capacities.len() as u32;
                changed.capacities.push(1);
                for mentee in 0..changed.mentees as u32 {
                    changed.edges.push((mentee, mentor, random.below(1001) as u16));
                }
            }
        }
    }
    changed
}

#[test]
fn solving_again_after_a_change_is_as_good_as_solving_anew() {
    let mut random = Random(30);
    for _ in 0..20_000 {
        let case = Case::draw(&mut random);
        let Ok(before) = case.build() else { continue };
        let changed = change(&case, &mut random);
        let Ok(after) = changed.build() else { continue };
        for policy in POLICIES {
            let solution = after.resolve(&before.solve(policy).unwrap()).unwrap();
            assert_eq!(solution.certify(&after), Ok(()));
            assert_eq!(
                Some(worth(&changed, policy, &solution)),
                best(&changed, policy),
                "{case:?} {changed:?}"
            );
        }
    }
}

#[test]
fn nobody_moves_when_nothing_changed() {
    let mut random = Random(31);
    for _ in 0..5_000 {
        let Ok(instance) = Case::draw(&mut random).build() else { continue };
        for policy in POLICIES {
            let before = instance.solve(policy).unwrap();
            assert_eq!(instance.resolve(&before).unwrap().moved_from(&before), 0);
        }
    }
}

#[test]
fn shortlists_of_one_edge_at_a_time_end_at_the_best_over_all_pairs() {
    let mut random = Random(32);
    for _ in 0..10_000 {
        let case = Case::draw(&mut random);
        if case.build().is_err() {
            continue;
        }
        for policy in POLICIES {
            let mut short = case.clone();
            short.edges.retain(|edge| case.pins.contains(&(edge.0, edge.1)));
            let offer = |wanted: Wanted<'_>, found: &mut Vec<(u32, u16)>| {
                let mine = case.edges.iter().filter(|edge| edge.0 == wanted.mentee);
                let allowed = mine.filter(|edge| !case.forbidden.contains(&(edge.0, edge.1)));
                let better = allowed.filter(|edge| wanted.beats(edge.1, edge.2));
                let value = |edge: &&(u32, u32, u16)| i64::from(edge.2) - wanted.prices[edge.1 as usize];
                found.extend(better.max_by_key(value).map(|edge| (edge.1, edge.2)));
            };
            let (instance, solution) = short.builder(short.edges.iter()).solve_with(policy, offer).unwrap();
            assert_eq!(solution.certify(&instance), Ok(()));
            assert_eq!(Some(worth(&case, policy, &solution)), best(&case, policy), "{case:?} {policy:?}");
        }
    }
}

#[test]
fn stable_pairs_are_not_found_from_shortlists() {
    let mut builder = assignment::Instance::builder(1, vec![1]);
    let answer = builder.solve_with(Policy::Stable, |_, _| {});
    assert_eq!(answer.err(), Some(SolveError::NoPrices));
}
