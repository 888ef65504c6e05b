//! An instance: who may be paired with whom, under which rules, and the policy it is solved under.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use crate::change::Edit;
use crate::engine::Outcome;
use crate::graph::{Edge, Graph, Holders, NONE};
use crate::levels::Levels;
use crate::market::Stopped;
use crate::solution::Solution;
use crate::{Builder, SolveError, engine, hopcroft_karp, shortest_paths, stable};

/// The importance of pinned mentees, above that of the 16 classes and of mentees without a class.
pub(crate) const PINNED: u8 = 18;

/// What makes one set of pairs better than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// The most pairs, class by class when there are priority classes, then the highest total score.
    MostTandems,
    /// The highest total score, a mentee without a mentor counting 0. As many mentees with a priority class as possible
    /// are paired first, class by class; those without a class count by their score alone.
    BestTotal,
    /// The stable matching best for mentees: no mentee and mentor would both leave what they have for each other.
    Stable,
}

/// Mentees, mentors with their places, edges with their scores, and the rules on them.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Rows are mentees; a pinned mentee's row has edges to their mentor only.
    pub(crate) graph: Graph,
    /// Columns 0 to `mentors` − 1 are the open places of each mentor; those after are reserved shares.
    pub(crate) mentors: usize,
    /// The mentor and the group of each reserved column.
    pub(crate) reserved: Vec<(u32, u32)>,
    /// Forbidden pairs, as mentee and mentor.
    pub(crate) forbidden: BTreeSet<(u32, u32)>,
    /// Mentees with the groups they are in.
    pub(crate) groups: BTreeSet<(u32, u32)>,
    /// Rank of each mentee's class among those in use, 1 first; 0 without a class; empty without classes.
    pub(crate) ranks: Vec<u8>,
    /// How many classes are in use.
    pub(crate) classes: u8,
    /// Pairs fixed in advance, as mentee and mentor, in order of mentee.
    pub(crate) pins: Vec<(u32, u32)>,
    /// What the last [`Change`](crate::Change) did to the graph, in order; none in an instance just built.
    pub(crate) edits: Option<Vec<Edit>>,
}

impl Instance {
    /// Starts an instance of this many mentees, and one mentor for each of `capacities` (places, at least 1).
    #[must_use]
    pub fn builder(mentees: usize, capacities: Vec<u32>) -> Builder {
        Builder::new(mentees, capacities)
    }

    /// Sets how many threads may share the work from now on, where it can be shared; 1 at first. Answers do not depend
    /// on it.
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

    /// How many edges no rule excludes. A mentee's edge to a mentor's reserved places counts apart from that to the
    /// open ones.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.graph.edges.len()
    }

    /// Finds the best set of pairs under `policy`, and proves it best before returning it.
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
        let outcome = shortest_paths::solve(&self.graph, Levels::solve(&self.graph, self.importance(policy)));
        self.proven(Solution::new(self, policy, outcome))
    }

    /// Finds the best set of pairs again after a change, from the prices and pairs of the previous answer: as good as
    /// that of [`Instance::solve`], proven likewise, and quick when little changed. Previous pairs stay where nothing
    /// better is found. Mentees and mentors must have the same indices in both instances, newcomers after them.
    /// [`Solution::moved_from`] counts who moved.
    ///
    /// # Errors
    /// As for [`Instance::solve`].
    pub fn resolve(&self, previous: &Solution) -> Result<Solution, SolveError> {
        let policy = previous.policy;
        if policy != Policy::Stable {
            let (start, complete) = self.warm_start(previous);
            let edits = self.edits.as_deref().filter(|_| complete);
            let quick = engine::resume(&self.graph, self.importance(policy), &start, edits);
            if let Some(solution) = self.certified(policy, quick) {
                return Ok(solution);
            }
            let careful = engine::resume_with_new_levels(&self.graph, self.importance(policy), &start);
            if let Some(solution) = self.certified(policy, careful) {
                return Ok(solution);
            }
        }
        self.solve(policy)
    }

    fn certified(&self, policy: Policy, outcome: Result<Outcome, Stopped>) -> Option<Solution> {
        let solution = Solution::new(self, policy, outcome.ok()?);
        solution.certify(self).is_ok().then_some(solution)
    }

    /// An earlier answer in terms of the current rows and columns, and whether all of it could be taken over. When
    /// columns have changed, reserved ones start at the price of their mentor's open places.
    fn warm_start(&self, previous: &Solution) -> (Outcome, bool) {
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

    /// The importance of each mentee, compared before scores, the highest first; 0 when only the score counts.
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

    /// A matching of the pinned mentees alone.
    pub(crate) fn place_pins(&self) -> Holders {
        let mut holders = Holders::new(&self.graph);
        if !self.pins.is_empty() {
            hopcroft_karp::match_rows(&self.graph, &mut holders, |row| self.is_pinned(row));
        }
        holders
    }

    /// The mentor of the first pinned mentee for whom the other pins leave no place.
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
