//! Why a pair is or is not in an answer, and what changing it costs the whole.

use crate::graph::{Edge, NONE};
use crate::instance::PINNED;
use crate::residual::{Residual, worth};
use crate::{Instance, NotForced, Policy, Solution};

/// One mentee's move from one answer to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Who moves.
    pub mentee: u32,
    /// The mentor left, if any.
    pub from: Option<u32>,
    /// The mentor joined, if any.
    pub to: Option<u32>,
}

/// What forming one pair costs the whole, at best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forced {
    /// Pairs lost; negative when more can be formed.
    pub pairs_lost: i64,
    /// Points of score lost; negative when the total rises.
    pub score_lost: i64,
    /// Who moves, the forced mentee first; empty when the pair is already formed.
    pub chain: Vec<Move>,
}

/// Why a mentee is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// No mentor may take them.
    NoEdge,
    /// A place could be found, but every arrangement that does so has a lower total.
    Outbid {
        /// The mentor for whom least is missing.
        mentor: u32,
        /// How many points more, with this mentor, would get them the place or a tie for it.
        missing: i64,
    },
    /// A place could be found, but only one that a mentee of a higher priority would lose.
    Outranked,
    /// Too few places whatever the scores: these mentees together can only go to these places.
    Shortage {
        /// How many mentees compete, this one included.
        mentees: usize,
        /// How many places there are for them.
        places: usize,
    },
}

/// What one more place is worth to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlaceValue {
    /// Pairs gained.
    pub pairs: i64,
    /// Points of score gained; with priority or more pairs it may be negative.
    pub total: i64,
}

/// The answers to these questions hold for the instance that the answer was found for, unchanged since.
impl Solution {
    /// Whether this may be an answer for an instance: one for as many mentees and places.
    fn fits(&self, instance: &Instance) -> bool {
        self.column_of.len() == instance.mentee_count() && self.prices.len() == instance.graph.columns()
    }

    /// The exact cost of forming a pair: the best answer that has it is worth this much less.
    ///
    /// # Errors
    /// [`NotForced`] when the pair cannot be formed or the answer is a stable one or that of another instance.
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
        let home = if held == NONE { residual.outside() } else { held as usize };
        let ways = edges.into_iter().filter_map(|(column, score)| {
            let ways = residual.ways(&[(0, column)], Some(home), Some(mentee));
            let cost = residual.slack(mentee, column, score) + ways.distance[home]?;
            Some((cost, column, ways))
        });
        let least = ways.min_by_key(|way| way.0);
        let (_, column, ways) = least.filter(|way| way.0 < worth(PINNED) / 2).ok_or(NotForced::Pinned)?;
        let mut moves = vec![(mentee, home as u32, column as u32)];
        moves.extend(ways.moves_to(home));
        Ok(self.forced(instance, &moves))
    }

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

    /// Why a mentee has no mentor; none when they have one, are unknown, or the answer is a stable one or that of
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

    /// The full columns reached from a row; none when a free place can be reached.
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

    /// The mentor with whom forcing a row left out costs least.
    fn outbid(&self, instance: &Instance, row: usize) -> LeftOut {
        let residual = Residual::new(instance, self);
        let outside = residual.outside();
        let slack = |edge: &Edge| residual.slack(row as u32, edge.column(), edge.score());
        let from: Vec<_> = instance.graph.row(row).iter().map(|edge| (slack(edge), edge.column())).collect();
        let ways = residual.ways(&from, Some(outside), Some(row as u32));
        match ways.distance[outside] {
            Some(cost) if cost < worth(1) / 2 => {
                let mentor = instance.mentor_of_column(ways.start_of(outside) as u32);
                LeftOut::Outbid { mentor, missing: cost as i64 }
            }
            _ => LeftOut::Outranked,
        }
    }

    /// The gain in pairs and total from one more open place at a mentor; nothing under the stable policy, or for the
    /// answer of another instance.
    #[must_use]
    pub fn value_of_place(&self, instance: &Instance, mentor: u32) -> PlaceValue {
        self.values_of_places(instance).get(mentor as usize).copied().unwrap_or_default()
    }

    /// The gain from one more open place at each mentor, all found by one search.
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
        let ways = residual.ways(&[(0, residual.outside())], None, None);
        (0..instance.graph.columns())
            .map(|column| match ways.distance[column] {
                Some(distance) if distance < residual.price(column) => {
                    let cost = self.forced(instance, &ways.moves_to(column));
                    PlaceValue { pairs: -cost.pairs_lost, total: -cost.score_lost }
                }
                _ => PlaceValue::default(),
            })
            .collect()
    }
}
