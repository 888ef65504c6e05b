//! The same answers and the same verdicts whatever the number of threads.

use std::num::NonZeroUsize;

use crate::against_shortest_paths::{below, draw};
use crate::{Instance, Policy, Solution};

const POLICIES: [Policy; 3] = [Policy::MostTandems, Policy::BestTotal, Policy::Stable];

/// The answers to an instance on this many threads, under each policy, before and after a change.
fn answers(mut instance: Instance, threads: usize, mut seed: u64) -> Vec<Solution> {
    instance.on_threads(NonZeroUsize::new(threads).unwrap());
    let mut all: Vec<Solution> = POLICIES.map(|policy| instance.solve(policy).unwrap()).into();
    let mut change = instance.change();
    let (mentees, mentors) = (all[0].mentor_of.len() as u64, all[0].mentors as u64);
    for _ in 0..1 + below(&mut seed, 5) {
        let (mentee, mentor) = (below(&mut seed, mentees) as u32, below(&mut seed, mentors) as u32);
        match below(&mut seed, 3) {
            0 => change.forbid(mentee, mentor),
            1 => change.capacity(mentor, 1 + below(&mut seed, 3) as u32),
            _ => change.score(mentee, mentor, below(&mut seed, 1001) as u16),
        };
    }
    change.apply().unwrap();
    for policy in 0..POLICIES.len() {
        all.push(instance.resolve(&all[policy]).unwrap());
    }
    all
}

#[test]
fn one_two_and_four_threads_give_the_same_answers() {
    let mut seed = 11;
    for case in 0..2_000 {
        let instance = draw(&mut seed);
        let on_one_thread = answers(instance.clone(), 1, seed);
        for threads in [2, 4] {
            assert_eq!(
                answers(instance.clone(), threads, seed),
                on_one_thread,
                "case {case}, {threads} threads"
            );
        }
    }
}

#[test]
fn a_corrupted_answer_is_refused_on_any_number_of_threads() {
    let (mut seed, mut refused) = (12, 0);
    for _ in 0..500 {
        let mut instance = draw(&mut seed);
        for policy in POLICIES {
            let best = instance.solve(policy).unwrap();
            let at = below(&mut seed, best.scores.len() as u64) as usize;
            let mut corrupted = best.clone();
            corrupted.column_of[at] = below(&mut seed, best.mentors as u64) as u32;
            corrupted.mentor_of[at] = corrupted.column_of[at];
            let verdict = corrupted.certify(&instance);
            instance.on_threads(NonZeroUsize::new(3).unwrap());
            assert_eq!(corrupted.certify(&instance), verdict);
            refused += usize::from(verdict.is_err());
            instance.on_threads(NonZeroUsize::MIN);
        }
    }
    assert!(refused > 500, "{refused}");
}
