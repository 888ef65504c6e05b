//! A sparse subgraph of the highest scores: enough to find rough prices from.

use crate::graph::{Edge, Graph};

/// Below this many edges a row on average, the graph is not worth thinning.
const LONG: usize = 16;
/// About how many edges are kept of a row at least.
const MIN_KEPT: usize = 10;
/// Of a long row, about one edge in this many is kept.
const ONE_IN: usize = 16;

/// The edges with the highest scores of each row, about one in [`ONE_IN`] and at least about [`MIN_KEPT`]; none when
/// rows are short.
pub(crate) fn sparsify(graph: &Graph) -> Option<Graph> {
    if graph.edges.len() < LONG * graph.rows() {
        return None;
    }
    let mut starts = Vec::with_capacity(graph.starts.len());
    let mut edges = Vec::with_capacity(graph.edges.len() / 4);
    starts.push(0);
    for row in 0..graph.rows() {
        let row = graph.row(row);
        let threshold = threshold(row);
        edges.extend(row.iter().filter(|edge| edge.score() >= threshold));
        starts.push(edges.len() as u32);
    }
    Some(Graph::new(starts, edges, graph.capacities.clone()))
}

/// A score that few edges of the row reach: the second highest of an evenly spaced sample.
fn threshold(row: &[Edge]) -> i64 {
    let step = MIN_KEPT.max(row.len() / ONE_IN) / 2;
    let (mut best, mut next) = (0, 0);
    for edge in row.iter().step_by(step) {
        next = edge.score().min(best).max(next);
        best = edge.score().max(best);
    }
    next
}
