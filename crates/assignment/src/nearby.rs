//! The same graph with rows and columns renumbered so that those who meet stand close in memory.

use crate::engine::Outcome;
use crate::graph::{Edge, Graph, NONE};

/// A renumbered graph and the way back to the numbers of the original.
pub(crate) struct Nearby {
    pub(crate) graph: Graph,
    /// The original row of each row.
    pub(crate) rows: Vec<u32>,
    /// The new column of each original column.
    columns: Vec<u32>,
}

impl Nearby {
    /// Columns in the order in which rows first name them; rows by the first of their columns in that order.
    pub(crate) fn new(graph: &Graph) -> Self {
        let mut columns = vec![NONE; graph.columns()];
        let mut named = 0;
        let mut first = Vec::with_capacity(graph.rows());
        for row in 0..graph.rows() {
            let mut lowest = NONE;
            for edge in graph.row(row) {
                let column = &mut columns[edge.column()];
                if *column == NONE {
                    *column = named;
                    named += 1;
                }
                lowest = lowest.min(*column);
            }
            first.push(lowest);
        }
        for column in columns.iter_mut().filter(|column| **column == NONE) {
            *column = named;
            named += 1;
        }
        let mut rows: Vec<u32> = (0..graph.rows() as u32).collect();
        rows.sort_by_key(|&row| first[row as usize]);
        Self { graph: renumber(graph, &rows, &columns), rows, columns }
    }

    /// An answer for the renumbered graph in the numbers of the original.
    pub(crate) fn restore(&self, outcome: &Outcome) -> Outcome {
        let mut original = vec![NONE; self.columns.len()];
        for (column, &new) in (0..).zip(&self.columns) {
            original[new as usize] = column;
        }
        let mut column_of = vec![NONE; self.rows.len()];
        for (&row, &column) in self.rows.iter().zip(&outcome.column_of).filter(|&(_, &column)| column != NONE)
        {
            column_of[row as usize] = original[column as usize];
        }
        let prices = self.columns.iter().map(|&new| outcome.prices[new as usize]).collect();
        let levels = self.columns.iter().map(|&new| outcome.levels[new as usize]).collect();
        Outcome { column_of, prices, levels }
    }
}

fn renumber(graph: &Graph, rows: &[u32], columns: &[u32]) -> Graph {
    let mut edges = Vec::with_capacity(graph.edges.len());
    let mut starts = Vec::with_capacity(rows.len() + 1);
    starts.push(0);
    for &row in rows {
        let row = graph.row(row as usize).iter();
        edges.extend(row.map(|edge| Edge::new(columns[edge.column()], edge.score() as u16)));
        starts.push(edges.len() as u32);
    }
    let mut capacities = vec![0; columns.len()];
    for (&column, &capacity) in columns.iter().zip(&graph.capacities) {
        capacities[column as usize] = capacity;
    }
    Graph { starts, edges, capacities }
}
