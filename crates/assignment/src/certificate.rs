//! The checker: reads an instance and an answer and trusts neither. All it shares with the solvers are the definitions
//! of importance and of preferences.
//!
//! Why this suffices is linear programming duality over an ordered group. Give each place of a column the price
//! (level, points), and each mentee the value (importance − level, score − points) of a place, compared
//! lexicographically. Suppose that every mentee with a pair values it at least as much as any other place and as being
//! unmatched, that no unmatched mentee would gain from any place, that no price is negative, and that every free place
//! has price zero (complementary slackness). Summing over the pairs of any other answer then shows that it is worth no
//! more.

use std::fmt;
use std::ops::Range;

use crate::graph::{Edge, NONE};
use crate::preferences::{HIGHEST_DRAW, mentee_order, mentor_key};
use crate::threads::in_parts;
use crate::{Instance, Policy, Solution};

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are indices of the mentee and mentor that the variant names")]
pub enum Violation {
    /// The answer was found for an instance of another size or with other rules.
    OtherInstance,
    /// A mentee is paired with a mentor to whom they have no edge.
    NotAnEdge { mentee: u32 },
    /// A mentor has more mentees than places, open or reserved for a group.
    OverCapacity { mentor: u32 },
    /// A mentee is not paired with the mentor of their pin.
    PinBroken { mentee: u32 },
    /// The stated number of pairs or total differs from that of the pairs.
    WrongTotal,
    /// A mentor's price is negative though its places are not scarce.
    NegativePrice { mentor: u32 },
    /// A mentor's price is beyond what any instance can need.
    PriceOutOfRange { mentor: u32 },
    /// A mentor has a free place and a positive price.
    PricedFreePlace { mentor: u32 },
    /// At the stated prices the mentee is worth more with this mentor than in the answer.
    BetterElsewhere { mentee: u32, mentor: u32 },
    /// At the stated prices the mentee is paired though being unmatched is worth more.
    BetterWithout { mentee: u32 },
    /// The mentee and the mentor are a blocking pair: both would leave what they have for each other.
    Blocking { mentee: u32, mentor: u32 },
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
            Self::PriceOutOfRange { mentor } => write!(f, "the price of mentor {mentor} is out of range"),
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

/// One scarcity level in points. Prices stay below a quarter of it, so that no score or price outweighs a level.
const LEVEL: i64 = 1 << 40;

impl Solution {
    /// Checks that the answer is feasible and, from its prices alone, that none is better; under the stable policy,
    /// that it has no blocking pair. Exact integers, one pass over the edges.
    ///
    /// # Errors
    /// The first [`Violation`] found.
    pub fn certify(&self, instance: &Instance) -> Result<(), Violation> {
        let taken = self.check_places(instance)?;
        let graph = &instance.graph;
        let verdicts = if self.policy == Policy::Stable {
            let keys = Keys::new(self, instance, &taken)?;
            in_parts(graph.threads, graph.rows(), |rows| keys.check(rows))
        } else {
            let costs = self.check_prices(instance, &taken)?;
            let importance = instance.importance(self.policy);
            let check = |row| self.check_row(instance, row, i64::from(importance[row]) * LEVEL, &costs);
            in_parts(graph.threads, graph.rows(), |rows| {
                rows.map(check).try_fold((0, 0), |sum, pair| Ok(add(sum, pair?)))
            })
        };
        let sums = verdicts.into_iter().try_fold((0, 0), |sum, part| Ok(add(sum, part?)))?;
        if sums == (self.pairs, self.total) { Ok(()) } else { Err(Violation::WrongTotal) }
    }

    /// Returns how many places of each column are taken.
    fn check_places(&self, instance: &Instance) -> Result<Vec<u32>, Violation> {
        let graph = &instance.graph;
        if self.column_of.len() != graph.rows() || self.mentor_of.len() != graph.rows() {
            return Err(Violation::OtherInstance);
        }
        let mut taken = vec![0u32; graph.columns()];
        for (row, (&column, &mentor)) in self.column_of.iter().zip(&self.mentor_of).enumerate() {
            if (column, mentor) != (NONE, NONE) {
                let of_mentor = |_: &&mut u32| instance.mentor_of_column(column) == mentor;
                let taken = taken.get_mut(column as usize).filter(of_mentor);
                *taken.ok_or(Violation::NotAnEdge { mentee: row as u32 })? += 1;
            }
        }
        if let Some(&(mentee, _)) = instance.pins.iter().find(|pin| self.mentor_of[pin.0 as usize] != pin.1) {
            return Err(Violation::PinBroken { mentee });
        }
        match (0..graph.columns()).find(|&column| taken[column] > graph.capacities[column]) {
            Some(column) => Err(Violation::OverCapacity { mentor: instance.mentor_of_column(column as u32) }),
            None => Ok(taken),
        }
    }

