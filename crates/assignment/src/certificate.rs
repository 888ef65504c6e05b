//! The checker: reads an instance and an answer, trusts neither, and shares no code with the solvers.
//!
//! Why it suffices. Give each place of a column the price (level, points) and each mentee the value
//! (importance − level, score − points) of a place, compared left to right, as in a linear program over an
//! ordered group. If every pair is one its mentee values most and at least as much as nothing, nobody left out
//! would gain from any place, no price is below zero, and every place that stays free costs nothing, then
//! summing over the pairs of any other answer shows that it is worth no more.

use std::fmt;

use crate::graph::{Edge, NONE};
use crate::stable::{mentee_order, mentor_key};
use crate::{Instance, Policy, Solution};

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    /// The answer was made for an instance of another size or other rules.
    OtherInstance,
    /// A pair has no edge.
    NotAnEdge {
        /// The mentee of the pair.
        mentee: u32,
    },
    /// A mentor, or a share of places kept for a group, has more mentees than places.
    OverCapacity {
        /// The mentor.
        mentor: u32,
    },
    /// A pinned pair is missing.
    PinBroken {
        /// The mentee of the pin.
        mentee: u32,
    },
    /// The stated count of pairs or total differs from that of the pairs.
    WrongTotal,
    /// A mentor's price is below zero though nobody must go without for want of its places.
    NegativePrice {
        /// The mentor.
        mentor: u32,
    },
    /// A place stays free though it has a price.
    PricedFreePlace {
        /// The mentor.
        mentor: u32,
    },
    /// At the stated prices the mentee is worth more with this mentor than in the answer.
    BetterElsewhere {
        /// The mentee.
        mentee: u32,
        /// A mentor who would suit better.
        mentor: u32,
    },
    /// At the stated prices the mentee is paired though going without is worth more.
    BetterWithout {
        /// The mentee.
        mentee: u32,
    },
    /// The mentee and the mentor would both leave what they have for each other.
    Blocking {
        /// The mentee.
        mentee: u32,
        /// The mentor.
        mentor: u32,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherInstance => write!(f, "the answer belongs to another instance"),
            Self::NotAnEdge { mentee } => write!(f, "mentee {mentee} is paired without an edge"),
            Self::OverCapacity { mentor } => write!(f, "mentor {mentor} has more mentees than places"),
            Self::PinBroken { mentee } => write!(f, "the pinned pair of mentee {mentee} is missing"),
            Self::WrongTotal => write!(f, "the stated pairs or total are not those of the answer"),
            Self::NegativePrice { mentor } => write!(f, "the price of mentor {mentor} is negative"),
            Self::PricedFreePlace { mentor } => write!(f, "mentor {mentor} has a free place at a price"),
            Self::BetterElsewhere { mentee, mentor } => {
                write!(f, "mentee {mentee} is worth more with mentor {mentor}")
            }
            Self::BetterWithout { mentee } => write!(f, "mentee {mentee} is worth more without a mentor"),
            Self::Blocking { mentee, mentor } => {
                write!(f, "mentee {mentee} and mentor {mentor} would both leave for each other")
            }
        }
    }
}

impl std::error::Error for Violation {}

impl Solution {
    /// Checks that the answer is feasible and, from its prices alone, that none is better; for the stable
    /// policy, that no pair would leave for each other. Exact integers, one pass over the edges.
    ///
    /// # Errors
    /// The first [`Violation`] met.
    pub fn certify(&self, instance: &Instance) -> Result<(), Violation> {
        let taken = self.check_feasible(instance)?;
        if self.policy == Policy::Stable {
            return self.check_stable(instance, &taken);
        }
        self.check_prices(instance, &taken)?;
        let importance = instance.importance(self.policy);
        (0..instance.graph.rows()).try_for_each(|row| self.check_row(instance, row, importance[row]))
    }

