//! The fast way to the best answer: an auction in phases, each finer than the one before, then what is scarce.

use std::collections::VecDeque;

use crate::change::Edit;
use crate::graph::{Edge, Graph, NONE, held};
use crate::levels::{Levels, uniform};
use crate::market::{APART, DREAD, FORSAKEN, Market, Stopped, UNIT};
use crate::sketch::sketch;
use crate::threads::in_parts;

/// The epsilon of the first phase.
const COARSE: i32 = 192 * UNIT;
/// The epsilon of the second phase.
const MIDDLE: i32 = 32 * UNIT;
/// Times that every edge may be read before a phase is held to be too fine.
const PATIENCE: u64 = 16;
/// Times that every edge may be read before the auction is given up.
const LIMIT: u64 = 4096;

/// The most a price of before may be, in parts.
const MOST: i64 = 1 << 28;

/// An answer as the solvers give it.
pub(crate) struct Outcome {
    /// The edge each row holds, as bits, or `NONE`.
    pub(crate) held: Vec<u32>,
    /// The price of each column in points.
    pub(crate) prices: Vec<i64>,
    /// The scarcity of each column.
    pub(crate) levels: Vec<u8>,
}

/// How far prices fall before the phase that follows one of this epsilon: its errors, and half as much again.
fn fall(epsilon: i32) -> i32 {
    epsilon + epsilon / 2
}

/// The best answer for these importances, to be checked by the caller.
pub(crate) fn solve(graph: &Graph, importance: Vec<u8>) -> Result<Outcome, Stopped> {
    let market = best_total(graph)?;
    if importance.iter().all(|&importance| importance == 0) {
        return Ok(Outcome { prices: market.round(), held: market.held, levels: vec![0; graph.columns()] });
    }
    let column_of = columns(&market.held);
    let levels = Levels::from_pairing(graph, importance, &column_of);
    if levels.accept(graph, &column_of) {
        return Ok(Outcome { prices: market.round(), held: market.held, levels: levels.of_column });
    }
    let Market { prices, held, .. } = market;
    Start { prices, held, edits: None }.settle(graph, &levels, true)
}

/// The pairs of the highest total, with prices good to within one part.
///
/// Prices of a sketch say nothing of edges left out of it: where one fine phase cannot mend that, as where many
/// columns are worth alike to all rows, prices are found again from every edge.
fn best_total(graph: &Graph) -> Result<Market<'_>, Stopped> {
    let from = |prices: Vec<i32>| Auction { market: Market { prices, ..Market::new(graph) } };
    if let Some(sketch) = sketch(graph)
        && let Ok(prices) = rough_prices(&sketch)
    {
        let mut auction = from(prices);
        if auction.phase(fall(MIDDLE), 1, PATIENCE).is_ok() {
            return Ok(auction.market);
        }
    }
    let mut auction = from(rough_prices(graph)?);
    auction.refine(MIDDLE)?;
    Ok(auction.market)
}

/// Prices within [`MIDDLE`] of what these edges make them.
fn rough_prices(graph: &Graph) -> Result<Vec<i32>, Stopped> {
    let mut auction = Auction { market: Market::new(graph) };
    auction.phase(0, COARSE, LIMIT)?;
    auction.phase(fall(COARSE), MIDDLE, LIMIT)?;
    Ok(auction.market.prices)
}

/// The best answer from one that was best before a change, if what was scarce before still is: the caller's
/// check refuses the answer when it is not. Only the edges that changed (in order), all when `None`, are looked
/// at before others are concerned.
pub(crate) fn resume(
    graph: &Graph,
    importance: Vec<u8>,
    before: &Outcome,
    edits: Option<&[Edit]>,
) -> Result<Outcome, Stopped> {
    let levels = Levels::new(before.levels.clone(), importance);
    let prices = parts(&levels, &before.prices);
    Start { prices, held: before.held.clone(), edits }.settle(graph, &levels, false)
}

/// The best answer from one that was best before a change, what is scarce being found again.
pub(crate) fn resume_anew(graph: &Graph, importance: Vec<u8>, before: &Outcome) -> Result<Outcome, Stopped> {
    let column_of = still_paired(graph, &columns(&before.held));
    let levels = Levels::from_pairing(graph, importance, &column_of);
    let prices = parts(&levels, &before.prices);
    Start { prices, held: held(graph, &column_of), edits: None }.settle(graph, &levels, true)
}

/// Prices of before in parts, none below zero where places may stay free.
fn parts(levels: &Levels, prices: &[i64]) -> Vec<i32> {
    let price = |(&level, &price): (&u8, &i64)| if level > 0 { price } else { price.max(0) };
    let prices = levels.of_column.iter().zip(prices).map(price);
    prices.map(|price| (price * i64::from(UNIT)).clamp(-MOST, MOST) as i32).collect()
}

