//! Who may soon come to each column: in long rows few of all who might.

use std::borrow::Cow;

use crate::applicants::Applicants;
use crate::graph::{Edge, Graph};
use crate::market::{Market, UNIT};

/// Rows shorter than this on average are taken whole.
const LONG: usize = 32;
/// How far below its price a full column looks for others who may come, in parts.
const WITHIN: i32 = 64 * UNIT;

/// For each column, the edges of the rows to which it would offer most. While columns bid, rows only gain and
/// offers only fall: one that is left out here stays at or below its column's bottom.
pub(crate) struct Near<'a> {
    applicants: Cow<'a, Applicants>,
    /// The offers above which each column's list is whole, in parts.
    bottoms: Vec<i32>,
}

impl<'a> Near<'a> {
    /// Everybody where rows are short; otherwise all who may come to columns with free places at a price, and for
    /// the others those who nearly would at the present benefits.
    pub(crate) fn new(market: &Market<'a>) -> Self {
        let (graph, columns) = (market.graph, 0..market.graph.columns());
        if graph.edges.len() < LONG * graph.rows() {
            let bottoms = columns.map(|column| market.floor(column)).collect();
            return Self { applicants: Cow::Borrowed(graph.applicants()), bottoms };
        }
        let bottom = |column: usize| {
            let floor = market.floor(column);
            if market.is_stuck(column) { floor } else { floor.max(market.prices[column] - WITHIN) }
        };
        let bottoms: Vec<i32> = columns.map(bottom).collect();
        let mut starts = Vec::with_capacity(graph.starts.len());
        let mut edges = Vec::with_capacity(graph.edges.len() / 8);
        starts.push(0);
        for (row, &benefit) in market.benefits.iter().enumerate() {
            let near = |edge: &&Edge| edge.score() as i32 * UNIT - bottoms[edge.column()] > benefit;
            edges.extend(graph.row(row).iter().filter(near));
            starts.push(edges.len() as u32);
        }
        let near = Graph::new(starts, edges, graph.capacities.clone());
        Self { applicants: Cow::Owned(Applicants::new(&near)), bottoms }
    }

    /// Those who may come to a column, and the offer above which these are all.
    pub(crate) fn of(&self, column: usize) -> (&[Edge], i32) {
        (self.applicants.of(column), self.bottoms[column])
    }
}
