//! The fast way to the best answer: an auction in phases, each finer than the one before, then what is scarce.

use crate::graph::{Edge, Graph, Holders, NONE};
use crate::levels::{self, Levels};
use crate::market::{GaveUp, Market};
use crate::reverse::Applicants;

const UNIT: i32 = 1024;

/// Each phase: by how many points prices are lowered before it, and its epsilon in parts.
const PHASES: [(i32, i32); 3] = [(0, 64 * UNIT), (192, 16 * UNIT), (48, 1)];

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
pub(crate) fn solve(graph: &Graph, importance: Vec<u8>) -> Result<Outcome, GaveUp> {
    let mut market = Market::new(graph, UNIT);
    for (lower, epsilon) in PHASES {
        market.restart(lower, epsilon)?;
    }
    let stuck = market.stuck();
    if !stuck.is_empty() {
        market.backward(&Applicants::new(graph), stuck, 1)?;
    }
    if importance.iter().all(|&importance| importance == 0) {
        let levels = vec![0; graph.columns()];
        return Ok(Outcome { column_of: market.columns(), prices: market.round(), levels });
    }
    let held = market.columns();
    let levels = Levels::from_best_total(graph, importance, &held);
    if levels.accept(graph, &held) {
        return Ok(Outcome { column_of: held, prices: market.round(), levels: levels.of_column });
    }
    restrict(graph, levels, &market)
}

/// Goes on from the best total to the best answer among those that respect the levels.
fn restrict(graph: &Graph, levels: Levels, market: &Market) -> Result<Outcome, GaveUp> {
    let allowed = levels.allowed(graph);
    let mut restricted = Market::new(&allowed, UNIT);
    restricted.prices.clone_from(&market.prices);
    restricted.fill = levels.of_column.iter().map(|&level| level > 0).collect();
    restricted.must =
        (0..graph.rows()).map(|row| levels.of_row(graph, row).is_some_and(|row| row.1)).collect();
    let mut queue = std::collections::VecDeque::new();
    for row in 0..graph.rows() as u32 {
        let held = market.held[row as usize];
        let kept = (held != NONE).then(|| Edge::from_bits(held).column());
        let kept = kept.filter(|&column| allowed.score(row as usize, column).is_some());
        match kept {
            Some(column) => {
                restricted.held[row as usize] = held;
                restricted.seats.take(column, market.prices[column], row);
            }
            None if restricted.must[row as usize] => queue.push_back(row),
            None => {}
        }
    }
    restricted.forward(queue, 1)?;
    let stuck = restricted.stuck();
    restricted.backward(&Applicants::new(&allowed), stuck, 1)?;
    Ok(Outcome { column_of: restricted.columns(), prices: restricted.round(), levels: levels.of_column })
}