    /// Returns what a place of each column costs, level and price in one number.
    fn check_prices(&self, instance: &Instance, taken: &[u32]) -> Result<Vec<i64>, Violation> {
        let graph = &instance.graph;
        if self.prices.len() != graph.columns() || self.levels.len() != graph.columns() {
            return Err(Violation::OtherInstance);
        }
        let cost = |(column, (&level, &price)): (usize, (&u8, &i64))| {
            let mentor = instance.mentor_of_column(column as u32);
            let cost = i64::from(level) * LEVEL + price;
            match cost {
                _ if price.abs() >= LEVEL / 4 => Err(Violation::PriceOutOfRange { mentor }),
                ..=-1 => Err(Violation::NegativePrice { mentor }),
                1.. if taken[column] < graph.capacities[column] => Err(Violation::PricedFreePlace { mentor }),
                _ => Ok(cost),
            }
        };
        self.levels.iter().zip(&self.prices).enumerate().map(cost).collect()
    }

    /// Checks that a row holds what it values most; returns how many pairs it has, none or one, and their score.
    fn check_row(
        &self,
        instance: &Instance,
        row: usize,
        importance: i64,
        costs: &[i64],
    ) -> Result<(usize, u64), Violation> {
        let mentee = row as u32;
        let edges = instance.graph.row(row);
        let value = |edge: &Edge| importance + edge.score() - costs[edge.column()];
        let held = self.column_of[row];
        let (best, found) = edges.iter().fold((0, NONE), |(best, found), edge| {
            let found = if edge.column() == held as usize { edge.bits() } else { found };
            (value(edge).max(best), found)
        });
        let (mine, pair) = match held {
            NONE => (0, (0, 0)),
            _ => {
                let mine = Edge::held(found).ok_or(Violation::NotAnEdge { mentee })?;
                (value(&mine), (1, mine.score() as u64))
            }
        };
        if mine == best {
            return Ok(pair);
        }
        match edges.iter().find(|&edge| value(edge) > mine.max(0)) {
            Some(edge) => {
                let mentor = instance.mentor_of_column(edge.column() as u32);
                Err(Violation::BetterElsewhere { mentee, mentor })
            }
            None => Err(Violation::BetterWithout { mentee }),
        }
    }
}

fn add(one: (usize, u64), other: (usize, u64)) -> (usize, u64) {
    (one.0 + other.0, one.1 + other.1)
}

/// How mentors order mentees, and the mentee each column would give up first.
struct Keys<'a> {
    solution: &'a Solution,
    instance: &'a Instance,
    pinned: Vec<bool>,
    /// The key of the mentee each column would give up first; below all keys when a place is free.
    lowest: Vec<i64>,
}

impl<'a> Keys<'a> {
    fn new(solution: &'a Solution, instance: &'a Instance, taken: &[u32]) -> Result<Self, Violation> {
        let graph = &instance.graph;
        let mut pinned = vec![false; graph.rows()];
        instance.pins.iter().for_each(|pin| pinned[pin.0 as usize] = true);
        let full = |(column, &taken): (usize, &u32)| taken >= graph.capacities[column];
        let lowest = taken.iter().enumerate().map(|column| if full(column) { i64::MAX } else { i64::MIN });
        let mut keys = Self { solution, instance, pinned, lowest: lowest.collect() };
        for (row, &column) in solution.column_of.iter().enumerate() {
            if column != NONE && !keys.pinned[row] {
                let edge = graph.row(row).iter().find(|edge| edge.column() as u32 == column);
                let edge = edge.ok_or(Violation::NotAnEdge { mentee: row as u32 })?;
                let key = keys.key(row, edge);
                let lowest = &mut keys.lowest[column as usize];
                *lowest = key.min(*lowest);
            }
        }
        Ok(keys)
    }

    /// The mentor's key of a mentee; of two equal keys, that of the lower index is made the higher.
    fn key(&self, row: usize, edge: &Edge) -> i64 {
        let mentor = self.instance.mentor_of_column(edge.column() as u32);
        mentor_key(row as u32, mentor, edge.score()) << 32 | i64::from(u32::MAX - row as u32)
    }

    /// Checks that no mentor whom one of these rows prefers would take it; returns their number of pairs and total.
    fn check(&self, rows: Range<usize>) -> Result<(usize, u64), Violation> {
        let mut sums = (0, 0);
        for row in rows {
            let edges = self.instance.graph.row(row);
            let column = self.solution.column_of[row];
            let mine = edges.iter().find(|edge| edge.column() as u32 == column);
            if mine.is_none() && column != NONE {
                return Err(Violation::NotAnEdge { mentee: row as u32 });
            }
            sums = add(sums, mine.map_or((0, 0), |mine| (1, mine.score() as u64)));
            let score = mine.map_or(0, |mine| mine.score());
            let order = mine.map(|&mine| mentee_order(self.instance, mine));
            let blocks = |edge: &&Edge| {
                edge.score() >= score
                    && (edge.score() + HIGHEST_DRAW + 1) << 32 > self.lowest[edge.column()]
                    && order.is_none_or(|mine| mentee_order(self.instance, **edge) < mine)
                    && self.key(row, edge) > self.lowest[edge.column()]
            };
            if let Some(edge) = edges.iter().filter(|_| !self.pinned[row]).find(blocks) {
                let mentor = self.instance.mentor_of_column(edge.column() as u32);
                return Err(Violation::Blocking { mentee: row as u32, mentor });
            }
        }
        Ok(sums)
    }
}
