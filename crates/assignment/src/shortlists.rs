//! The best answer over every pair without holding every pair: shortlists that grow until prices prove that
//! no pair outside them could improve it.

use crate::graph::NONE;
use crate::{Builder, Instance, Policy, Solution, SolveError};

/// Price of one level of scarcity in points, above any score or price.
const LEVEL: i64 = 1 << 40;

/// What [`Builder::solve_with`] asks for: the edges of one mentee that beat a bound.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The mentee asked about.
    pub mentee: u32,
    /// The price of each mentor, in points.
    pub prices: &'a [i64],
    /// Only edges whose score less the mentor's price is above this matter.
    pub bound: i64,
}

impl Wanted<'_> {
    /// Whether an edge would matter.
    #[must_use]
    pub fn beats(&self, mentor: u32, score: u16) -> bool {
        self.prices.get(mentor as usize).is_some_and(|price| i64::from(score) - price > self.bound)
    }
}

/// What [`Builder::solve_in_batches`] asks for: the edges of many mentees at the same prices.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// The price of each mentor, in points.
    pub prices: &'a [i64],
    /// The mentees asked about, in order, each with its bound: only edges whose score less the mentor's price is
    /// above it matter.
    pub bounds: &'a [(u32, i64)],
}

/// The prices and bounds of a [`Batch`].
type Asked = (Vec<i64>, Vec<(u32, i64)>);

