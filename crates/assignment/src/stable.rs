//! Stable pairs by deferred acceptance, mentees proposing (Gale and Shapley, 1962, with capacities).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::engine::Outcome;
use crate::graph::{Edge, NONE};
use crate::{Instance, Policy, Solution};

/// What a mentor orders its mentees by: the score, up to 150 points more or less drawn from the two indices.
///
/// The draw stands for what mentors see and scores do not; it is the finaliser of splitmix64.
pub(crate) fn mentor_key(mentee: u32, mentor: u32, score: i64) -> i64 {
    let mut bits = u64::from(mentee) << 32 ^ u64::from(mentor);
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    score + (bits % 301) as i64 - 150
}

/// A mentee's order: the higher score, then the lower mentor, then a reserved place before an open one.
pub(crate) fn mentee_order(instance: &Instance, edge: Edge) -> (Reverse<i64>, u32, Reverse<usize>) {
    (Reverse(edge.score()), instance.mentor_of_column(edge.column() as u32), Reverse(edge.column()))
}

/// The mentees a column holds for now, the one it likes least on top.
type Held = BinaryHeap<Reverse<(i64, Reverse<u32>)>>;

pub(crate) fn solve(instance: &Instance) -> Solution {
    let mut asking = Asking::new(instance);
    for row in 0..instance.graph.rows() as u32 {
        asking.settle(row);
    }
    let outcome = Outcome { column_of: asking.column_of, prices: Vec::new(), levels: Vec::new() };
    Solution::new(instance, Policy::Stable, outcome)
}

struct Asking<'a> {
    instance: &'a Instance,
    /// Each mentee's edges in the mentee's own order.
    wishes: Vec<Edge>,
    asked: Vec<u32>,
    column_of: Vec<u32>,
    held: Vec<Held>,
    capacities: Vec<u32>,
}

impl<'a> Asking<'a> {
    fn new(instance: &'a Instance) -> Self {
        let graph = &instance.graph;
        let mut wishes = graph.edges.clone();
        for row in 0..graph.rows() {
            let span = graph.starts[row] as usize..graph.starts[row + 1] as usize;
            wishes[span].sort_unstable_by_key(|&edge| mentee_order(instance, edge));
        }
        let column_of = instance.place_pins().column_of;
        let mut capacities = graph.capacities.clone();
        for &(mentee, _) in &instance.pins {
            capacities[column_of[mentee as usize] as usize] -= 1;
        }
        let held = vec![BinaryHeap::new(); graph.columns()];
        Self { instance, wishes, asked: graph.starts.clone(), column_of, held, capacities }
    }

    /// A mentee without a place asks, and so does whoever is refused because of it.
    fn settle(&mut self, row: u32) {
        let mut row = row;
        while self.column_of[row as usize] == NONE && self.asked[row as usize] < self.end(row) {
            let edge = self.wishes[self.asked[row as usize] as usize];
            self.asked[row as usize] += 1;
            let column = edge.column();
            let key = mentor_key(row, self.instance.mentor_of_column(column as u32), edge.score());
            self.column_of[row as usize] = column as u32;
            self.held[column].push(Reverse((key, Reverse(row))));
            if self.held[column].len() > self.capacities[column] as usize
                && let Some(Reverse((_, Reverse(refused)))) = self.held[column].pop()
            {
                self.column_of[refused as usize] = NONE;
                row = refused;
            }
        }
    }

    fn end(&self, row: u32) -> u32 {
        self.instance.graph.starts[row as usize + 1]
    }
}
