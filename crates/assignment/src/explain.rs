//! Explanations of an answer: what a pair outside it would cost, why a mentee is left out, what one more place is
//! worth.

use crate::graph::{Edge, NONE};
use crate::instance::PINNED;
use crate::residual::{Residual, points_of};
use crate::{Instance, NotForced, Policy, Solution};

/// How one mentee's pair differs between two answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The mentee who moves.
    pub mentee: u32,
    /// The mentor left, if any.
    pub from: Option<u32>,
    /// The mentor joined, if any.
    pub to: Option<u32>,
}

/// What the best answer with a given pair loses, compared with the best of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forced {
    /// How many pairs are lost; negative when pairs are gained.
    pub pairs_lost: i64,
    /// How many points the total loses; negative when it rises.
    pub score_lost: i64,
    /// The moves, that of the forced mentee first; empty when the answer has the pair.
    pub chain: Vec<Move>,
}

/// Why a mentee is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// The mentee has no edge.
    NoEdge,
    /// The mentee could have a place, but only in answers with a lower total.
    Outbid {
        /// The mentor with whom the fewest points are missing.
        mentor: u32,
        /// By how many points the mentee's score with this mentor would have to be higher to win the place or tie for
        /// it.
        missing: i64,
    },
    /// The mentee could have a place, but only if a mentee of higher priority lost theirs.
    Outranked,
    /// There are too few places whatever the scores: some mentees, this one included, have edges to the same few places
    /// only.
    Shortage {
        /// How many such mentees there are.
        mentees: usize,
        /// How many places they have edges to.
        places: usize,
    },
}

/// What one more place adds to the best answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlaceValue {
    /// How many pairs are gained.
    pub pairs: i64,
    /// How many points the total gains; negative where more pairs, or pairs of a higher class, cost points.
    pub total: i64,
}

/// These explanations hold for the instance the answer was found for, unchanged since.
impl Solution {
    /// Whether the answer has the numbers of mentees and of columns of an instance.
    pub(crate) fn fits(&self, instance: &Instance) -> bool {
        self.column_of.len() == instance.mentee_count() && self.prices.len() == instance.graph.columns()
    }

    /// The exact cost of forcing a pair: how much less the best answer that has it is worth.
    ///
    /// # Errors
    /// [`NotForced`] when the pair cannot be formed, or the answer is stable or belongs to another instance.
    pub fn cost_of_forcing(
        &self,
        instance: &Instance,
        mentee: u32,
        mentor: u32,
    ) -> Result<Forced, NotForced> {
        if self.policy == Policy::Stable {
            return Err(NotForced::NoPrices);
        }
        if !self.fits(instance) {
            return Err(NotForced::OtherInstance);
        }
        if self.mentor_of(mentee) == Some(mentor) {
            return Ok(Forced { pairs_lost: 0, score_lost: 0, chain: Vec::new() });
        }
        if instance.pins.binary_search_by_key(&mentee, |pin| pin.0).is_ok() {
            return Err(NotForced::Pinned);
        }
        if mentee as usize >= instance.mentee_count() || mentor as usize >= instance.mentor_count() {
            return Err(NotForced::NoEdge);
        }
        let residual = Residual::new(instance, self);
        let edges: Vec<(usize, i64)> = instance
            .columns_of(mentor)
            .filter_map(|column| Some((column, instance.graph.score(mentee as usize, column)?)))
            .collect();
        if edges.is_empty() {
            return Err(NotForced::NoEdge);
        }
        let held = self.column_of[mentee as usize];
        let current = if held == NONE { residual.outside() } else { held as usize };
        let candidates = edges.into_iter().filter_map(|(column, score)| {
            let paths = residual.shortest_paths(&[(0, column)], Some(current), Some(mentee));
            let cost = residual.slack(mentee, column, score) + paths.distance[current]?;
            Some((cost, column, paths))
        });
        let least = candidates.min_by_key(|candidate| candidate.0);
        let (_, column, paths) =
            least.filter(|least| least.0 < points_of(PINNED) / 2).ok_or(NotForced::Pinned)?;
        let mut moves = vec![(mentee, current as u32, column as u32)];
        moves.extend(paths.moves_to(current));
        Ok(self.forced(instance, &moves))
    }

