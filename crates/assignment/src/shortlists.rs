//! The best answer over all pairs without storing all pairs: shortlists are extended until prices prove that no pair
//! outside them could improve the answer (column generation).

use crate::graph::NONE;
use crate::{Builder, Instance, Policy, Solution, SolveError};

/// One scarcity level in points, above any score or price.
const LEVEL: i64 = 1 << 40;

/// A query of [`Builder::solve_with`]: which edges of one mentee beat a bound?
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The mentee whose edges are wanted.
    pub mentee: u32,
    /// The price of each mentor, in points.
    pub prices: &'a [i64],
    /// Only edges whose score less the mentor's price is above this are wanted.
    pub bound: i64,
}

impl Wanted<'_> {
    /// Whether an edge to this mentor with this score is wanted.
    #[must_use]
    pub fn beats(&self, mentor: u32, score: u16) -> bool {
        self.prices.get(mentor as usize).is_some_and(|price| i64::from(score) - price > self.bound)
    }
}

/// A query of [`Builder::solve_in_batches`]: which edges of many mentees beat their bounds at the same prices?
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// The price of each mentor, in points.
    pub prices: &'a [i64],
    /// The mentees, in order, each with its bound: only edges whose score less the mentor's price is above it are
    /// wanted.
    pub bounds: &'a [(u32, i64)],
}

/// The prices and bounds of a [`Batch`].
type OwnedBatch = (Vec<i64>, Vec<(u32, i64)>);

impl Builder {
    /// Finds the best answer over all the pairs that `candidates` knows of, storing only shortlists.
    ///
    /// The edges given so far are the first shortlists; for a mentee without any, `candidates` is first called as if
    /// all prices were 0. It is then called for each mentee with the current prices, and pushes edges (mentor, score)
    /// that beat a bound; a given mentee and mentor must always have the same score. It may push as few as it likes,
    /// preferably the best, but if any edge that is not forbidden beats the bound, it must push at least one such edge.
    /// Once it pushes none for any mentee, the prices prove the answer over *all* pairs, pushed or not. It is not
    /// called for pinned mentees.
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

    /// Like [`Builder::solve_with`], but `candidates` is called for all mentees at once, so that it can prepare an
    /// index for the prices they share and search on several threads. It pushes (mentee, mentor, score) in any order.
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
        let zero_prices = vec![0; instance.mentors];
        let empty = |&mentee: &u32| instance.graph.row(mentee as usize).is_empty();
        let bounds: Vec<(u32, i64)> = queried(&instance).filter(empty).map(|mentee| (mentee, -1)).collect();
        if self.extend(&instance, &mut candidates, &[(zero_prices, bounds)]) {
            instance = self.build().map_err(SolveError::Refused)?;
        }
        let solution = instance.solve(policy)?;
        self.prove(instance, solution, candidates)
    }

    /// Finds the best answer over all pairs after pins or forbidden pairs have changed, starting from the previous
    /// answer: what [`Instance::resolve`] is to [`Instance::solve`].
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

    /// Extends the shortlists and solves again until no pair outside them beats its mentee's bound.
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

    /// Adds the edges that are new and not forbidden; returns whether there were any.
    fn extend(
        &mut self,
        instance: &Instance,
        candidates: &mut impl FnMut(Batch<'_>, &mut Vec<(u32, u32, u16)>),
        batches: &[OwnedBatch],
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

/// The mentees to query: those without a pin.
fn queried(instance: &Instance) -> impl Iterator<Item = u32> + '_ {
    (0..instance.mentee_count() as u32).filter(|&mentee| !instance.is_pinned(mentee as usize))
}

/// The queries at the prices of an answer: one for all mentees without a group, and one for each mentee in a group,
/// whose reserved places may have other prices.
fn batches(instance: &Instance, solution: &Solution) -> Vec<OwnedBatch> {
    let prices: Vec<i64> = (0..instance.mentors).map(|column| price(solution, column)).collect();
    let importance = instance.importance(solution.policy);
    let bounded = |mentee| (mentee, bound(instance, solution, &importance, mentee));
    let (grouped, others): (Vec<u32>, Vec<u32>) =
        queried(instance).partition(|&mentee| instance.in_a_group(mentee));
    let own = |mentee| (own_prices(instance, solution, &prices, mentee), vec![bounded(mentee)]);
    let mut batches: Vec<_> = grouped.into_iter().map(own).collect();
    batches.push((prices, others.into_iter().map(bounded).collect()));
    batches
}

fn price(solution: &Solution, column: usize) -> i64 {
    i64::from(solution.levels[column]) * LEVEL + solution.prices[column]
}

/// The price of the cheapest place of each mentor that is open to a mentee, places reserved for its groups included.
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

/// What an edge must beat: the mentee's score less the price of its place, or the value of being unmatched.
fn bound(instance: &Instance, solution: &Solution, importance: &[u8], mentee: u32) -> i64 {
    match solution.column_of[mentee as usize] {
        NONE => -i64::from(importance[mentee as usize]) * LEVEL,
        column => {
            let column = column as usize;
            instance.graph.score(mentee as usize, column).unwrap_or(0) - price(solution, column)
        }
    }
}
