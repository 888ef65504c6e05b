//! Who may be paired with whom, and the question asked of it.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use crate::change::Edit;
use crate::engine::Outcome;
use crate::graph::{Edge, Graph, Holders, NONE};
use crate::levels::Levels;
use crate::market::Stopped;
use crate::solution::Solution;
use crate::{Builder, SolveError, engine, growth, paths, stable};

/// The importance of pinned mentees, above that of 16 classes and of the mentees without one.
pub(crate) const PINNED: u8 = 18;

/// What makes one set of pairs better than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// The most pairs, class by class when there are priority classes, then the highest total score.
    MostTandems,
    /// The highest total score; being left out counts 0. Mentees who have a priority class are first paired in
    /// the greatest possible number, class by class; those without a class count by their score alone.
    BestTotal,
    /// No mentee and mentor would both leave what they have for each other; the best such answer for mentees.
    Stable,
}

/// Mentees, mentors with places, edges with scores, and the rules that bind them.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Rows are mentees; a pinned mentee's row leads to their one mentor only.
    pub(crate) graph: Graph,
    /// Columns 0 to `mentors` − 1 are the open places of each mentor; those after are reserved shares.
    pub(crate) mentors: usize,
    /// The mentor and the group of each reserved column.
    pub(crate) reserved: Vec<(u32, u32)>,
    /// Pairs ruled out.
    pub(crate) forbidden: BTreeSet<(u32, u32)>,
    /// Which mentees belong to which groups.
    pub(crate) groups: BTreeSet<(u32, u32)>,
    /// Rank of each mentee's class among those in use, 1 first; 0 without a class; empty without classes.
    pub(crate) ranks: Vec<u8>,
    /// How many classes are in use.
    pub(crate) classes: u8,
    /// Pairs decided beforehand, in order of mentee.
    pub(crate) pins: Vec<(u32, u32)>,
    /// What the last [`Change`](crate::Change) did to the graph, in order; unknown in an instance just built.
    pub(crate) edits: Option<Vec<Edit>>,
}

impl Instance {
    /// Starts an instance of `mentees` rows and one mentor for each of `capacities` (places, at least 1).
    #[must_use]
    pub fn builder(mentees: usize, capacities: Vec<u32>) -> Builder {
        Builder::new(mentees, capacities)
    }

    /// Lets so many threads share the work from now on, where it can be shared; one at first. The answers are the
    /// same whatever the number.
    pub fn on_threads(&mut self, threads: NonZeroUsize) -> &mut Self {
        self.graph.threads = threads.get();
        self
    }

    /// How many mentees there are, with or without an edge.
    #[must_use]
    pub fn mentee_count(&self) -> usize {
        self.graph.rows()
    }

    /// How many mentors there are.
    #[must_use]
    pub fn mentor_count(&self) -> usize {
        self.mentors
    }

