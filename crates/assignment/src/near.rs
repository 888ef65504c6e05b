//! Who may soon come to each column: in long rows few of all who might.

use crate::applicants::Applicants;
use crate::graph::{Edge, Graph};
use crate::market::{Market, UNIT};

/// Rows shorter than this on average are taken whole.
const LONG: usize = 32;
/// How far below its price a full column looks for others who may come, in parts.
const WITHIN: i32 = 64 * UNIT;

/// For each column, the edges of the rows to which it would offer most. While columns bid, rows only gain and
/// offers only fall: one that is left out here stays at or below its column's bottom.
pub(crate) struct Near {
    applicants: Applicants,
    /// The offers above which each column's list is whole, in parts.
    bottoms: Vec<i32>,
}

impl Near {
    /// All who may come to columns with free places at a price, and for the others those who nearly would at the
    /// present benefits; none when rows are short.
    pub(crate) fn new(market: &Market<'_>) -> Option<Self> {
        let graph = market.graph;
        if graph.edges.len() < LONG * graph.rows() {
            return None;
        }
        let bottom = |column: usize| match market.floor(column) {
            floor if market.is_stuck(column) => floor,
            floor => floor.max(market.prices[column] - WITHIN),
        };
        let bottoms: Vec<i32> = (0..graph.columns()).map(bottom).collect();
        let mut starts = Vec::with_capacity(graph.starts.len());
        let mut edges = Vec::with_capacity(graph.edges.len() / 8);
        starts.push(0);
        for (row, &benefit) in market.benefits.iter().enumerate() {
            let near = |edge: &&Edge| edge.score() as i32 * UNIT - bottoms[edge.column()] > benefit;
            edges.extend(graph.row(row).iter().filter(near));
            starts.push(edges.len() as u32);
        }
        let near = Graph::new(starts, edges, graph.capacities.clone());
        Some(Self { applicants: Applicants::new(&near), bottoms })
    }

    /// Those who may come to a column, and the offer above which these are all.
    pub(crate) fn of(&self, column: usize) -> (&[Edge], i32) {
        (self.applicants.of(column), self.bottoms[column])
    }
}
