use assignment::{Error, Instance, Policy, SolveError, Wanted};

use crate::brute_force::{best, worth};
use crate::random::{Case, Random};

const POLICIES: [Policy; 2] = [Policy::MostTandems, Policy::BestTotal];

/// Makes the same random changes to a case and, in place, to its instance: pairs forbidden, scores changed, edges
/// added, capacities changed, people added or withdrawn.
fn change(case: &Case, instance: &mut Instance, random: &mut Random) -> (Case, Result<(), Error>) {
    let mut changed = case.clone();
    let mut in_place = instance.change();
    for _ in 0..1 + random.below(4) {
        let mentee = random.below(changed.mentees as u64) as u32;
        let mentor = random.below(changed.capacities.len() as u64) as u32;
        let is_pinned = |pair: &(u32, u32, u16)| case.pins.contains(&(pair.0, pair.1));
        match random.below(8) {
            0 if !case.pins.contains(&(mentee, mentor)) => {
                changed.forbidden.push((mentee, mentor));
                in_place.forbid(mentee, mentor);
            }
            1 | 2 => {
                let score = random.below(1001) as u16;
                changed.edges.retain(|pair| (pair.0, pair.1) != (mentee, mentor));
                changed.edges.push((mentee, mentor, score));
                in_place.score(mentee, mentor, score);
            }
            3 => {
                let places = 1 + random.below(4) as u32;
                changed.capacities[mentor as usize] = places;
                in_place.capacity(mentor, places);
            }
            4 => {
                let mentee = in_place.add_mentee();
                assert_eq!(mentee as usize, changed.mentees);
                changed.mentees += 1;
                changed.classes.push(None);
                for mentor in 0..changed.capacities.len() as u32 {
                    let score = random.below(1001) as u16;
                    changed.edges.push((mentee, mentor, score));
                    in_place.score(mentee, mentor, score);
                }
            }
            5 => {
                let mentor = in_place.add_mentor(1);
                assert_eq!(mentor as usize, changed.capacities.len());
                changed.capacities.push(1);
                for mentee in 0..changed.mentees as u32 {
                    let score = random.below(1001) as u16;
                    changed.edges.push((mentee, mentor, score));
                    in_place.score(mentee, mentor, score);
                }
            }
            6 if !case.pins.iter().any(|pin| pin.0 == mentee) => {
                changed.edges.retain(|pair| pair.0 != mentee);
                in_place.withdraw_mentee(mentee);
            }
            7 if !case.pins.iter().any(|pin| pin.1 == mentor) => {
                changed.edges.retain(|pair| pair.1 != mentor || is_pinned(pair));
                in_place.withdraw_mentor(mentor);
            }
            _ => {}
        }
    }
    (changed, in_place.apply())
}

#[test]
fn solving_again_after_a_change_is_as_good_as_solving_from_scratch() {
    let mut random = Random(30);
    for _ in 0..40_000 {
        let case = Case::draw(&mut random);
        let Ok(mut instance) = case.build() else { continue };
        let before = [Policy::MostTandems, Policy::BestTotal, Policy::Stable]
            .map(|policy| instance.solve(policy).unwrap());
        let (changed, applied) = change(&case, &mut instance, &mut random);
        let rebuilt = changed.build();
        assert_eq!(applied.is_ok(), rebuilt.is_ok(), "{applied:?} {rebuilt:?} {case:?} {changed:?}");
        let Ok(rebuilt) = rebuilt else { continue };
        assert_eq!(instance.edge_count(), rebuilt.edge_count(), "{case:?} {changed:?}");
        for before in &before {
            let policy = before.policy();
            assert_eq!(instance.solve(policy), rebuilt.solve(policy), "{case:?} {changed:?}");
            for after in [&instance, &rebuilt] {
                let solution = after.resolve(before).unwrap();
                assert_eq!(solution.certify(&rebuilt), Ok(()));
                if policy == Policy::Stable {
                    assert_eq!(Ok(solution), rebuilt.solve(policy));
                } else {
                    let worth = worth(&changed, policy, &solution);
                    assert_eq!(Some(worth), best(&changed, policy), "{case:?} {changed:?}");
                }
            }
        }
    }
}

