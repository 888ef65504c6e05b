//! The auction, without its fallback, against successive shortest paths on cases too large for brute force.

use crate::engine::{self, Outcome};
use crate::levels::Levels;
use crate::{Instance, Policy, Solution, shortest_paths};

pub(crate) fn below(seed: &mut u64, bound: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % bound
}

pub(crate) fn draw(seed: &mut u64) -> Instance {
    let mentees = 1 + below(seed, 120) as usize;
    let mentors = 1 + below(seed, 60) as usize;
    let most = 1 + below(seed, 6);
    let capacities = (0..mentors).map(|_| 1 + below(seed, most) as u32).collect();
    let mut builder = Instance::builder(mentees, capacities);
    let (density, steps, classes) = (1 + below(seed, 100), 1 + below(seed, 40), below(seed, 4));
    for mentee in 0..mentees as u32 {
        if classes > 0 && below(seed, 3) > 0 {
            builder.class(mentee, 1 + below(seed, classes) as u8);
        }
        for mentor in 0..mentors as u32 {
            if below(seed, 100) < density {
                builder.edge(mentee, mentor, (below(seed, steps) * 1000 / steps) as u16);
            }
        }
    }
    builder.build().unwrap()
}

fn worth(instance: &Instance, policy: Policy, outcome: Outcome) -> (Vec<usize>, u64) {
    let importance = instance.importance(policy);
    let solution = Solution::new(instance, policy, outcome);
    assert_eq!(solution.certify(instance), Ok(()));
    let mut counts = vec![0; 20];
    for (mentee, _) in solution.pairs() {
        counts[importance[mentee as usize] as usize] += 1;
    }
    (counts.split_off(1), solution.total())
}

/// Mentors whom all mentees rank alike, with little noise or none, so that they compete for the same few.
fn draw_ranked(seed: &mut u64) -> Instance {
    let (mentees, mentors) = (60 + below(seed, 200) as usize, 60 + below(seed, 190) as usize);
    let mut builder = Instance::builder(mentees, vec![1; mentors]);
    let (steps, gap, noise) = (1 + below(seed, 20), 1 + below(seed, 20), 1 + below(seed, 3));
    let few_are_best = below(seed, 2) > 0;
    let draw = |_| match below(seed, 5) {
        0 if few_are_best => 990,
        _ if few_are_best => 990 - gap,
        _ => 500 + below(seed, steps) * 490 / steps,
    };
    let quality: Vec<u64> = (0..mentors).map(draw).collect();
    for mentee in 0..mentees as u32 {
        for (mentor, quality) in (0..).zip(&quality) {
            builder.edge(mentee, mentor, (quality + below(seed, noise)) as u16);
        }
    }
    builder.build().unwrap()
}

fn agree(case: u64, instance: &Instance, policy: Policy) {
    let importance = instance.importance(policy);
    let Ok(auction) = engine::solve(&instance.graph, importance.clone()) else {
        panic!("the auction gave up case {case}");
    };
    let paths = shortest_paths::solve(&instance.graph, Levels::solve(&instance.graph, importance));
    assert_eq!(worth(instance, policy, auction), worth(instance, policy, paths), "case {case}");
}

#[test]
fn the_auction_alone_finds_an_answer_worth_that_of_shortest_paths() {
    let mut seed = 7;
    for case in 0..3_000 {
        let instance = draw(&mut seed);
        for policy in [Policy::MostTandems, Policy::BestTotal] {
            agree(case, &instance, policy);
        }
    }
}

#[test]
fn a_ranking_that_all_share_does_not_exhaust_the_auction() {
    let mut seed = 8;
    for case in 0..100 {
        agree(case, &draw_ranked(&mut seed), Policy::BestTotal);
    }
}
