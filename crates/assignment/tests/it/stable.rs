//! Stable answers against a naive deferred acceptance.

use std::cmp::Reverse;

use assignment::Policy;

use crate::random::{Case, Random};

/// What a mentor ranks mentees by: the score with the documented draw on the two indices, then the lower mentee.
fn key(mentee: u32, mentor: u32, score: u16) -> (i64, Reverse<u32>) {
    let mut bits = u64::from(mentee) << 32 ^ u64::from(mentor);
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    (i64::from(score) + (bits % 301) as i64 - 150, Reverse(mentee))
}

/// Each mentee proposes to one mentor after the other; each mentor keeps the best so far.
fn deferred_acceptance(case: &Case) -> Vec<(u32, u32)> {
    let pinned = |mentee: u32| case.pins.iter().any(|pin| pin.0 == mentee);
    let mut preferences: Vec<Vec<(u32, u16)>> = vec![Vec::new(); case.mentees];
    for &(mentee, mentor, score) in &case.edges {
        if !case.forbidden.contains(&(mentee, mentor)) && !pinned(mentee) {
            preferences[mentee as usize].push((mentor, score));
        }
    }
    for preferences in &mut preferences {
        preferences.sort_unstable_by_key(|&(mentor, score)| (score, Reverse(mentor)));
    }
    let mut places = case.capacities.clone();
    case.pins.iter().for_each(|pin| places[pin.1 as usize] -= 1);
    let mut accepted: Vec<Vec<(u32, u16)>> = vec![Vec::new(); places.len()];
    let mut free: Vec<u32> = (0..case.mentees as u32).rev().collect();
    while let Some(mentee) = free.pop() {
        let Some((mentor, score)) = preferences[mentee as usize].pop() else { continue };
        let own = &mut accepted[mentor as usize];
        own.push((mentee, score));
        own.sort_unstable_by_key(|&(mentee, score)| Reverse(key(mentee, mentor, score)));
        if own.len() > places[mentor as usize] as usize {
            free.extend(own.pop().map(|refused| refused.0));
        }
    }
    let mut pairs = case.pins.clone();
    for (mentor, accepted) in (0..).zip(accepted) {
        pairs.extend(accepted.into_iter().map(|(mentee, _)| (mentee, mentor)));
    }
    pairs.sort_unstable();
    pairs
}

fn agrees(case: &Case) {
    let Ok(instance) = case.build() else { return };
    let solution = instance.solve(Policy::Stable).unwrap();
    assert_eq!(solution.certify(&instance), Ok(()));
    assert_eq!(solution.pairs().collect::<Vec<_>>(), deferred_acceptance(case), "{case:?}");
}

#[test]
fn stable_pairs_are_those_of_mentees_proposing_one_by_one() {
    let mut random = Random(40);
    for _ in 0..100_000 {
        let mut case = Case::draw(&mut random);
        case.reserved.clear();
        agrees(&case);
    }
}

#[test]
fn mentees_refused_many_times_end_where_proposing_one_by_one_ends() {
    let mut random = Random(41);
    for _ in 0..200 {
        let (mentees, mentors) = (20 + random.below(60) as u32, 10 + random.below(40) as u32);
        let classes = vec![None; mentees as usize];
        let mut case = Case { mentees: mentees as usize, classes, ..Case::default() };
        case.capacities = (0..mentors).map(|_| 1 + random.below(2) as u32).collect();
        let steps = 1 + random.below(30);
        for mentee in 0..mentees {
            for mentor in 0..mentors {
                case.edges.push((mentee, mentor, (random.below(steps) * 1000 / steps) as u16));
            }
        }
        agrees(&case);
    }
}
