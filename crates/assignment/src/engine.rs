//! The fast solver: an auction by epsilon scaling for the best total, then scarcity levels, and the auction again
//! within them.

use std::collections::VecDeque;

use crate::change::Edit;
use crate::graph::{Edge, Graph, NONE, held};
use crate::levels::{Levels, uniform};
use crate::market::{MUST_MATCH, MUST_MATCH_AT_PREMIUM, Market, SCARCITY_PREMIUM, Stopped, UNIT};
use crate::sparsify::sparsify;
use crate::threads::in_parts;

/// The epsilon of the first phase, in parts.
const COARSE: i32 = 192 * UNIT;
/// The epsilon of the second phase, in parts.
const MIDDLE: i32 = 32 * UNIT;
/// How many times every edge may be read before a phase counts as too fine.
const PHASE_READS: u64 = 16;
/// How many times every edge may be read before the auction is given up.
const MAX_READS: u64 = 4096;

/// The highest price taken over from a previous answer, in parts.
const MAX_PREVIOUS_PRICE: i64 = 1 << 28;

/// What a solver returns.
pub(crate) struct Outcome {
    /// The edge each row holds, as bits, or `NONE`.
    pub(crate) held: Vec<u32>,
    /// The price of each column, in points.
    pub(crate) prices: Vec<i64>,
    /// The scarcity level of each column.
    pub(crate) levels: Vec<u8>,
}

/// How much prices are lowered, in parts, before the phase that follows one of this epsilon: by what they may be too
/// high, and half as much again.
fn price_cut(epsilon: i32) -> i32 {
    epsilon + epsilon / 2
}

/// The best answer for these importances; the caller checks it.
pub(crate) fn solve(graph: &Graph, importance: Vec<u8>) -> Result<Outcome, Stopped> {
    let market = best_total(graph)?;
    if importance.iter().all(|&importance| importance == 0) {
        return Ok(Outcome {
            prices: market.whole_prices(),
            held: market.held,
            levels: vec![0; graph.columns()],
        });
    }
    let column_of = columns(&market.held);
    let levels = Levels::from_pairing(graph, importance, &column_of);
    if levels.accept(graph, &column_of) {
        return Ok(Outcome { prices: market.whole_prices(), held: market.held, levels: levels.of_column });
    }
    let Market { prices, held, .. } = market;
    WarmStart { prices, held, edits: None }.solve(graph, &levels, true)
}

/// The matching of the highest total, with prices within one part of optimal.
///
/// Prices from a sparse subgraph may be far off for the edges it leaves out. Where one fine phase cannot repair them,
/// as when many columns are worth about the same to all rows, prices are computed again from every edge.
fn best_total(graph: &Graph) -> Result<Market<'_>, Stopped> {
    let from = |prices: Vec<i32>| Auction { market: Market { prices, ..Market::new(graph) } };
    if let Some(sparse) = sparsify(graph)
        && let Ok(prices) = rough_prices(&sparse)
    {
        let mut auction = from(prices);
        if auction.phase(price_cut(MIDDLE), 1, PHASE_READS).is_ok() {
            return Ok(auction.market);
        }
    }
    let mut auction = from(rough_prices(graph)?);
    auction.refine(MIDDLE)?;
    Ok(auction.market)
}

/// Prices within [`MIDDLE`] of optimal for these edges.
fn rough_prices(graph: &Graph) -> Result<Vec<i32>, Stopped> {
    let mut auction = Auction { market: Market::new(graph) };
    auction.phase(0, COARSE, MAX_READS)?;
    auction.phase(price_cut(COARSE), MIDDLE, MAX_READS)?;
    Ok(auction.market.prices)
}

/// The best answer after a change, from one that was best before it, provided that the same columns are still scarce:
/// when they are not, the caller's check refuses the answer. Only `edits` (in order) can have changed what is best for
/// a row; when `None`, any edge may have.
pub(crate) fn resume(
    graph: &Graph,
    importance: Vec<u8>,
    previous: &Outcome,
    edits: Option<&[Edit]>,
) -> Result<Outcome, Stopped> {
    let levels = Levels::new(previous.levels.clone(), importance);
    let prices = prices_in_parts(&levels, &previous.prices);
    WarmStart { prices, held: previous.held.clone(), edits }.solve(graph, &levels, false)
}

/// The best answer after a change, from one that was best before it, scarcity levels being computed again.
pub(crate) fn resume_with_new_levels(
    graph: &Graph,
    importance: Vec<u8>,
    previous: &Outcome,
) -> Result<Outcome, Stopped> {
    let column_of = still_paired(graph, &columns(&previous.held));
    let levels = Levels::from_pairing(graph, importance, &column_of);
    let prices = prices_in_parts(&levels, &previous.prices);
    WarmStart { prices, held: held(graph, &column_of), edits: None }.solve(graph, &levels, true)
}

/// Previous prices in parts, none below zero where places may stay free.
fn prices_in_parts(levels: &Levels, prices: &[i64]) -> Vec<i32> {
    let price = |(&level, &price): (&u8, &i64)| if level > 0 { price } else { price.max(0) };
    let prices = levels.of_column.iter().zip(prices).map(price);
    prices
        .map(|price| (price * i64::from(UNIT)).clamp(-MAX_PREVIOUS_PRICE, MAX_PREVIOUS_PRICE) as i32)
        .collect()
}

fn columns(held: &[u32]) -> Vec<u32> {
    held.iter().map(|&bits| Edge::held(bits).map_or(NONE, |edge| edge.column() as u32)).collect()
}