impl Builder {
    /// Finds the best answer over all the pairs that `candidates` knows of, storing only shortlists.
    ///
    /// The edges given so far are the first shortlists; a mentee who has none is first asked about as if places
    /// were free of charge. Then `candidates` is asked, for each mentee and the present prices, to push edges
    /// (mentor, score) that beat a bound; those of one mentor must always have the same score. It may push as few
    /// as it likes, the best first being best, but when any edge beats the bound it must push at least one that
    /// does and is not forbidden. When nobody has any, the prices prove the answer over *all* pairs, pushed or
    /// not. A pinned mentee is not asked about.
    ///
    /// Returns the instance over the final shortlists with its answer. Costs of forcing are exact within those
    /// shortlists: over all pairs they may be lower.
    ///
    /// # Errors
    /// [`SolveError::Refused`] as for [`Builder::build`]; [`SolveError::NoPrices`] under the stable policy.
    pub fn solve_with(
        &mut self,
        policy: Policy,
        mut candidates: impl FnMut(Wanted<'_>, &mut Vec<(u32, u16)>),
    ) -> Result<(Instance, Solution), SolveError> {
        let mut pushed = Vec::new();
        self.solve_in_batches(policy, |batch, found| {
            for &(mentee, bound) in batch.bounds {
                candidates(Wanted { mentee, prices: batch.prices, bound }, &mut pushed);
                found.extend(pushed.drain(..).map(|(mentor, score)| (mentee, mentor, score)));
            }
        })
    }

    /// Like [`Builder::solve_with`], but asks about all mentees at once, so that the caller may prepare something
    /// for the prices they share and look for candidates on several threads. `candidates` pushes
    /// (mentee, mentor, score), in any order.
    ///
    /// # Errors
    /// As for [`Builder::solve_with`].
    pub fn solve_in_batches(
        &mut self,
        policy: Policy,
        mut candidates: impl FnMut(Batch<'_>, &mut Vec<(u32, u32, u16)>),
    ) -> Result<(Instance, Solution), SolveError> {
        if policy == Policy::Stable {
            return Err(SolveError::NoPrices);
        }
        let mut instance = self.build().map_err(SolveError::Refused)?;
        let nothing = vec![0; instance.mentors];
        let empty = |&mentee: &u32| instance.graph.row(mentee as usize).is_empty();
        let bounds: Vec<(u32, i64)> = asked(&instance).filter(empty).map(|mentee| (mentee, -1)).collect();
        if self.extend(&instance, &mut candidates, &[(nothing, bounds)]) {
            instance = self.build().map_err(SolveError::Refused)?;
        }
        let solution = instance.solve(policy)?;
        self.prove(instance, solution, candidates)
    }

    /// The best answer over all pairs after a change of pins or forbidden pairs, from the prices of an answer that
    /// was best before it, as [`Instance::resolve`] is to [`Instance::solve`].
    ///
    /// # Errors
    /// As for [`Builder::solve_with`].
    pub fn resolve_in_batches(
        &mut self,
        previous: &Solution,
        candidates: impl FnMut(Batch<'_>, &mut Vec<(u32, u32, u16)>),
    ) -> Result<(Instance, Solution), SolveError> {
        if previous.policy == Policy::Stable {
            return Err(SolveError::NoPrices);
        }
        let instance = self.build().map_err(SolveError::Refused)?;
        let solution = instance.resolve(previous)?;
        self.prove(instance, solution, candidates)
    }

    /// Extends the shortlists until no pair outside them beats what its mentee has.
    fn prove(
        &mut self,
        mut instance: Instance,
        mut solution: Solution,
        mut candidates: impl FnMut(Batch<'_>, &mut Vec<(u32, u32, u16)>),
    ) -> Result<(Instance, Solution), SolveError> {
        while self.extend(&instance, &mut candidates, &batches(&instance, &solution)) {
            instance = self.build().map_err(SolveError::Refused)?;
            solution = instance.resolve(&solution)?;
        }
        Ok((instance, solution))
    }

    /// Adds the edges that are new and allowed, and says whether there was any.
    fn extend(
        &mut self,
        instance: &Instance,
        candidates: &mut impl FnMut(Batch<'_>, &mut Vec<(u32, u32, u16)>),
        batches: &[Asked],
    ) -> bool {
        let mut found = Vec::new();
        for (prices, bounds) in batches {
            candidates(Batch { prices, bounds }, &mut found);
        }
        let known = |mentee: u32, mentor: u32| {
            (mentee as usize) < instance.mentee_count()
                && instance.graph.score(mentee as usize, mentor as usize).is_some()
        };
        found.retain(|&(mentee, mentor, _)| {
            !instance.forbidden.contains(&(mentee, mentor)) && !known(mentee, mentor)
        });
        found.sort_unstable();
        found.dedup();
        for &(mentee, mentor, score) in &found {
            self.edge(mentee, mentor, score);
        }
        !found.is_empty()
    }
}

/// The mentees about whom there is something to ask.
fn asked(instance: &Instance) -> impl Iterator<Item = u32> + '_ {
    (0..instance.mentee_count() as u32).filter(|&mentee| !instance.is_pinned(mentee as usize))
}

/// What to ask at the prices of an answer: once for all mentees who pay the same, once for each who belongs to a
/// group that has reserved places.
fn batches(instance: &Instance, solution: &Solution) -> Vec<Asked> {
    let prices: Vec<i64> = (0..instance.mentors).map(|column| price(solution, column)).collect();
    let importance = instance.importance(solution.policy);
    let wanted = |mentee| (mentee, bound(instance, solution, &importance, mentee));
    let (grouped, others): (Vec<u32>, Vec<u32>) =
        asked(instance).partition(|&mentee| instance.in_a_group(mentee));
    let own = |mentee| (own_prices(instance, solution, &prices, mentee), vec![wanted(mentee)]);
    let mut batches: Vec<_> = grouped.into_iter().map(own).collect();
    batches.push((prices, others.into_iter().map(wanted).collect()));
    batches
}

fn price(solution: &Solution, column: usize) -> i64 {
    i64::from(solution.levels[column]) * LEVEL + solution.prices[column]
}

/// The cheapest place of each mentor that is open to a mentee, those reserved for its groups included.
fn own_prices(instance: &Instance, solution: &Solution, open: &[i64], mentee: u32) -> Vec<i64> {
    let mut prices = open.to_vec();
    for (column, &(mentor, group)) in (instance.mentors..).zip(&instance.reserved) {
        if instance.groups.contains(&(mentee, group)) {
            let own = &mut prices[mentor as usize];
            *own = (*own).min(price(solution, column));
        }
    }
    prices
}

/// What a mentee has: the score less the price of its place, or what going without is worth.
fn bound(instance: &Instance, solution: &Solution, importance: &[u8], mentee: u32) -> i64 {
    match solution.column_of[mentee as usize] {
        NONE => -i64::from(importance[mentee as usize]) * LEVEL,
        column => {
            let column = column as usize;
            instance.graph.score(mentee as usize, column).unwrap_or(0) - price(solution, column)
        }
    }
}