#[test]
fn solving_again_from_an_answer_two_changes_old_is_as_good() {
    let mut random = Random(33);
    for _ in 0..5_000 {
        let case = Case::draw(&mut random);
        let Ok(mut instance) = case.build() else { continue };
        let before = POLICIES.map(|policy| instance.solve(policy).unwrap());
        let (once, applied) = change(&case, &mut instance, &mut random);
        if applied.is_err() || once.build().is_err() {
            continue;
        }
        let (twice, applied) = change(&once, &mut instance, &mut random);
        if applied.is_err() {
            continue;
        }
        for before in &before {
            let solution = instance.resolve(before).unwrap();
            let policy = before.policy();
            assert_eq!(Some(worth(&twice, policy, &solution)), best(&twice, policy), "{case:?} {twice:?}");
        }
    }
}

#[test]
fn a_change_that_is_refused_leaves_the_instance_as_it_was() {
    let mut builder = Instance::builder(2, vec![2, 1]);
    builder.edge(0, 0, 500).edge(0, 1, 400).edge(1, 0, 300).pin(0, 0).reserve(0, 1, 7);
    let mut instance = builder.build().unwrap();
    let before = instance.solve(Policy::MostTandems).unwrap();
    let pinned = Error::PinWithoutEdge { mentee: 0, mentor: 0 };
    assert_eq!(instance.change().score(1, 1, 900).forbid(0, 0).apply(), Err(pinned));
    assert_eq!(instance.change().withdraw_mentee(0).apply(), Err(pinned));
    let unknown = Error::IndexOutOfRange { mentee: 2, mentor: 0 };
    assert_eq!(instance.change().score(2, 0, 900).apply(), Err(unknown));
    let score = Error::ScoreOutOfRange { mentee: 1, mentor: 1, score: 1001 };
    assert_eq!(instance.change().score(1, 1, 1001).apply(), Err(score));
    assert_eq!(instance.change().capacity(1, 0).apply(), Err(Error::CapacityZero { mentor: 1 }));
    let mut arrival = instance.change();
    arrival.add_mentor(0);
    assert_eq!(arrival.apply(), Err(Error::CapacityZero { mentor: 2 }));
    let open = Error::TooManyPins { mentor: 0 };
    assert_eq!(instance.change().capacity(0, 1).apply(), Err(open));
    assert_eq!(instance.solve(Policy::MostTandems), Ok(before));
    assert_eq!((instance.edge_count(), instance.mentor_count()), (2, 2));
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
            let candidates = |wanted: Wanted<'_>, found: &mut Vec<(u32, u16)>| {
                let mine = case.edges.iter().filter(|edge| edge.0 == wanted.mentee);
                let allowed = mine.filter(|edge| !case.forbidden.contains(&(edge.0, edge.1)));
                let better = allowed.filter(|edge| wanted.beats(edge.1, edge.2));
                let value = |edge: &&(u32, u32, u16)| i64::from(edge.2) - wanted.prices[edge.1 as usize];
                found.extend(better.max_by_key(value).map(|edge| (edge.1, edge.2)));
            };
            let (instance, solution) =
                short.builder(short.edges.iter()).solve_with(policy, candidates).unwrap();
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

#[test]
fn an_unknown_mentee_or_mentor_on_a_shortlist_is_refused() {
    for unknown in [(99, 0), (0, 99)] {
        let mut builder = Instance::builder(2, vec![1, 1]);
        let refused = builder.edge(0, 0, 5).solve_in_batches(Policy::MostTandems, |_, found| {
            found.push((unknown.0, unknown.1, 5));
        });
        let (mentee, mentor) = unknown;
        let error = SolveError::Refused(Error::IndexOutOfRange { mentee, mentor });
        assert_eq!(refused.map(|_| ()), Err(error));
    }
}