/// The previous pairs that still have an edge and a place.
fn still_paired(graph: &Graph, previous: &[u32]) -> Vec<u32> {
    let mut free = graph.capacities.clone();
    let mut column_of = vec![NONE; graph.rows()];
    for (row, &column) in previous.iter().enumerate().filter(|&(_, &column)| column != NONE) {
        let exists = graph.edge(row, column as usize).is_some();
        if let Some(left) = free.get_mut(column as usize).filter(|left| exists && **left > 0) {
            *left -= 1;
            column_of[row] = column;
        }
    }
    column_of
}

/// Pairs and prices to start from, however far from optimal.
struct WarmStart<'a> {
    /// The price of each column, in parts.
    prices: Vec<i32>,
    /// The edge each row holds, as bits, or `NONE`.
    held: Vec<u32>,
    /// The edits, in order, since the pairs were best at these prices; when `None`, any edge may have changed.
    edits: Option<&'a [Edit]>,
}

impl WarmStart<'_> {
    /// Finds the best answer that respects the levels by one fine phase or, if that is not enough and `rescale`, by
    /// coarser ones first.
    fn solve(self, graph: &Graph, levels: &Levels, rescale: bool) -> Result<Outcome, Stopped> {
        if uniform(&levels.importance) {
            let mut market = Market::new(graph);
            market.unmatched_values = self.unmatched_values(graph, levels);
            self.run(levels, market, SCARCITY_PREMIUM, rescale)
        } else {
            let allowed = levels.allowed(graph);
            let mut market = Market::new(&allowed);
            let must = |row| levels.of_row(graph, row).is_some_and(|(_, must)| must);
            market.unmatched_values =
                (0..graph.rows()).map(|row| if must(row) { MUST_MATCH } else { 0 }).collect();
            WarmStart { edits: None, ..self }.run(levels, market, 0, rescale)
        }
    }

    fn run(
        self,
        levels: &Levels,
        mut market: Market<'_>,
        premium: i32,
        rescale: bool,
    ) -> Result<Outcome, Stopped> {
        market.set_prices(&levels.of_column, self.prices, premium);
        let prices = if rescale { market.prices.clone() } else { Vec::new() };
        let queue = market.restore(&self.held, self.edits);
        let mut budget = PHASE_READS * market.graph.edges.len() as u64;
        let mut auction = Auction { market };
        match auction.run(queue, 1, &mut budget) {
            Err(Stopped::Exhausted) if rescale => {
                auction.market.prices = prices;
                auction.phase(price_cut(COARSE), COARSE, MAX_READS)?;
                auction.refine(COARSE)?;
            }
            other => other?,
        }
        let market = auction.market;
        Ok(Outcome { prices: market.whole_prices(), held: market.held, levels: levels.of_column.clone() })
    }

    /// The value of being unmatched to each row where scarce columns bear a premium: below that of any edge for rows
    /// with an edge to a column that is not scarce, who must be matched; for the other rows, that of an edge of score 0
    /// to a scarce column at no price but the premium.
    ///
    /// The column a row held in a best answer tells which, unless the row has lost an edge, or gained one to a column
    /// that is not scarce.
    fn unmatched_values(&self, graph: &Graph, levels: &Levels) -> Vec<i32> {
        if levels.importance.first() == Some(&0) {
            return Vec::new();
        }
        let of_level = |level: u8| if level > 0 { -SCARCITY_PREMIUM } else { MUST_MATCH_AT_PREMIUM };
        let from_held = |bits: u32| {
            Edge::held(bits).map_or(-SCARCITY_PREMIUM, |edge| of_level(levels.of_column[edge.column()]))
        };
        let from_edges =
            |row: usize| levels.of_row(graph, row).map_or(-SCARCITY_PREMIUM, |(level, _)| of_level(level));
        let Some(edits) = self.edits else {
            return in_parts(graph.threads, graph.rows(), |rows| rows.map(from_edges).collect::<Vec<i32>>())
                .concat();
        };
        let mut values: Vec<i32> = self.held.iter().map(|&bits| from_held(bits)).collect();
        for edit in
            edits.iter().filter(|edit| edit.score.is_none() || levels.of_column[edit.to as usize] == 0)
        {
            values[edit.from as usize] = from_edges(edit.from as usize);
        }
        values
    }
}

/// Runs the phases of an auction over one market.
struct Auction<'a> {
    market: Market<'a>,
}

impl Auction<'_> {
    /// From prices within `epsilon` of optimal to within one part, through as few phases as the budgets allow.
    fn refine(&mut self, epsilon: i32) -> Result<(), Stopped> {
        let mut epsilon = epsilon;
        while epsilon > 1 {
            let prices = self.market.prices.clone();
            let mut finer = if epsilon == COARSE { MIDDLE } else { 1 };
            loop {
                let last = finer >= epsilon / 16;
                match self.phase(price_cut(epsilon), finer, if last { MAX_READS } else { PHASE_READS }) {
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

    /// Lowers prices by `cut` parts and lets every row bid again, every edge being read at most `reads` times.
    fn phase(&mut self, cut: i32, epsilon: i32, reads: u64) -> Result<(), Stopped> {
        self.market.lower(cut);
        let graph = self.market.graph;
        self.run((0..graph.rows() as u32).collect(), epsilon, &mut (reads * graph.edges.len() as u64))
    }

    /// The forward auction from a queue of rows, then the reverse auction.
    fn run(&mut self, queue: VecDeque<u32>, epsilon: i32, budget: &mut u64) -> Result<(), Stopped> {
        self.market.forward(queue, epsilon, budget)?;
        let overpriced = self.market.overpriced();
        if overpriced.is_empty() {
            return Ok(());
        }
        self.market.reverse(overpriced, epsilon, budget)
    }
}
