//! Stable pairs by deferred acceptance, mentees proposing (Gale and Shapley, 1962, with capacities).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::engine::Outcome;
use crate::graph::{Edge, NONE, SCORE_BITS, held};
use crate::seats::Seats;
use crate::{Instance, Policy, Solution};

/// Looks through a row after which it is put in order.
const OFTEN: u8 = 8;
/// The most points drawn for or against a mentee.
pub(crate) const HIGHEST_DRAW: i64 = 150;

/// What a mentor orders its mentees by: the score, up to 150 points more or less drawn from the two indices.
///
/// The draw stands for what mentors see and scores do not; it is the finaliser of splitmix64.
pub(crate) fn mentor_key(mentee: u32, mentor: u32, score: i64) -> i64 {
    let mut bits = u64::from(mentee) << 32 ^ u64::from(mentor);
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    score + (bits % (2 * HIGHEST_DRAW as u64 + 1)) as i64 - HIGHEST_DRAW
}

/// A mentee's order: the higher score, then the lower mentor, then a reserved place before an open one.
pub(crate) fn mentee_order(instance: &Instance, edge: Edge) -> (Reverse<i64>, u32, Reverse<usize>) {
    (Reverse(edge.score()), instance.mentor_of_column(edge.column() as u32), Reverse(edge.column()))
}

/// A place in a mentee's order as one number, the best highest.
#[inline]
fn wish(edge: Edge) -> u64 {
    let below = u64::from(u32::MAX - (edge.bits() >> SCORE_BITS));
    (edge.score() as u64) << 32 | below
}

pub(crate) fn solve(instance: &Instance) -> Solution {
    let mut asking = Asking::new(instance);
    for row in 0..instance.graph.rows() as u32 {
        asking.settle(row);
    }
    let outcome = Outcome { held: asking.held, prices: Vec::new(), levels: Vec::new() };
    Solution::new(instance, Policy::Stable, outcome)
}

struct Asking<'a> {
    instance: &'a Instance,
    held: Vec<u32>,
    /// How often each row looked for a place.
    looked: Vec<u8>,
    /// What is left to ask of rows that looked often, the best last.
    wishes: BTreeMap<u32, Vec<Edge>>,
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
            held: held(graph, &column_of),
            looked: vec![0; graph.rows()],
            wishes: BTreeMap::new(),
            seats: Seats::new(graph, &capacities),
            last_row: graph.rows() as u32 - 1,
        }
    }

    /// A mentee without a place takes the best one that would have them, and so does whoever loses theirs to it.
    ///
    /// What refuses a mentee once refuses them ever after, so that nobody need ask where they would be refused.
    /// Seats give up the lower row of two with equal keys; rows are therefore counted from the last.
    fn settle(&mut self, row: u32) {
        let mut row = row;
        while self.held[row as usize] == NONE
            && let Some(edge) = self.next(row)
        {
            let column = edge.column();
            let key = self.key(row, edge);
            self.held[row as usize] = edge.bits();
            let (refused, _) = self.seats.take(column, key as i32, self.last_row - row, edge.score() as u16);
            if let Some(refused) = refused {
                row = self.last_row - refused;
                self.held[row as usize] = NONE;
            }
        }
    }

    /// The best place for a row among those that would have it. Looking through the row is quickest, unless it
    /// happens time and again: the row is then put in order, but for what refuses it already.
    fn next(&mut self, row: u32) -> Option<Edge> {
        let looked = &mut self.looked[row as usize];
        if *looked < OFTEN {
            *looked += 1;
            return self.best(row);
        }
        if *looked == OFTEN {
            *looked += 1;
            let edges = self.instance.graph.row(row as usize).iter().copied();
            let mut wishes: Vec<Edge> = edges.filter(|&edge| self.would_take(row, edge)).collect();
            wishes.sort_unstable_by_key(|&edge| Reverse(mentee_order(self.instance, edge)));
            self.wishes.insert(row, wishes);
        }
        loop {
            let edge = self.wishes.get_mut(&row)?.pop()?;
            if self.would_take(row, edge) {
                return Some(edge);
            }
        }
    }

    fn best(&self, row: u32) -> Option<Edge> {
        let edges = self.instance.graph.row(row as usize);
        if !self.instance.reserved.is_empty() {
            let open = edges.iter().copied().filter(|&edge| self.would_take(row, edge));
            return open.min_by_key(|&edge| mentee_order(self.instance, edge));
        }
        let (mut best, mut found) = (0, None);
        for &edge in edges {
            if wish(edge) > best && self.would_take(row, edge) {
                (best, found) = (wish(edge), Some(edge));
            }
        }
        found
    }

    fn would_take(&self, row: u32, edge: Edge) -> bool {
        let bar = self.seats.bar(edge.column());
        let entry = |key: i64, low: u32| key << 32 | i64::from(low);
        entry(edge.score() + HIGHEST_DRAW, u32::MAX) > bar
            && entry(self.key(row, edge), Edge::new(self.last_row - row, 0).bits()) > bar
    }

    fn key(&self, row: u32, edge: Edge) -> i64 {
        mentor_key(row, self.instance.mentor_of_column(edge.column() as u32), edge.score())
    }
}
