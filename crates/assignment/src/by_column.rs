//! The transposed graph: edges grouped by column.

use crate::change::{Edit, splice};
use crate::graph::{Edge, Graph};
use crate::threads::{fill, split};

/// Edges column by column, in order of row; each stores its row where an edge by row stores its column.
#[derive(Clone, Debug)]
pub(crate) struct ByColumn {
    starts: Vec<u32>,
    edges: Vec<Edge>,
}

impl ByColumn {
    /// Transposes a graph, each thread filling some of the columns.
    pub(crate) fn new(graph: &Graph) -> Self {
        let mut counts = vec![0u32; graph.columns()];
        fill(graph.threads, &mut counts, |first, counts| {
            for edge in &graph.edges {
                if let Some(count) = counts.get_mut(edge.column().wrapping_sub(first)) {
                    *count += 1;
                }
            }
        });
        let mut starts = Vec::with_capacity(graph.columns() + 1);
        let mut start = 0;
        for count in counts {
            starts.push(start);
            start += count;
        }
        starts.push(start);
        let mut edges = vec![Edge::default(); graph.edges.len()];
        split(graph.threads, &mut edges, &starts, |columns, edges| {
            let first = starts[columns.start];
            let mut next: Vec<u32> = starts[columns.clone()].iter().map(|start| start - first).collect();
            for row in 0..graph.rows() {
                for edge in graph.row(row) {
                    if let Some(next) = next.get_mut(edge.column().wrapping_sub(columns.start)) {
                        edges[*next as usize] = Edge::new(row as u32, edge.score() as u16);
                        *next += 1;
                    }
                }
            }
        });
        Self { starts, edges }
    }

    pub(crate) fn of(&self, column: usize) -> &[Edge] {
        &self.edges[self.starts[column] as usize..self.starts[column + 1] as usize]
    }

    pub(crate) fn add_columns(&mut self, more: usize) {
        self.starts.resize(self.starts.len() + more, self.edges.len() as u32);
    }

    /// Changes the score of an edge that exists.
    pub(crate) fn set_score(&mut self, column: usize, row: u32, score: u16) {
        let edges = &mut self.edges[self.starts[column] as usize..self.starts[column + 1] as usize];
        if let Ok(at) = edges.binary_search_by_key(&(row as usize), |edge| edge.column()) {
            edges[at] = Edge::new(row, score);
        }
    }

    /// Adds and removes edges; edits are given by row, each edge once.
    pub(crate) fn edit(&mut self, edits: &[Edit]) {
        let mut transposed: Vec<_> =
            edits.iter().map(|&edit| Edit { from: edit.to, to: edit.from, ..edit }).collect();
        transposed.sort_unstable();
        splice(&mut self.starts, &mut self.edges, &transposed);
    }
}
