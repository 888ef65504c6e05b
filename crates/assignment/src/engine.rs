//! The fast way to the best answer: an auction in phases, each finer than the one before, then what is scarce.

use std::collections::VecDeque;

use crate::graph::{Graph, NONE};
use crate::levels::Levels;
use crate::market::{Market, Stopped};
use crate::reverse::Applicants;

/// Parts of a point in which prices are counted.
const UNIT: i32 = 1024;
/// The epsilon of the first phase.
const COARSE: i32 = 128 * UNIT;
/// Between phases prices fall by this many epsilons of the phase before.
const FALL: i32 = 2;
/// Times that every edge may be read before a phase is held to be too fine.
const PATIENCE: u64 = 16;
/// Times that every edge may be read before the auction is given up.
const LIMIT: u64 = 4096;

/// The most a price of before may be, in parts.
const MOST: i64 = 1 << 28;

/// An answer as the solvers give it.
pub(crate) struct Outcome {
    /// The column of each row, or `NONE`.
    pub(crate) column_of: Vec<u32>,
    /// The price of each column in points.
    pub(crate) prices: Vec<i64>,
    /// The scarcity of each column.
    pub(crate) levels: Vec<u8>,
}

/// The best answer for these importances, to be checked by the caller.
pub(crate) fn solve(graph: &Graph, importance: Vec<u8>) -> Result<Outcome, Stopped> {
    let mut auction = Auction { market: Market::new(graph, UNIT), applicants: None };
    auction.phase(0, COARSE, LIMIT)?;
    auction.refine(COARSE)?;
    let Auction { market, applicants } = auction;
    if importance.iter().all(|&importance| importance == 0) {
        let levels = vec![0; graph.columns()];
        return Ok(Outcome { column_of: market.columns(), prices: market.round(), levels });
    }
    let column_of = market.columns();
    let applicants = applicants.unwrap_or_else(|| Applicants::new(graph));
    let levels = Levels::from_pairing(graph, &applicants, importance, &column_of);
    if levels.accept(graph, &column_of) {
        return Ok(Outcome { column_of, prices: market.round(), levels: levels.of_column });
    }
    restrict(graph, levels, &market)
}

/// The best answer from one that was best before a change. Whether what was scarce still is decides between
/// two tries: trusting the levels of before, which the caller's check refuses when they no longer hold, or
/// finding them again from the pairs of before.
pub(crate) fn resume(
    graph: &Graph,
    importance: Vec<u8>,
    before: &Outcome,
    trust_levels: bool,
) -> Result<Outcome, Stopped> {
    let column_of = still_paired(graph, &before.column_of);
    let levels = if trust_levels {
        Levels { of_column: before.levels.clone(), importance }
    } else {
        Levels::from_pairing(graph, &Applicants::new(graph), importance, &column_of)
    };
    let edge =
        |(row, column): (usize, u32)| graph.row(row).iter().find(|edge| edge.column() as u32 == column);
    let mut market = Market::new(graph, UNIT);
    market.held =
        column_of.into_iter().enumerate().map(|pair| edge(pair).map_or(NONE, |edge| edge.bits())).collect();
    let price = |(&level, &price): (&u8, &i64)| if level > 0 { price } else { price.max(0) };
    let prices = levels.of_column.iter().zip(&before.prices).map(price);
    market.prices = prices.map(|price| (price * i64::from(UNIT)).clamp(-MOST, MOST) as i32).collect();
    restrict(graph, levels, &market)
}

/// The pairs of before that still have an edge and a place.
fn still_paired(graph: &Graph, before: &[u32]) -> Vec<u32> {
    let mut free = graph.capacities.clone();
    let mut column_of = vec![NONE; graph.rows()];
    for (row, &column) in before.iter().enumerate().filter(|&(_, &column)| column != NONE) {
        let exists = graph.score(row, column as usize).is_some();
        if let Some(left) = free.get_mut(column as usize).filter(|left| exists && **left > 0) {
            *left -= 1;
            column_of[row] = column;
        }
    }
    column_of
}

/// Goes on from pairs and prices, however good, to the best answer that respects the levels.
fn restrict(graph: &Graph, levels: Levels, market: &Market) -> Result<Outcome, Stopped> {
    let allowed = levels.allowed(graph);
    let mut auction = Auction { market: Market::new(&allowed, UNIT), applicants: None };
    let restricted = &mut auction.market;
    restricted.prices.clone_from(&market.prices);
    restricted.fill = levels.of_column.iter().map(|&level| level > 0).collect();
    restricted.must =
        (0..graph.rows()).map(|row| levels.of_row(graph, row).is_some_and(|row| row.1)).collect();
    let queue = restricted.keep(&market.held);
    let mut budget = PATIENCE * allowed.edges.len() as u64;
    match auction.settle(queue, 1, &mut budget) {
        Err(Stopped::Exhausted) => {
            auction.market.prices.clone_from(&market.prices);
            auction.phase(FALL * COARSE, COARSE, LIMIT)?;
            auction.refine(COARSE)?;
        }
        other => other?,
    }
    let market = auction.market;
    Ok(Outcome { column_of: market.columns(), prices: market.round(), levels: levels.of_column })
}

struct Auction<'a> {
    market: Market<'a>,
    applicants: Option<Applicants>,
}

impl Auction<'_> {
    /// From prices good to within `epsilon` down to one part, through as few phases as the bids allow.
    fn refine(&mut self, epsilon: i32) -> Result<(), Stopped> {
        let mut epsilon = epsilon;
        while epsilon > 1 {
            let prices = self.market.prices.clone();
            let mut finer = if epsilon == COARSE { epsilon / 8 } else { 1 };
            loop {
                let last = finer >= epsilon / 16;
                match self.phase(FALL * epsilon, finer, if last { LIMIT } else { PATIENCE }) {
                    Err(Stopped::Exhausted) if !last => {
                        self.market.prices.clone_from(&prices);
                        finer = (finer * 8).max((i64::from(finer) * i64::from(epsilon)).isqrt() as i32);
                    }
                    other => break other?,
                }
            }
            epsilon = finer;
        }
        Ok(())
    }

    /// Everybody bids again from lower prices, each edge being read `patience` times at most.
    fn phase(&mut self, fall: i32, epsilon: i32, patience: u64) -> Result<(), Stopped> {
        self.market.lower(fall);
        let graph = self.market.graph;
        self.settle((0..graph.rows() as u32).collect(), epsilon, &mut (patience * graph.edges.len() as u64))
    }

    /// Mentees bid, then columns with free places.
    fn settle(&mut self, queue: VecDeque<u32>, epsilon: i32, budget: &mut u64) -> Result<(), Stopped> {
        self.market.forward(queue, epsilon, budget)?;
        let stuck = self.market.stuck();
        if stuck.is_empty() {
            return Ok(());
        }
        let applicants = self.applicants.get_or_insert_with(|| Applicants::new(self.market.graph));
        self.market.backward(applicants, stuck, epsilon, budget)
    }
}