    /// Returns how many places of each column are taken.
    fn check_feasible(&self, instance: &Instance) -> Result<Vec<u32>, Violation> {
        let graph = &instance.graph;
        if self.column_of.len() != graph.rows() || self.mentor_of.len() != graph.rows() {
            return Err(Violation::OtherInstance);
        }
        let (mut pairs, mut total) = (0, 0);
        let mut taken = vec![0u32; graph.columns()];
        for (row, (&column, &mentor)) in self.column_of.iter().zip(&self.mentor_of).enumerate() {
            if (column, mentor) == (NONE, NONE) {
                continue;
            }
            let edge = graph.row(row).iter().find(|edge| edge.column() as u32 == column);
            let edge = edge.filter(|_| mentor == instance.mentor_of_column(column));
            total += edge.ok_or(Violation::NotAnEdge { mentee: row as u32 })?.score() as u64;
            taken[column as usize] += 1;
            pairs += 1;
        }
        if let Some(&(mentee, _)) = instance.pins.iter().find(|pin| self.mentor_of[pin.0 as usize] != pin.1) {
            return Err(Violation::PinBroken { mentee });
        }
        if let Some(column) = (0..graph.columns()).find(|&column| taken[column] > graph.capacities[column]) {
            return Err(Violation::OverCapacity { mentor: instance.mentor_of_column(column as u32) });
        }
        if (pairs, total) != (self.pairs, self.total) {
            return Err(Violation::WrongTotal);
        }
        Ok(taken)
    }

    fn check_prices(&self, instance: &Instance, taken: &[u32]) -> Result<(), Violation> {
        let graph = &instance.graph;
        if self.prices.len() != graph.columns() || self.levels.len() != graph.columns() {
            return Err(Violation::OtherInstance);
        }
        let prices = self.levels.iter().zip(&self.prices);
        for (column, ((price, taken), capacity)) in prices.zip(taken).zip(&graph.capacities).enumerate() {
            let mentor = instance.mentor_of_column(column as u32);
            if price < (&0, &0) {
                return Err(Violation::NegativePrice { mentor });
            }
            if price > (&0, &0) && taken < capacity {
                return Err(Violation::PricedFreePlace { mentor });
            }
        }
        Ok(())
    }

    fn check_row(&self, instance: &Instance, row: usize, importance: u8) -> Result<(), Violation> {
        let value = |edge: &Edge| {
            let column = edge.column();
            (i16::from(importance) - i16::from(self.levels[column]), edge.score() - self.prices[column])
        };
        let edges = instance.graph.row(row);
        let mine = edges.iter().find(|edge| edge.column() as u32 == self.column_of[row]).map(value);
        if mine.is_some_and(|mine| mine < (0, 0)) {
            return Err(Violation::BetterWithout { mentee: row as u32 });
        }
        match edges.iter().find(|&edge| value(edge) > mine.unwrap_or((0, 0))) {
            Some(edge) => Err(Violation::BetterElsewhere {
                mentee: row as u32,
                mentor: instance.mentor_of_column(edge.column() as u32),
            }),
            None => Ok(()),
        }
    }

    fn check_stable(&self, instance: &Instance, taken: &[u32]) -> Result<(), Violation> {
        let graph = &instance.graph;
        let mut pinned = vec![false; graph.rows()];
        instance.pins.iter().for_each(|pin| pinned[pin.0 as usize] = true);
        let key = |row: usize, edge: &Edge| {
            let mentor = instance.mentor_of_column(edge.column() as u32);
            let above_all = (i64::MAX, std::cmp::Reverse(row));
            if pinned[row] {
                above_all
            } else {
                (mentor_key(row as u32, mentor, edge.score()), std::cmp::Reverse(row))
            }
        };
        let mut least = vec![None; graph.columns()];
        for (row, &column) in self.column_of.iter().enumerate() {
            if let Some(edge) = graph.row(row).iter().find(|edge| edge.column() as u32 == column) {
                let key = Some(key(row, edge));
                let least = &mut least[column as usize];
                *least = if least.is_none() { key } else { key.min(*least) };
            }
        }
        for (row, &column) in self.column_of.iter().enumerate().filter(|&(row, _)| !pinned[row]) {
            let edges = graph.row(row);
            let mine = edges.iter().find(|edge| edge.column() as u32 == column);
            let mine = mine.map(|&edge| mentee_order(instance, edge));
            let wanted =
                edges.iter().filter(|&&edge| mine.is_none_or(|mine| mentee_order(instance, edge) < mine));
            for edge in wanted {
                let column = edge.column();
                if taken[column] < graph.capacities[column]
                    || least[column].is_some_and(|held| key(row, edge) > held)
                {
                    let mentor = instance.mentor_of_column(column as u32);
                    return Err(Violation::Blocking { mentee: row as u32, mentor });
                }
            }
        }
        Ok(())
    }
}
