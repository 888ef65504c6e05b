//! The highest scores of long rows: enough to find rough prices from.

use crate::graph::{Edge, Graph};

/// Rows shorter than this on average are taken whole.
const LONG: usize = 64;
/// How many edges of a row are looked at to tell a high score.
const SAMPLE: usize = 32;
/// How many of these are high.
const HIGH: usize = 2;

/// About one edge in sixteen of each row, those of the highest scores; none when rows are short.
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

/// A score that about one edge in sixteen reaches.
fn bar(row: &[Edge]) -> i64 {
    let step = row.len().div_ceil(SAMPLE).max(1);
    let mut scores: Vec<i64> = row.iter().step_by(step).map(|edge| edge.score()).collect();
    let at = scores.len() * HIGH / SAMPLE;
    if scores.is_empty() { 0 } else { *scores.select_nth_unstable_by(at, |one, other| other.cmp(one)).1 }
}
