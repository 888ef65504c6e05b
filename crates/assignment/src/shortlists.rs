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

impl Builder {
    /// Finds the best answer over all the pairs that `candidates` knows of, storing only shortlists.
    ///
    /// The edges given so far are the first shortlists. Then `candidates` is asked, for each mentee and the
    /// present prices, to push edges (mentor, score) that beat a bound; those of one mentor must always have the
    /// same score. It may push as few as it likes, the best first being best, but when any edge beats the bound
    /// it must push at least one that does and is not forbidden. When nobody has any, the prices prove the answer
    /// over *all* pairs, pushed or not. A pinned mentee is not asked about.
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
        if policy == Policy::Stable {
            return Err(SolveError::NoPrices);
        }
        let mut instance = self.build().map_err(SolveError::Refused)?;
        let mut found = Vec::new();
        let nothing = vec![0; instance.mentors];
        for mentee in 0..instance.mentee_count() as u32 {
            ask(&instance, Wanted { mentee, prices: &nothing, bound: -1 }, &mut candidates, &mut found);
        }
        self.add(&found);
        instance = self.build().map_err(SolveError::Refused)?;
        let mut solution = instance.solve(policy)?;
        loop {
            found.clear();
            let prices: Vec<i64> = (0..instance.mentors).map(|column| price(&solution, column)).collect();
            let importance = instance.importance(policy);
            for mentee in 0..instance.mentee_count() as u32 {
                let bound = bound(&instance, &solution, &importance, mentee);
                let own =
                    instance.in_a_group(mentee).then(|| own_prices(&instance, &solution, &prices, mentee));
                let prices = own.as_deref().unwrap_or(&prices);
                ask(&instance, Wanted { mentee, prices, bound }, &mut candidates, &mut found);
            }
            if found.is_empty() {
                return Ok((instance, solution));
            }
            self.add(&found);
            instance = self.build().map_err(SolveError::Refused)?;
            solution = instance.resolve(&solution)?;
        }
    }

    fn add(&mut self, found: &[(u32, u32, u16)]) {
        for &(mentee, mentor, score) in found {
            self.edge(mentee, mentor, score);
        }
    }
}

/// Collects the edges that are new, allowed and beat the bound.
fn ask(
    instance: &Instance,
    wanted: Wanted<'_>,
    candidates: &mut impl FnMut(Wanted<'_>, &mut Vec<(u32, u16)>),
    found: &mut Vec<(u32, u32, u16)>,
) {
    let mentee = wanted.mentee;
    if instance.is_pinned(mentee as usize) {
        return;
    }
    let mut pushed = Vec::new();
    candidates(wanted, &mut pushed);
    pushed.sort_unstable();
    pushed.dedup();
    let known = |mentor: u32| instance.graph.score(mentee as usize, mentor as usize).is_some();
    pushed.retain(|&(mentor, _)| !known(mentor) && !instance.forbidden.contains(&(mentee, mentor)));
    found.extend(pushed.into_iter().map(|(mentor, score)| (mentee, mentor, score)));
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
