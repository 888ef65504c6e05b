//! Stable matchings by deferred acceptance with capacities, mentees proposing (Gale and Shapley, 1962).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::engine::Outcome;
use crate::graph::{Edge, NONE, SCORE_BITS, held};
use crate::places::Places;
use crate::preferences::{HIGHEST_DRAW, mentee_order, mentor_key};
use crate::{Instance, Policy, Solution};

/// How many times a row is scanned before it is sorted.
const MAX_SCANS: u8 = 8;
/// How many rows are read together.
const BATCH: usize = 8;

/// A mentee's preference for a place as one number, the higher the better; the order of [`mentee_order`] where no
/// places are reserved.
#[inline]
fn preference(edge: Edge) -> u64 {
    let below = u64::from(u32::MAX - (edge.bits() >> SCORE_BITS));
    (edge.score() as u64) << 32 | below
}

pub(crate) fn solve(instance: &Instance) -> Solution {
    let mut acceptance = DeferredAcceptance::new(instance);
    acceptance.run();
    let outcome = Outcome { held: acceptance.held, prices: Vec::new(), levels: Vec::new() };
    Solution::new(instance, Policy::Stable, outcome)
}

struct DeferredAcceptance<'a> {
    instance: &'a Instance,
    /// The edge each row holds, as bits, or `NONE`.
    held: Vec<u32>,
    /// How many times each row was scanned.
    scans: Vec<u8>,
    /// For rows scanned often, the edges they have yet to propose to, the best last.
    sorted: BTreeMap<u32, Vec<Edge>>,
    places: Places,
    /// The key below which a column refuses: that of the mentee it would give up first.
    thresholds: Vec<i16>,
    last_row: u32,
}

impl<'a> DeferredAcceptance<'a> {
    fn new(instance: &'a Instance) -> Self {
        let graph = &instance.graph;
        let column_of = instance.place_pins().column_of;
        let mut capacities = graph.capacities.clone();
        for &(mentee, _) in &instance.pins {
            capacities[column_of[mentee as usize] as usize] -= 1;
        }
        let threshold = |&places: &u32| if places == 0 { i16::MAX } else { i16::MIN };
        Self {
            instance,
            held: held(graph, &column_of),
            scans: vec![0; graph.rows()],
            sorted: BTreeMap::new(),
            thresholds: capacities.iter().map(threshold).collect(),
            places: Places::new(graph, &capacities),
            last_row: graph.rows() as u32 - 1,
        }
    }

    /// Rows without a place take the best one that would accept them, and so do the rows that lose theirs to them.
    ///
    /// A column that refuses a row once refuses it forever, so that rows pass over columns that would refuse them, and
    /// the order in which rows propose does not change the answer. Rows are read a batch at a time, so that their
    /// cache misses overlap.
    fn run(&mut self) {
        let mut proposers: Vec<u32> =
            (0..=self.last_row).filter(|&row| self.held[row as usize] == NONE).collect();
        let mut choices = Vec::with_capacity(BATCH);
        while !proposers.is_empty() {
            let mut refused = Vec::new();
            for rows in proposers.chunks(BATCH) {
                self.instance.graph.prefetch(rows.iter().copied());
                choices.clear();
                for &row in rows {
                    choices.extend(self.next_choice(row).map(|edge| (row, edge)));
                }
                for &(row, edge) in &choices {
                    refused.extend(self.take(row, edge));
                }
            }
            proposers = refused;
        }
    }

    /// Gives a row a place if the column still accepts it; returns the row refused, if any.
    ///
    /// Of two rows with equal keys [`Places`] gives up the lower one, and mentors the higher; rows are therefore
    /// counted from the last.
    fn take(&mut self, row: u32, edge: Edge) -> Option<u32> {
        let column = edge.column();
        let key = self.key(row, edge);
        let (refused, lowest) =
            self.places.take(column, i32::from(key), self.last_row - row, edge.score() as u16);
        if let Some(lowest) = lowest {
            self.thresholds[column] = lowest as i16;
        }
        self.held[row as usize] = edge.bits();
        let refused = refused.map(|refused| self.last_row - refused);
        if let Some(refused) = refused {
            self.held[refused as usize] = NONE;
        }
        refused
    }

    /// The best place for a row among those that would accept it. Scanning the row is quickest unless that happens many
    /// times: its edges to columns that still accept it are then sorted.
    fn next_choice(&mut self, row: u32) -> Option<Edge> {
        let scans = &mut self.scans[row as usize];
        if *scans < MAX_SCANS {
            *scans += 1;
            return self.best(row);
        }
        if *scans == MAX_SCANS {
            *scans += 1;
            let edges = self.instance.graph.row(row as usize).iter().copied();
            let mut sorted: Vec<Edge> = edges.filter(|&edge| self.would_accept(row, edge)).collect();
            sorted.sort_unstable_by_key(|&edge| Reverse(mentee_order(self.instance, edge)));
            self.sorted.insert(row, sorted);
        }
        loop {
            let edge = self.sorted.get_mut(&row)?.pop()?;
            if self.would_accept(row, edge) {
                return Some(edge);
            }
        }
    }

    fn best(&self, row: u32) -> Option<Edge> {
        let edges = self.instance.graph.row(row as usize);
        if !self.instance.reserved.is_empty() {
            let open = edges.iter().copied().filter(|&edge| self.would_accept(row, edge));
            return open.min_by_key(|&edge| mentee_order(self.instance, edge));
        }
        let (mut best, mut found) = (0, None);
        for &edge in edges {
            if preference(edge) > best && self.would_accept(row, edge) {
                (best, found) = (preference(edge), Some(edge));
            }
        }
        found
    }

    /// Whether the column of an edge would accept a row that proposed now.
    fn would_accept(&self, row: u32, edge: Edge) -> bool {
        let threshold = self.thresholds[edge.column()];
        if edge.score() + HIGHEST_DRAW < i64::from(threshold) {
            return false;
        }
        let key = self.key(row, edge);
        key > threshold
            || key == threshold && {
                let entry = i64::from(key) << 32 | i64::from(Edge::new(self.last_row - row, 0).bits());
                entry > self.places.threshold(edge.column())
            }
    }

    /// The mentor's key of a row.
    fn key(&self, row: u32, edge: Edge) -> i16 {
        mentor_key(row, self.instance.mentor_of_column(edge.column() as u32), edge.score()) as i16
    }
}
