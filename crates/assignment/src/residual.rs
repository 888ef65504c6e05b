//! One shortest-path search over the ways to rearrange an optimal answer.
//!
//! The nodes are the columns and one more, `OUTSIDE`, where people without a place are. A search carries one
//! mentee too many from node to node: a column passes it on by sending a holder elsewhere, the outside by
//! letting somebody in or by leaving a place free. At optimal prices no step costs less than nothing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::graph::{Graph, NONE};
use crate::{Instance, Solution};

const SCORE_BITS: u32 = 40;
const CLASS_BITS: u32 = 4;

/// The worth of an importance in points: more than any change of scores along a path, class above class.
pub(crate) fn worth(importance: u8) -> i128 {
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
    left_out: Vec<u32>,
}

/// The tree of shortest ways from a node: for each node its distance, the node before, and who moves.
pub(crate) struct Ways {
    pub(crate) distance: Vec<Option<i128>>,
    before: Vec<u32>,
    mover: Vec<u32>,
}

impl<'a> Residual<'a> {
    pub(crate) fn new(instance: &'a Instance, solution: &'a Solution) -> Self {
        let graph = &instance.graph;
        let mut holders = vec![Vec::new(); graph.columns()];
        let mut left_out = Vec::new();
        for row in 0..graph.rows() {
            match solution.column_of[row] {
                _ if graph.row(row).is_empty() => {}
                NONE => left_out.push(row as u32),
                column => holders[column as usize].push(row as u32),
            }
        }
        Self { graph, solution, importance: instance.importance(solution.policy), holders, left_out }
    }

    pub(crate) fn outside(&self) -> usize {
        self.graph.columns()
    }

    pub(crate) fn holders(&self, column: usize) -> &[u32] {
        &self.holders[column]
    }

    pub(crate) fn price(&self, column: usize) -> i128 {
        worth(self.solution.levels[column]) + i128::from(self.solution.prices[column])
    }

    /// What a row is worth beyond its price at a column.
    fn value(&self, row: u32, column: usize, score: i64) -> i128 {
        worth(self.importance[row as usize]) + i128::from(score) - self.price(column)
    }

    /// What a row gains in the answer, nothing when it is left out.
    pub(crate) fn benefit(&self, row: u32) -> i128 {
        let column = self.solution.column_of[row as usize];
        let edge = self.graph.row(row as usize).iter().find(|edge| edge.column() as u32 == column);
        edge.map_or(0, |edge| self.value(row, edge.column(), edge.score()))
    }

    pub(crate) fn slack(&self, row: u32, column: usize, score: i64) -> i128 {
        self.benefit(row) - self.value(row, column, score)
    }

    /// The shortest ways from some nodes, each so far already, `fixed` never moving, as far as `target` when there
    /// is one.
    ///
    /// No node is left twice, so that the search ends even if an answer that is not the best makes steps cost less
    /// than nothing.
    pub(crate) fn ways(&self, from: &[(i128, usize)], target: Option<usize>, fixed: Option<u32>) -> Ways {
        let nodes = self.graph.columns() + 1;
        let mut ways =
            Ways { distance: vec![None; nodes], before: vec![NONE; nodes], mover: vec![NONE; nodes] };
        let mut left = vec![false; nodes];
        let mut heap = BinaryHeap::new();
        for &(distance, node) in from {
            ways.distance[node] = Some(distance);
            heap.push(Reverse((distance, node)));
        }
        while let Some(Reverse((distance, node))) = heap.pop() {
            if target == Some(node) {
                break;
            }
            if std::mem::replace(&mut left[node], true) {
                continue;
            }
            self.each_step(node, fixed, |to, cost, mover| {
                let reach = distance + cost;
                if !left[to] && ways.distance[to].is_none_or(|known| reach < known) {
                    ways.distance[to] = Some(reach);
                    ways.before[to] = node as u32;
                    ways.mover[to] = mover;
                    heap.push(Reverse((reach, to)));
                }
            });
        }
        ways
    }

    fn each_step(&self, node: usize, fixed: Option<u32>, mut step: impl FnMut(usize, i128, u32)) {
        let outside = self.outside();
        if node == outside {
            for column in (0..outside).filter(|&column| !self.holders[column].is_empty()) {
                step(column, self.price(column), NONE);
            }
        } else if self.holders[node].len() < self.graph.capacities[node] as usize {
            step(outside, 0, NONE);
        }
        let movers = if node == outside { &self.left_out } else { &self.holders[node] };
        for &row in movers.iter().filter(|&&row| Some(row) != fixed) {
            let benefit = self.benefit(row);
            if node != outside {
                step(outside, benefit, row);
            }
            for edge in self.graph.row(row as usize).iter().filter(|edge| edge.column() != node) {
                step(edge.column(), benefit - self.value(row, edge.column(), edge.score()), row);
            }
        }
    }
}

impl Ways {
    /// The node from which a way to a node starts.
    pub(crate) fn start_of(&self, node: usize) -> usize {
        let mut at = node;
        while self.before[at] != NONE {
            at = self.before[at] as usize;
        }
        at
    }

    /// Who moves on the way to a node, in order: row, node left, node joined.
    pub(crate) fn moves_to(&self, node: usize) -> Vec<(u32, u32, u32)> {
        let mut moves = Vec::new();
        let mut at = node as u32;
        while self.before[at as usize] != NONE {
            let before = self.before[at as usize];
            if self.mover[at as usize] != NONE {
                moves.push((self.mover[at as usize], before, at));
            }
            at = before;
        }
        moves.reverse();
        moves
    }
}
