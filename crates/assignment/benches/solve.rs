//! How long solving takes, beside two bounds on the same instance: reading every edge (`certify`), which every exact
//! solver has to do, and taking pairs greedily by score, which is quick and not optimal.

use assignment::{Instance, Policy, Solution};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Mentees, mentors, and edges of each mentee.
const SIZES: [(usize, usize, usize); 4] =
    [(200, 80, 80), (2_000, 800, 400), (20_000, 8_000, 50), (200_000, 80_000, 30)];

fn draw(seed: &mut u64, bound: u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut bits = *seed;
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    (bits ^ bits >> 31) % bound
}

/// Everybody lives on a circle; the nearer a mentor, the higher the score, plus up to 300 random points.
fn pairs((mentees, mentors, degree): (usize, usize, usize)) -> (Vec<u32>, Vec<(u32, u32, u16)>) {
    let mut seed = 1;
    let capacities = (0..mentors).map(|_| 1 + draw(&mut seed, 3) as u32).collect();
    let mut pairs = Vec::with_capacity(mentees * degree);
    for mentee in 0..mentees {
        let home = draw(&mut seed, mentors as u64) as usize;
        let mut near: Vec<usize> = (0..degree).map(|step| (home + step) % mentors).collect();
        near.sort_unstable();
        for mentor in near {
            let distance = (mentor + mentors - home) % mentors;
            let score = 700 - 700 * distance / degree + draw(&mut seed, 301) as usize;
            pairs.push((mentee as u32, mentor as u32, score as u16));
        }
    }
    (capacities, pairs)
}

fn build(size: (usize, usize, usize)) -> Instance {
    let (capacities, pairs) = pairs(size);
    let mut builder = Instance::builder(size.0, capacities);
    for (mentee, mentor, score) in pairs {
        builder.edge(mentee, mentor, score);
    }
    builder.build().unwrap_or_else(|error| unreachable!("the benches draw legal instances: {error}"))
}

fn solve(instance: &Instance, policy: Policy) -> Solution {
    instance.solve(policy).unwrap_or_else(|error| unreachable!("every instance has an answer: {error}"))
}

#[divan::bench(args = SIZES, max_time = 3)]
fn most_tandems(bencher: Bencher, size: (usize, usize, usize)) {
    let instance = build(size);
    bencher.bench(|| solve(black_box(&instance), Policy::MostTandems));
}

#[divan::bench(args = SIZES, max_time = 3)]
fn best_total(bencher: Bencher, size: (usize, usize, usize)) {
    let instance = build(size);
    bencher.bench(|| solve(black_box(&instance), Policy::BestTotal));
}

#[divan::bench(args = SIZES, max_time = 3)]
fn stable(bencher: Bencher, size: (usize, usize, usize)) {
    let instance = build(size);
    bencher.bench(|| solve(black_box(&instance), Policy::Stable));
}

/// An instance in which one score in a hundred has been changed in place, with the best answer before the change.
fn changed(size: (usize, usize, usize)) -> (Instance, Solution) {
    let mut instance = build(size);
    let before = solve(&instance, Policy::MostTandems);
    let mut seed = 2;
    let mut change = instance.change();
    for (mentee, mentor, score) in pairs(size).1 {
        if draw(&mut seed, 100) == 0 {
            change.score(mentee, mentor, 1000 - score);
        }
    }
    change.apply().unwrap_or_else(|error| unreachable!("legal changes: {error}"));
    (instance, before)
}

#[divan::bench(args = SIZES, max_time = 3)]
fn resolve_after_one_score_in_a_hundred_changed(bencher: Bencher, size: (usize, usize, usize)) {
    let (instance, before) = changed(size);
    bencher.bench(|| instance.resolve(black_box(&before)));
}

#[divan::bench(args = SIZES, max_time = 3)]
fn solve_from_scratch_after_one_score_in_a_hundred_changed(bencher: Bencher, size: (usize, usize, usize)) {
    let (instance, _) = changed(size);
    bencher.bench(|| black_box(&instance).solve(Policy::MostTandems));
}

#[divan::bench(args = SIZES, max_time = 3)]
fn resolve_after_one_mentee_left(bencher: Bencher, size: (usize, usize, usize)) {
    let mut instance = build(size);
    let before = solve(&instance, Policy::MostTandems);
    let left = instance.change().withdraw_mentee(7).apply();
    left.unwrap_or_else(|error| unreachable!("mentee 7 exists: {error}"));
    bencher.bench(|| instance.resolve(black_box(&before)));
}

#[divan::bench(args = SIZES, max_time = 3)]
fn bound_certify(bencher: Bencher, size: (usize, usize, usize)) {
    let instance = build(size);
    let solution = solve(&instance, Policy::MostTandems);
    bencher.bench(|| black_box(&solution).certify(&instance));
}

#[divan::bench(args = SIZES, max_time = 3)]
fn bound_greedy(bencher: Bencher, size: (usize, usize, usize)) {
    let (capacities, mut pairs) = pairs(size);
    pairs.sort_unstable_by_key(|pair| std::cmp::Reverse(pair.2));
    bencher.bench(|| {
        let mut free = capacities.clone();
        let mut paired = vec![false; size.0];
        let mut total = 0;
        for &(mentee, mentor, score) in black_box(&pairs) {
            if !paired[mentee as usize] && free[mentor as usize] > 0 {
                paired[mentee as usize] = true;
                free[mentor as usize] -= 1;
                total += u64::from(score);
            }
        }
        total
    });
}
