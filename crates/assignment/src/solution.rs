//! An answer: a set of pairs and the prices that prove it.

use crate::engine::Outcome;
use crate::graph::{Edge, NONE};
use crate::{Instance, Policy};

/// The pairs chosen for an [`Instance`], with the prices that prove them best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    pub(crate) policy: Policy,
    /// Column of each mentee, or `NONE`.
    pub(crate) column_of: Vec<u32>,
    /// Score of each mentee's pair, 0 without one.
    pub(crate) scores: Vec<u16>,
    /// Mentor of each mentee, or `NONE`.
    pub(crate) mentor_of: Vec<u32>,
    pub(crate) mentors: usize,
    pub(crate) pairs: usize,
    pub(crate) total: u64,
    /// Price of a place of each column, in points; empty under the stable policy.
    pub(crate) prices: Vec<i64>,
    /// Scarcity level of each column: the importance of those left unmatched for want of its places; 0 when nobody is.
    pub(crate) levels: Vec<u8>,
}

impl Solution {
    pub(crate) fn new(instance: &Instance, policy: Policy, outcome: Outcome) -> Self {
        let Outcome { held, prices, levels } = outcome;
        let edges = held.iter().map(|&bits| Edge::held(bits));
        let column_of: Vec<u32> =
            edges.clone().map(|edge| edge.map_or(NONE, |edge| edge.column() as u32)).collect();
        let scores: Vec<u16> = edges.map(|edge| edge.map_or(0, |edge| edge.score() as u16)).collect();
        let total = scores.iter().map(|&score| u64::from(score)).sum();
        let mentor = |&column: &u32| if column == NONE { NONE } else { instance.mentor_of_column(column) };
        let mentor_of: Vec<u32> = column_of.iter().map(mentor).collect();
        let pairs = mentor_of.iter().filter(|&&mentor| mentor != NONE).count();
        let mentors = instance.mentors;
        Self { policy, column_of, scores, mentor_of, mentors, pairs, total, prices, levels }
    }

    /// The policy the answer was found under.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// The mentor a mentee is paired with; none when the mentee is unmatched or unknown.
    #[must_use]
    pub fn mentor_of(&self, mentee: u32) -> Option<u32> {
        self.mentor_of.get(mentee as usize).copied().filter(|&mentor| mentor != NONE)
    }

    /// The pairs as mentee and mentor, in order of mentee.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        (0..)
            .zip(&self.mentor_of)
            .filter(|&(_, &mentor)| mentor != NONE)
            .map(|(mentee, &mentor)| (mentee, mentor))
    }

    /// How many pairs there are.
    #[must_use]
    pub fn pair_count(&self) -> usize {
        self.pairs
    }

    /// The sum of the scores of the pairs.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The price of a mentor's open places in points; none under the stable policy. Other prices may prove the same
    /// answer: [`Solution::value_of_place`] is unique.
    #[must_use]
    pub fn price(&self, mentor: u32) -> Option<i64> {
        self.prices.get(mentor as usize).filter(|_| (mentor as usize) < self.mentors).copied()
    }

    /// Whether a mentor is scarce, that is, part of the cut that proves the number of pairs: in every best answer all
    /// its places are taken, by mentees who have edges to scarce mentors only or who are of higher priority.
    #[must_use]
    pub fn is_scarce(&self, mentor: u32) -> bool {
        (mentor as usize) < self.mentors && self.levels.get(mentor as usize).is_some_and(|&level| level > 0)
    }

    /// How many mentees with a mentor in a previous answer have another one here, or none.
    #[must_use]
    pub fn moved_from(&self, previous: &Self) -> usize {
        previous.pairs().filter(|&(mentee, mentor)| self.mentor_of(mentee) != Some(mentor)).count()
    }
}
