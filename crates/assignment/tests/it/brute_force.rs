//! Brute force: every possible answer, one by one.

use std::collections::BTreeMap;

use assignment::{Policy, Solution};

use crate::random::Case;

/// The number of pairs of each class, then the total; compared lexicographically.
pub type Worth = [i64; 5];

/// The classes of the random cases, the first to be served first.
const CLASSES: [u8; 3] = [1, 4, 7];

/// The worth of the best answer; none when the pins allow no answer.
pub fn best(case: &Case, policy: Policy) -> Option<Worth> {
    let mut places: BTreeMap<(u32, Option<u32>), u32> = BTreeMap::new();
    for (mentor, &capacity) in (0..).zip(&case.capacities) {
        let shares = case.reserved.iter().filter(|share| share.0 == mentor);
        let reserved: u32 = shares.clone().map(|share| share.1).sum();
        places.insert((mentor, None), capacity - reserved);
        places.extend(shares.map(|&(mentor, places, group)| ((mentor, Some(group)), places)));
    }
    search(case, policy, 0, &mut places)
}

fn search(
    case: &Case,
    policy: Policy,
    mentee: u32,
    places: &mut BTreeMap<(u32, Option<u32>), u32>,
) -> Option<Worth> {
    if mentee as usize == case.mentees {
        return Some([0; 5]);
    }
    let pin = case.pins.iter().find(|pin| pin.0 == mentee).map(|pin| pin.1);
    let mut best = if pin.is_none() { search(case, policy, mentee + 1, places) } else { None };
    for &(_, mentor, score) in case.edges.iter().filter(|edge| edge.0 == mentee) {
        if case.forbidden.contains(&(mentee, mentor)) || pin.is_some_and(|pin| pin != mentor) {
            continue;
        }
        let groups = case.groups.iter().filter(|of| of.0 == mentee).map(|of| Some(of.1));
        for group in groups.chain([None]) {
            let Some(left) = places.get_mut(&(mentor, group)).filter(|left| **left > 0) else { continue };
            *left -= 1;
            let rest = search(case, policy, mentee + 1, places);
            *places.entry((mentor, group)).or_default() += 1;
            let mine = worth_of_pair(case, policy, mentee, score);
            best = best.max(rest.map(|rest| std::array::from_fn(|at| rest[at] + mine[at])));
        }
    }
    best
}

fn worth_of_pair(case: &Case, policy: Policy, mentee: u32, score: u16) -> Worth {
    let mut worth = [0; 5];
    worth[4] = i64::from(score);
    match case.classes[mentee as usize] {
        Some(class) => worth[CLASSES.iter().position(|&of| of == class).unwrap()] = 1,
        None => worth[3] = i64::from(policy == Policy::MostTandems),
    }
    worth
}

pub fn worth(case: &Case, policy: Policy, solution: &Solution) -> Worth {
    let mut sum = [0; 5];
    for (mentee, mentor) in solution.pairs() {
        let edge = case.edges.iter().find(|edge| (edge.0, edge.1) == (mentee, mentor)).unwrap();
        let mine = worth_of_pair(case, policy, mentee, edge.2);
        sum = std::array::from_fn(|at| sum[at] + mine[at]);
    }
    sum
}
