//! The highest scores of long rows: enough to find rough prices from.

use crate::graph::{Edge, Graph};

/// Rows shorter than this on average are taken whole.
const LONG: usize = 16;
/// About how many edges of a row are kept at least.
const FEW: usize = 10;
/// One edge in so many is kept of a longer row.
const PART: usize = 16;

/// The edges of the highest scores of each row, about one in sixteen or [`FEW`]; none when rows are short.
pub(crate) fn sketch(graph: &Graph) -> Option<Graph> {
    if graph.edges.len() < LONG * graph.rows() {
        return None;
    }
    let mut starts = Vec::with_capacity(graph.starts.len());
    let mut edges = Vec::with_capacity(graph.edges.len() / 4);
    starts.push(0);
    for row in 0..graph.rows() {
        let row = graph.row(row);
        let bar = bar(row);
        edges.extend(row.iter().filter(|edge| edge.score() >= bar));
        starts.push(edges.len() as u32);
    }
    Some(Graph::new(starts, edges, graph.capacities.clone()))
}

/// A score that few edges of the row reach: the next to highest of some, evenly spaced.
fn bar(row: &[Edge]) -> i64 {
    let step = FEW.max(row.len() / PART) / 2;
    let (mut best, mut next) = (0, 0);
    for edge in row.iter().step_by(step) {
        next = edge.score().min(best).max(next);
        best = edge.score().max(best);
    }
    next
}
