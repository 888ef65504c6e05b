//! The rows a column can win in the reverse auction: where rows are long, a few of all its rows.

use std::borrow::Cow;

use crate::by_column::ByColumn;
use crate::graph::{Edge, Graph};
use crate::market::{Market, UNIT};

/// Below this many edges a row on average, every row is a candidate.
const LONG: usize = 32;
/// Candidates of a full column are the rows it would win by lowering its price by at most this many parts.
const REACH: i32 = 64 * UNIT;

/// For each column, the edges of the rows it could win at a price above its threshold. During the reverse auction
/// profits only rise, so that offers only fall: a row left out here can never be won above the threshold.
pub(crate) struct Candidates<'a> {
    by_column: Cow<'a, ByColumn>,
    /// The price above which each column's list is complete, in parts.
    thresholds: Vec<i32>,
}

impl<'a> Candidates<'a> {
    /// Every row where rows are short; otherwise every row that columns with free places at a positive price could
    /// win, and the rows that any other column would win by lowering its price a little.
    pub(crate) fn new(market: &Market<'a>) -> Self {
        let (graph, columns) = (market.graph, 0..market.graph.columns());
        if graph.edges.len() < LONG * graph.rows() {
            let thresholds = columns.map(|column| market.floor(column)).collect();
            return Self { by_column: Cow::Borrowed(graph.by_column()), thresholds };
        }
        let threshold = |column: usize| {
            let floor = market.floor(column);
            if market.is_overpriced(column) { floor } else { floor.max(market.prices[column] - REACH) }
        };
        let thresholds: Vec<i32> = columns.map(threshold).collect();
        let mut starts = Vec::with_capacity(graph.starts.len());
        let mut edges = Vec::with_capacity(graph.edges.len() / 8);
        starts.push(0);
        for (row, &profit) in market.profits.iter().enumerate() {
            let candidate = |edge: &&Edge| edge.score() as i32 * UNIT - thresholds[edge.column()] > profit;
            edges.extend(graph.row(row).iter().filter(candidate));
            starts.push(edges.len() as u32);
        }
        let candidates = Graph::new(starts, edges, graph.capacities.clone());
        Self { by_column: Cow::Owned(ByColumn::new(&candidates)), thresholds }
    }

    /// The candidates of a column, and the price above which no other row can be won.
    pub(crate) fn of(&self, column: usize) -> (&[Edge], i32) {
        (self.by_column.of(column), self.thresholds[column])
    }
}