    /// The cost of some moves: row, column left, column joined, the outside being no column.
    fn forced(&self, instance: &Instance, moves: &[(u32, u32, u32)]) -> Forced {
        let (mut pairs_lost, mut score_lost) = (0, 0);
        let mut chain = Vec::new();
        for &(mentee, from, to) in moves {
            let score = |column: u32| instance.graph.score(mentee as usize, column as usize);
            let placed = |column: u32| ((column as usize) < instance.graph.columns()).then_some(column);
            let (from, to) = (placed(from), placed(to));
            pairs_lost += i64::from(from.is_some()) - i64::from(to.is_some());
            score_lost += from.and_then(score).unwrap_or(0) - to.and_then(score).unwrap_or(0);
            let mentor = |column: u32| instance.mentor_of_column(column);
            chain.push(Move { mentee, from: from.map(mentor), to: to.map(mentor) });
        }
        chain.retain(|step| step.from != step.to);
        Forced { pairs_lost, score_lost, chain }
    }

    /// Why a mentee is left out; none when they have a mentor or are unknown, or the answer is stable or belongs to
    /// another instance.
    #[must_use]
    pub fn why_left_out(&self, instance: &Instance, mentee: u32) -> Option<LeftOut> {
        let row = mentee as usize;
        if self.policy == Policy::Stable || !self.fits(instance) || *self.mentor_of.get(row)? != NONE {
            return None;
        }
        if instance.graph.row(row).is_empty() {
            return Some(LeftOut::NoEdge);
        }
        Some(self.shortage(instance, row).unwrap_or_else(|| self.outbid(instance, row)))
    }

    /// The full columns that alternating paths reach from a row; none when they reach a free place.
    fn shortage(&self, instance: &Instance, row: usize) -> Option<LeftOut> {
        let graph = &instance.graph;
        let residual = Residual::new(instance, self);
        let mut within = vec![false; graph.columns()];
        let mut reached = vec![row as u32];
        let mut places = 0;
        while let Some(row) = reached.pop() {
            for edge in graph.row(row as usize) {
                let column = edge.column();
                if !std::mem::replace(&mut within[column], true) {
                    let holders = residual.holders(column);
                    if holders.len() < graph.capacities[column] as usize {
                        return None;
                    }
                    places += holders.len();
                    reached.extend(holders);
                }
            }
        }
        let confined = |row: &usize| {
            let edges = graph.row(*row);
            !edges.is_empty() && edges.iter().all(|edge| within[edge.column()])
        };
        Some(LeftOut::Shortage { mentees: (0..graph.rows()).filter(confined).count(), places })
    }

    /// The mentor with whom forcing an unmatched row costs least.
    fn outbid(&self, instance: &Instance, row: usize) -> LeftOut {
        let residual = Residual::new(instance, self);
        let outside = residual.outside();
        let slack = |edge: &Edge| residual.slack(row as u32, edge.column(), edge.score());
        let from: Vec<_> = instance.graph.row(row).iter().map(|edge| (slack(edge), edge.column())).collect();
        let paths = residual.shortest_paths(&from, Some(outside), Some(row as u32));
        match paths.distance[outside] {
            Some(cost) if cost < points_of(1) / 2 => {
                let mentor = instance.mentor_of_column(paths.source_of(outside) as u32);
                LeftOut::Outbid { mentor, missing: cost as i64 }
            }
            _ => LeftOut::Outranked,
        }
    }

    /// What one more open place at a mentor adds to pairs and total. Zero when the answer is stable or belongs to
    /// another instance.
    #[must_use]
    pub fn value_of_place(&self, instance: &Instance, mentor: u32) -> PlaceValue {
        self.values_of_places(instance).get(mentor as usize).copied().unwrap_or_default()
    }

    /// [`Solution::value_of_place`] for each mentor, all found by one shortest-path search.
    #[must_use]
    pub fn values_of_places(&self, instance: &Instance) -> Vec<PlaceValue> {
        let mut values = self.values(instance);
        values.truncate(instance.mentors);
        values
    }

    fn values(&self, instance: &Instance) -> Vec<PlaceValue> {
        if self.policy == Policy::Stable || !self.fits(instance) {
            return vec![PlaceValue::default(); instance.graph.columns()];
        }
        let residual = Residual::new(instance, self);
        let paths = residual.shortest_paths(&[(0, residual.outside())], None, None);
        (0..instance.graph.columns())
            .map(|column| match paths.distance[column] {
                Some(distance) if distance < residual.price(column) => {
                    let cost = self.forced(instance, &paths.moves_to(column));
                    PlaceValue { pairs: -cost.pairs_lost, total: -cost.score_lost }
                }
                _ => PlaceValue::default(),
            })
            .collect()
    }
}
