//! Shortest paths in the residual graph of an optimal answer: the cheapest ways to rearrange it.
//!
//! The nodes are the columns and the outside, which stands for being unmatched. A path carries one row too many from
//! node to node: a column passes it on by moving one of its holders elsewhere, the outside by admitting an unmatched
//! row or by leaving a place free. At optimal prices no arc has a negative reduced cost, so that Dijkstra's algorithm
//! applies.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::graph::{Graph, NONE};
use crate::{Instance, Solution};

const SCORE_BITS: u32 = 40;
const CLASS_BITS: u32 = 4;

/// An importance in points: more than any sum of scores along a path, and each class more than the classes below it.
pub(crate) fn points_of(importance: u8) -> i128 {
    match importance {
        0 => 0,
        class => 1 << (SCORE_BITS + CLASS_BITS * (u32::from(class) - 1)),
    }
}

pub(crate) struct Residual<'a> {
    graph: &'a Graph,
    solution: &'a Solution,
    importance: Vec<u8>,
    holders: Vec<Vec<u32>>,
    unmatched: Vec<u32>,
}

/// A tree of shortest paths: for each node its distance, its predecessor, and the row that moves in from there.
pub(crate) struct ShortestPaths {
    pub(crate) distance: Vec<Option<i128>>,
    predecessor: Vec<u32>,
    mover: Vec<u32>,
}

impl<'a> Residual<'a> {
    pub(crate) fn new(instance: &'a Instance, solution: &'a Solution) -> Self {
        let graph = &instance.graph;
        let mut holders = vec![Vec::new(); graph.columns()];
        let mut unmatched = Vec::new();
        for row in 0..graph.rows() {
            match solution.column_of[row] {
                _ if graph.row(row).is_empty() => {}
                NONE => unmatched.push(row as u32),
                column => holders[column as usize].push(row as u32),
            }
        }
        Self { graph, solution, importance: instance.importance(solution.policy), holders, unmatched }
    }

    /// The node that stands for being unmatched.
    pub(crate) fn outside(&self) -> usize {
        self.graph.columns()
    }

    pub(crate) fn holders(&self, column: usize) -> &[u32] {
        &self.holders[column]
    }

    /// The price of a column in points, its level included.
    pub(crate) fn price(&self, column: usize) -> i128 {
        points_of(self.solution.levels[column]) + i128::from(self.solution.prices[column])
    }

    /// The value of a place to a row: importance and score less price, in points.
    fn value(&self, row: u32, column: usize, score: i64) -> i128 {
        points_of(self.importance[row as usize]) + i128::from(score) - self.price(column)
    }

    /// The value of the place a row holds; 0 when it is unmatched.
    fn profit(&self, row: u32) -> i128 {
        let column = self.solution.column_of[row as usize];
        let edge = self.graph.row(row as usize).iter().find(|edge| edge.column() as u32 == column);
        edge.map_or(0, |edge| self.value(row, edge.column(), edge.score()))
    }

    /// By how much less a row values this place than what it has: the reduced cost of the edge.
    pub(crate) fn slack(&self, row: u32, column: usize, score: i64) -> i128 {
        self.profit(row) - self.value(row, column, score)
    }

    /// Shortest paths from some nodes, given with their distances, until `target` is reached when there is one. The row
    /// `fixed` does not move.
    ///
    /// No node is settled twice, so that the search ends even when an answer that is not optimal makes arcs negative.
    pub(crate) fn shortest_paths(
        &self,
        from: &[(i128, usize)],
        target: Option<usize>,
        fixed: Option<u32>,
    ) -> ShortestPaths {
        let nodes = self.graph.columns() + 1;
        let mut paths = ShortestPaths {
            distance: vec![None; nodes],
            predecessor: vec![NONE; nodes],
            mover: vec![NONE; nodes],
        };
        let mut settled = vec![false; nodes];
        let mut heap = BinaryHeap::new();
        for &(distance, node) in from {
            paths.distance[node] = Some(distance);
            heap.push(Reverse((distance, node)));
        }
        while let Some(Reverse((distance, node))) = heap.pop() {
            if target == Some(node) {
                break;
            }
            if std::mem::replace(&mut settled[node], true) {
                continue;
            }
            self.for_each_arc(node, fixed, |to, cost, mover| {
                let length = distance + cost;
                if !settled[to] && paths.distance[to].is_none_or(|known| length < known) {
                    paths.distance[to] = Some(length);
                    paths.predecessor[to] = node as u32;
                    paths.mover[to] = mover;
                    heap.push(Reverse((length, to)));
                }
            });
        }
        paths
    }

    /// Visits the arcs of a node: the node they lead to, their reduced cost and the row that moves, if one does.
    pub(crate) fn for_each_arc(
        &self,
        node: usize,
        fixed: Option<u32>,
        mut visit: impl FnMut(usize, i128, u32),
    ) {
        let outside = self.outside();
        if node == outside {
            for column in (0..outside).filter(|&column| !self.holders[column].is_empty()) {
                visit(column, self.price(column), NONE);
            }
        } else if self.holders[node].len() < self.graph.capacities[node] as usize {
            visit(outside, 0, NONE);
        }
        let movers = if node == outside { &self.unmatched } else { &self.holders[node] };
        for &row in movers.iter().filter(|&&row| Some(row) != fixed) {
            let profit = self.profit(row);
            if node != outside {
                visit(outside, profit, row);
            }
            for edge in self.graph.row(row as usize).iter().filter(|edge| edge.column() != node) {
                visit(edge.column(), profit - self.value(row, edge.column(), edge.score()), row);
            }
        }
    }
}

impl ShortestPaths {
    /// The node at which the path to a node begins.
    pub(crate) fn source_of(&self, node: usize) -> usize {
        let mut at = node;
        while self.predecessor[at] != NONE {
            at = self.predecessor[at] as usize;
        }
        at
    }

    /// The moves along the path to a node, in order: row, node left, node joined.
    pub(crate) fn moves_to(&self, node: usize) -> Vec<(u32, u32, u32)> {
        let mut moves = Vec::new();
        let mut at = node as u32;
        while self.predecessor[at as usize] != NONE {
            let predecessor = self.predecessor[at as usize];
            if self.mover[at as usize] != NONE {
                moves.push((self.mover[at as usize], predecessor, at));
            }
            at = predecessor;
        }
        moves.reverse();
        moves
    }
}
