//! The checker against answers and prices corrupted on purpose.

use crate::engine::Outcome;
use crate::graph::{NONE, held};
use crate::{Instance, Policy, Solution};

fn below(seed: &mut u64, bound: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % bound
}

fn draw(seed: &mut u64) -> Instance {
    let (mentees, mentors) = (2 + below(seed, 8), 1 + below(seed, 5));
    let capacities = (0..mentors).map(|_| 1 + below(seed, 2) as u32).collect();
    let mut builder = Instance::builder(mentees as usize, capacities);
    for mentee in 0..mentees as u32 {
        for mentor in 0..mentors as u32 {
            if below(seed, 3) > 0 {
                builder.edge(mentee, mentor, below(seed, 1001) as u16);
            }
        }
    }
    builder.build().unwrap()
}

fn worth(policy: Policy, solution: &Solution) -> (usize, u64) {
    (if policy == Policy::MostTandems { solution.pair_count() } else { 0 }, solution.total())
}

#[test]
fn no_prices_make_the_checker_accept_an_answer_below_the_best() {
    let mut seed = 1;
    let mut refused = 0;
    while refused < 1_000 {
        let instance = draw(&mut seed);
        for policy in [Policy::MostTandems, Policy::BestTotal] {
            let best = instance.solve(policy).unwrap();
            let mut column_of = best.column_of.clone();
            let mut outcome =
                Outcome { held: Vec::new(), prices: best.prices.clone(), levels: best.levels.clone() };
            for _ in 0..1 + below(&mut seed, 3) {
                let row = below(&mut seed, instance.mentee_count() as u64) as usize;
                let column = below(&mut seed, 1 + instance.mentor_count() as u64);
                let paired = (column as usize) < instance.mentor_count();
                column_of[row] = if paired { column as u32 } else { NONE };
                let column = below(&mut seed, instance.mentor_count() as u64) as usize;
                match below(&mut seed, 4) {
                    0 => outcome.prices[column] += 1,
                    1 => outcome.prices[column] -= below(&mut seed, 300) as i64,
                    2 => outcome.levels[column] ^= 1,
                    _ => {}
                }
            }
            outcome.held = held(&instance.graph, &column_of);
            let corrupted = Solution::new(&instance, policy, outcome);
            let verdict = corrupted.certify(&instance);
            if verdict.is_ok() {
                assert_eq!(
                    worth(policy, &corrupted),
                    worth(policy, &best),
                    "accepted: {corrupted:?} {instance:?}"
                );
            } else {
                refused += 1;
            }
        }
    }
}

#[test]
fn a_wrong_total_or_count_is_refused_even_when_the_pairs_are_best() {
    let mut seed = 2;
    for _ in 0..200 {
        let instance = draw(&mut seed);
        for policy in [Policy::MostTandems, Policy::BestTotal, Policy::Stable] {
            let best = instance.solve(policy).unwrap();
            let (more, fewer) = (best.total + 1, best.pairs + 1);
            assert!(Solution { total: more, ..best.clone() }.certify(&instance).is_err());
            assert!(Solution { pairs: fewer, ..best.clone() }.certify(&instance).is_err());
            let elsewhere = vec![instance.mentor_count() as u32; instance.mentee_count()];
            assert!(Solution { column_of: elsewhere, ..best.clone() }.certify(&instance).is_err());
            assert!(Solution { mentor_of: Vec::new(), ..best }.certify(&instance).is_err());
        }
    }
}
