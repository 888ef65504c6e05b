//! Stable pairs by deferred acceptance, mentees proposing (Gale and Shapley, 1962, with capacities).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::engine::Outcome;
use crate::graph::{Edge, NONE, SCORE_BITS, held};
use crate::preferences::{HIGHEST_DRAW, mentee_order, mentor_key};
use crate::seats::Seats;
use crate::{Instance, Policy, Solution};

/// Looks through a row after which it is put in order.
const OFTEN: u8 = 8;
/// How many look for a place at a time.
const TOGETHER: usize = 8;

/// A place in a mentee's order as one number, the best highest.
#[inline]
fn wish(edge: Edge) -> u64 {
    let below = u64::from(u32::MAX - (edge.bits() >> SCORE_BITS));
    (edge.score() as u64) << 32 | below
}

pub(crate) fn solve(instance: &Instance) -> Solution {
    let mut asking = Asking::new(instance);
    asking.settle();
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
    /// The key below which a column refuses: that of the mentee it would give up.
    bars: Vec<i16>,
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
        let bar = |&places: &u32| if places == 0 { i16::MAX } else { i16::MIN };
        Self {
            instance,
            held: held(graph, &column_of),
            looked: vec![0; graph.rows()],
            wishes: BTreeMap::new(),
            bars: capacities.iter().map(bar).collect(),
            seats: Seats::new(graph, &capacities),
            last_row: graph.rows() as u32 - 1,
        }
    }

    /// Mentees without a place take the best one that would have them, and so do those who lose theirs to it.
    ///
    /// Who refuses a mentee once refuses them ever after, so that nobody need ask where they would be refused,
    /// and the order in which they ask changes nothing. A few look together, so that the memory they need is
    /// fetched together.
    fn settle(&mut self) {
        let mut asking: Vec<u32> =
            (0..=self.last_row).filter(|&row| self.held[row as usize] == NONE).collect();
        let mut found = Vec::with_capacity(TOGETHER);
        while !asking.is_empty() {
            let mut again = Vec::new();
            for rows in asking.chunks(TOGETHER) {
                self.instance.graph.fetch(rows.iter().copied());
                found.clear();
                for &row in rows {
                    found.extend(self.next(row).map(|edge| (row, edge)));
                }
                for &(row, edge) in &found {
                    again.extend(self.take(row, edge));
                }
            }
            asking = again;
        }
    }

    /// Gives a row a place, if it is still to be had; returns who goes without for it.
    ///
    /// Seats give up the lower row of two with equal keys; rows are therefore counted from the last.
    fn take(&mut self, row: u32, edge: Edge) -> Option<u32> {
        let column = edge.column();
        let key = self.key(row, edge);
        let (refused, lowest) =
            self.seats.take(column, i32::from(key), self.last_row - row, edge.score() as u16);
        if let Some(lowest) = lowest {
            self.bars[column] = lowest as i16;
        }
        self.held[row as usize] = edge.bits();
        let refused = refused.map(|refused| self.last_row - refused);
        if let Some(refused) = refused {
            self.held[refused as usize] = NONE;
        }
        refused
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

    /// Whether a column would have a row, if the row asked now.
    fn would_take(&self, row: u32, edge: Edge) -> bool {
        let bar = self.bars[edge.column()];
        if edge.score() + HIGHEST_DRAW < i64::from(bar) {
            return false;
        }
        let key = self.key(row, edge);
        key > bar
            || key == bar && {
                let entry = i64::from(key) << 32 | i64::from(Edge::new(self.last_row - row, 0).bits());
                entry > self.seats.bar(edge.column())
            }
    }

    fn key(&self, row: u32, edge: Edge) -> i16 {
        mentor_key(row, self.instance.mentor_of_column(edge.column() as u32), edge.score()) as i16
    }
}
