//! Stable pairs by deferred acceptance, mentees proposing (Gale and Shapley, 1962, with capacities).

use std::cmp::Reverse;

use crate::engine::Outcome;
use crate::graph::{Edge, NONE, SCORE_BITS};
use crate::seats::Seats;
use crate::{Instance, Policy, Solution};

const COLUMN_BITS: u32 = 32 - SCORE_BITS;
/// The highest score.
const MOST: u32 = 1000;

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
    /// Each mentee's columns in the mentee's own order.
    wishes: Vec<Edge>,
    asked: Vec<u32>,
    column_of: Vec<u32>,
    seats: Seats,
    last_row: u32,
}

impl<'a> Asking<'a> {
    fn new(instance: &'a Instance) -> Self {
        let graph = &instance.graph;
        let column_of = instance.place_pins().column_of;
        let mut capacities = graph.capacities.clone();
        for &(mentee, _) in &instance.pins {
            capacities[column_of[mentee as usize] as usize] -= 1;
        }
        Self {
            instance,
            wishes: wishes(instance),
            asked: graph.starts.clone(),
            column_of,
            seats: Seats::new(graph, &capacities),
            last_row: graph.rows() as u32 - 1,
        }
    }

    /// A mentee without a place asks, and so does whoever is refused because of it.
    ///
    /// Seats give up the lower row of two with equal keys; rows are therefore counted from the last.
    fn settle(&mut self, row: u32) {
        let mut row = row;
        while self.column_of[row as usize] == NONE && self.asked[row as usize] < self.end(row) {
            let edge = self.wishes[self.asked[row as usize] as usize];
            self.asked[row as usize] += 1;
            let column = edge.column();
            let key = mentor_key(row, self.instance.mentor_of_column(column as u32), edge.score());
            self.column_of[row as usize] = column as u32;
            let (refused, _) = self.seats.take(column, key as i32, self.last_row - row, edge.score() as u16);
            if let Some(refused) = refused {
                row = self.last_row - refused;
                self.column_of[row as usize] = NONE;
            }
        }
    }

    fn end(&self, row: u32) -> u32 {
        self.instance.graph.starts[row as usize + 1]
    }
}

/// The edges of each row in the mentee's order. Without reserved places that is the order of one number: what
/// the score lacks, then the column.
fn wishes(instance: &Instance) -> Vec<Edge> {
    let graph = &instance.graph;
    let mut wishes = Vec::with_capacity(graph.edges.len());
    let mut keys: Vec<u32> = Vec::new();
    for row in 0..graph.rows() {
        let start = wishes.len();
        if instance.reserved.is_empty() {
            keys.clear();
            keys.extend(
                graph
                    .row(row)
                    .iter()
                    .map(|edge| edge.bits() >> SCORE_BITS | (MOST - edge.score() as u32) << COLUMN_BITS),
            );
            keys.sort_unstable();
            wishes.extend(
                keys.iter().map(|key| {
                    Edge::new(key & ((1 << COLUMN_BITS) - 1), (MOST - (key >> COLUMN_BITS)) as u16)
                }),
            );
        } else {
            wishes.extend_from_slice(graph.row(row));
            wishes[start..].sort_unstable_by_key(|&edge| mentee_order(instance, edge));
        }
    }
    wishes
}