    /// How many edges are left to choose among, once pairs are forbidden and pinned.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.graph.edges.len()
    }

    /// Finds the best set of pairs under `policy`, proven before it is returned.
    ///
    /// # Errors
    /// [`SolveError`] when the proof does not hold, which would be a defect of this crate.
    pub fn solve(&self, policy: Policy) -> Result<Solution, SolveError> {
        if policy == Policy::Stable {
            return self.proven(stable::solve(self));
        }
        if let Ok(outcome) = engine::solve(&self.graph, self.importance(policy))
            && let Ok(solution) = self.proven(Solution::new(self, policy, outcome))
        {
            return Ok(solution);
        }
        let outcome = paths::solve(&self.graph, Levels::solve(&self.graph, self.importance(policy)));
        self.proven(Solution::new(self, policy, outcome))
    }

    /// Finds the best set of pairs again after a change, from the prices and pairs of an answer that was best
    /// before: as good as [`Instance::solve`] and proven, but quick when little changed, and previous pairs
    /// stay where nothing better is found. A mentee or mentor keeps the same index in both; those who are new
    /// come after. [`Solution::moved_from`] counts who moved.
    ///
    /// # Errors
    /// As for [`Instance::solve`].
    pub fn resolve(&self, previous: &Solution) -> Result<Solution, SolveError> {
        let policy = previous.policy;
        if policy != Policy::Stable {
            let (before, same) = self.carried(previous);
            let edits = self.edits.as_deref().filter(|_| same);
            let quick = engine::resume(&self.graph, self.importance(policy), &before, edits);
            if let Some(solution) = self.certain(policy, quick) {
                return Ok(solution);
            }
            let careful = engine::resume_anew(&self.graph, self.importance(policy), &before);
            if let Some(solution) = self.certain(policy, careful) {
                return Ok(solution);
            }
        }
        self.solve(policy)
    }

    fn certain(&self, policy: Policy, outcome: Result<Outcome, Stopped>) -> Option<Solution> {
        let solution = Solution::new(self, policy, outcome.ok()?);
        solution.certify(self).is_ok().then_some(solution)
    }

    /// What an earlier answer says of the present columns, and whether it says all of it. Reserved ones start
    /// as dear as their mentor.
    fn carried(&self, previous: &Solution) -> (Outcome, bool) {
        let known = previous.mentors.min(self.mentors);
        let same = previous.prices.len() == self.graph.columns() && previous.mentors == self.mentors;
        let reserved = self.reserved.iter().enumerate();
        let shares = reserved.map(|(share, of)| if same { self.mentors + share } else { of.0 as usize });
        let places = (0..self.mentors).chain(shares);
        let prices = places.clone().map(|at| previous.prices.get(at).filter(|_| same || at < known).copied());
        let levels = places.map(|at| previous.levels.get(at).filter(|_| same || at < known).copied());
        let held = |(&column, &score): (&u32, &u16)| {
            let kept = column != NONE && (same || (column as usize) < known);
            if kept { Edge::new(column, score).bits() } else { NONE }
        };
        let mut held: Vec<u32> = previous.column_of.iter().zip(&previous.scores).map(held).collect();
        let lost = self.graph.rows() < held.len() || previous.prices.len() > previous.mentors && !same;
        held.resize(self.graph.rows(), NONE);
        let prices = prices.map(Option::unwrap_or_default).collect();
        let levels = levels.map(Option::unwrap_or_default).collect();
        (Outcome { held, prices, levels }, !lost)
    }

    fn proven(&self, solution: Solution) -> Result<Solution, SolveError> {
        solution.certify(self).map_err(SolveError::Unproven)?;
        Ok(solution)
    }

    /// What counts for each mentee before scores do, the highest first; 0 when only the score counts.
    pub(crate) fn importance(&self, policy: Policy) -> Vec<u8> {
        let unclassed = u8::from(policy == Policy::MostTandems);
        let of_rank = |&rank: &u8| if rank == 0 { unclassed } else { self.classes + 2 - rank };
        let mut importance: Vec<u8> = self.ranks.iter().map(of_rank).collect();
        importance.resize(self.graph.rows(), unclassed);
        for &(mentee, _) in &self.pins {
            importance[mentee as usize] = PINNED;
        }
        importance
    }

    pub(crate) fn is_pinned(&self, row: usize) -> bool {
        self.pins.binary_search_by_key(&(row as u32), |pin| pin.0).is_ok()
    }

    pub(crate) fn in_a_group(&self, mentee: u32) -> bool {
        self.groups.range((mentee, 0)..=(mentee, u32::MAX)).next().is_some()
    }

    /// Places for the pinned mentees alone.
    pub(crate) fn place_pins(&self) -> Holders {
        let mut holders = Holders::new(&self.graph);
        if !self.pins.is_empty() {
            growth::grow(&self.graph, &mut holders, |row| self.is_pinned(row));
        }
        holders
    }

    /// The mentor of a pinned mentee whom the places left by the other pins cannot take.
    pub(crate) fn first_pin_without_place(&self) -> Option<u32> {
        if self.pins.is_empty() {
            return None;
        }
        let holders = self.place_pins();
        self.pins.iter().find(|pin| holders.column(pin.0 as usize).is_none()).map(|pin| pin.1)
    }

    pub(crate) fn mentor_of_column(&self, column: u32) -> u32 {
        match (column as usize).checked_sub(self.mentors) {
            None => column,
            Some(share) => self.reserved[share].0,
        }
    }

    /// The columns that hold a mentor's places: its open places, then its reserved shares.
    pub(crate) fn columns_of(&self, mentor: u32) -> impl Iterator<Item = usize> + '_ {
        let shares = self.reserved.iter().enumerate().filter(move |&(_, share)| share.0 == mentor);
        std::iter::once(mentor as usize).chain(shares.map(|(share, _)| self.mentors + share))
    }
}