fn columns(held: &[u32]) -> Vec<u32> {
    held.iter().map(|&bits| Edge::held(bits).map_or(NONE, |edge| edge.column() as u32)).collect()
}

/// The pairs of before that still have an edge and a place.
fn still_paired(graph: &Graph, before: &[u32]) -> Vec<u32> {
    let mut free = graph.capacities.clone();
    let mut column_of = vec![NONE; graph.rows()];
    for (row, &column) in before.iter().enumerate().filter(|&(_, &column)| column != NONE) {
        let exists = graph.edge(row, column as usize).is_some();
        if let Some(left) = free.get_mut(column as usize).filter(|left| exists && **left > 0) {
            *left -= 1;
            column_of[row] = column;
        }
    }
    column_of
}

/// Pairs and prices to go on from, however good.
struct Start<'a> {
    /// The price of each column, in parts.
    prices: Vec<i32>,
    held: Vec<u32>,
    /// The edges, in order, that changed since the pairs were best at these prices; any may have when `None`.
    edits: Option<&'a [Edit]>,
}

impl Start<'_> {
    /// Goes on to the best answer that respects the levels; when one fine phase is not enough, through coarser
    /// ones if `patient`.
    fn settle(self, graph: &Graph, levels: &Levels, patient: bool) -> Result<Outcome, Stopped> {
        if uniform(&levels.importance) {
            let mut market = Market::new(graph);
            market.without = self.aside(graph, levels);
            self.go_on(levels, market, APART, patient)
        } else {
            let allowed = levels.allowed(graph);
            let mut market = Market::new(&allowed);
            let must = |row| levels.of_row(graph, row).is_some_and(|(_, must)| must);
            market.without = (0..graph.rows()).map(|row| if must(row) { DREAD } else { 0 }).collect();
            Start { edits: None, ..self }.go_on(levels, market, 0, patient)
        }
    }

    fn go_on(
        self,
        levels: &Levels,
        mut market: Market<'_>,
        apart: i32,
        patient: bool,
    ) -> Result<Outcome, Stopped> {
        market.open(&levels.of_column, self.prices, apart);
        let prices = if patient { market.prices.clone() } else { Vec::new() };
        let queue = market.keep(&self.held, self.edits);
        let mut budget = PATIENCE * market.graph.edges.len() as u64;
        let mut auction = Auction { market };
        match auction.settle(queue, 1, &mut budget) {
            Err(Stopped::Exhausted) if patient => {
                auction.market.prices = prices;
                auction.phase(fall(COARSE), COARSE, LIMIT)?;
                auction.refine(COARSE)?;
            }
            other => other?,
        }
        let market = auction.market;
        Ok(Outcome { prices: market.round(), held: market.held, levels: levels.of_column.clone() })
    }

    /// What going without is worth to each row where scarce columns stand apart from the others: less than
    /// anything to those who have a column that is not scarce, as much as a scarce column for nothing to the rest.
    ///
    /// What a row held in a best answer says which, unless it lost an edge or got one that is not scarce.
    fn aside(&self, graph: &Graph, levels: &Levels) -> Vec<i32> {
        if levels.importance.first() == Some(&0) {
            return Vec::new();
        }
        let of_level = |level: u8| if level > 0 { -APART } else { FORSAKEN };
        let held =
            |bits: u32| Edge::held(bits).map_or(-APART, |edge| of_level(levels.of_column[edge.column()]));
        let asked = |row: usize| levels.of_row(graph, row).map_or(-APART, |(level, _)| of_level(level));
        let Some(edits) = self.edits else {
            return in_parts(graph.threads, graph.rows(), |rows| rows.map(asked).collect::<Vec<i32>>())
                .concat();
        };
        let mut aside: Vec<i32> = self.held.iter().map(|&bits| held(bits)).collect();
        for edit in
            edits.iter().filter(|edit| edit.score.is_none() || levels.of_column[edit.place as usize] == 0)
        {
            aside[edit.line as usize] = asked(edit.line as usize);
        }
        aside
    }
}

struct Auction<'a> {
    market: Market<'a>,
}

impl Auction<'_> {
    /// From prices good to within `epsilon` down to one part, through as few phases as the bids allow.
    fn refine(&mut self, epsilon: i32) -> Result<(), Stopped> {
        let mut epsilon = epsilon;
        while epsilon > 1 {
            let prices = self.market.prices.clone();
            let mut finer = if epsilon == COARSE { MIDDLE } else { 1 };
            loop {
                let last = finer >= epsilon / 16;
                match self.phase(fall(epsilon), finer, if last { LIMIT } else { PATIENCE }) {
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
        self.market.backward(stuck, epsilon, budget)
    }
}
