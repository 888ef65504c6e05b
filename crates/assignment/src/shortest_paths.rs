//! The best total by successive shortest paths (the Hungarian method with capacities): simple, exact, and what the
//! auction falls back on.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::engine::Outcome;
use crate::graph::{Graph, Holders, NONE, held};
use crate::levels::Levels;

/// The distance of a column not reached.
const UNREACHED: i64 = i64::MAX / 4;

/// The best answer that respects the levels.
///
/// Rows that must be matched and columns that must be filled get a bonus that no sum of scores outweighs. It is then
/// taken off the prices, so that those of scarce columns may be negative.
pub(crate) fn solve(graph: &Graph, levels: Levels) -> Outcome {
    let places: u64 = graph.capacities.iter().map(|&places| u64::from(places)).sum();
    let bonus = 1000 * (places.min(graph.rows() as u64) as i64) + 1;
    let mut search = Search::new(graph, &levels, bonus);
    for row in 0..graph.rows() {
        search.add(row);
    }
    let of_column = levels.of_column.iter().zip(&search.prices);
    let prices = of_column.map(|(&level, price)| if level > 0 { price - bonus } else { *price }).collect();
    let held = held(graph, &search.holders.column_of);
    Outcome { held, prices, levels: levels.of_column }
}

struct Search<'a> {
    graph: &'a Graph,
    levels: &'a Levels,
    bonus: i64,
    holders: Holders,
    prices: Vec<i64>,
    distance: Vec<i64>,
    from_row: Vec<u32>,
    reached: Vec<u32>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
}

/// Where an augmenting path may end.
#[derive(Clone, Copy)]
enum End {
    /// At a free place of this column.
    FreePlace(u32),
    /// At this row, which becomes or stays unmatched.
    Unmatched(usize),
}

impl<'a> Search<'a> {
    fn new(graph: &'a Graph, levels: &'a Levels, bonus: i64) -> Self {
        Self {
            graph,
            levels,
            bonus,
            holders: Holders::new(graph),
            prices: vec![0; graph.columns()],
            distance: vec![UNREACHED; graph.columns()],
            from_row: vec![NONE; graph.columns()],
            reached: Vec::new(),
            heap: BinaryHeap::new(),
        }
    }

    /// Adds a row to the matching by the shortest path to a free place or to a row that becomes unmatched.
    fn add(&mut self, row: usize) {
        let Some((level, must)) = self.levels.of_row(self.graph, row) else { return };
        let own = self.profit(row, level, must);
        let mut best = (own, End::Unmatched(row));
        self.relax(row, level, must, own, 0);
        while let Some(Reverse((distance, column))) = self.heap.pop() {
            if distance >= best.0 {
                break;
            }
            if distance > self.distance[column as usize] {
                continue;
            }
            if self.holders.has_free_place(column as usize, self.graph) {
                best = (distance, End::FreePlace(column));
                break;
            }
            for at in 0..self.holders.of(column as usize).len() {
                let holder = self.holders.of(column as usize)[at] as usize;
                let Some((level, must)) = self.levels.of_row(self.graph, holder) else { continue };
                let profit = self.profit(holder, level, must);
                if distance + profit < best.0 {
                    best = (distance + profit, End::Unmatched(holder));
                }
                self.relax(holder, level, must, profit, distance);
            }
        }
        self.raise_prices(best.0);
        self.shift(row, best.1);
    }

    /// The value of the best place for a row at the current prices; at least 0, the value of being unmatched.
    fn profit(&self, row: usize, level: u8, must: bool) -> i64 {
        let values = self.allowed(row, level).map(|(column, score)| score - self.prices[column]);
        values.max().unwrap_or(0).saturating_add(self.row_bonus(level, must)).max(0)
    }

    fn row_bonus(&self, level: u8, must: bool) -> i64 {
        self.bonus * (i64::from(must) + i64::from(level > 0))
    }

    fn allowed(&self, row: usize, level: u8) -> impl Iterator<Item = (usize, i64)> + '_ {
        let edges = self.graph.row(row).iter().map(|edge| (edge.column(), edge.score()));
        edges.filter(move |&(column, _)| self.levels.of_column[column] == level)
    }

    fn relax(&mut self, row: usize, level: u8, must: bool, profit: i64, distance: i64) {
        let base = distance + profit - self.row_bonus(level, must);
        let graph = self.graph;
        for edge in graph.row(row) {
            let column = edge.column();
            let length = base - edge.score() + self.prices[column];
            if self.levels.of_column[column] == level && length < self.distance[column] {
                if self.distance[column] == UNREACHED {
                    self.reached.push(column as u32);
                }
                self.distance[column] = length;
                self.from_row[column] = row as u32;
                self.heap.push(Reverse((length, column as u32)));
            }
        }
    }

    fn raise_prices(&mut self, length: i64) {
        for column in self.reached.drain(..) {
            let distance = std::mem::replace(&mut self.distance[column as usize], UNREACHED);
            self.prices[column as usize] += (length - distance).max(0);
        }
        self.heap.clear();
    }

    fn shift(&mut self, from: usize, end: End) {
        let mut column = match end {
            End::FreePlace(column) => column,
            End::Unmatched(row) if row == from => return,
            End::Unmatched(row) => {
                let column = self.holders.column_of[row];
                self.holders.remove(row);
                column
            }
        };
        loop {
            let row = self.from_row[column as usize] as usize;
            let previous = self.holders.column_of[row];
            self.holders.remove(row);
            self.holders.add(row, column as usize);
            if row == from {
                return;
            }
            column = previous;
        }
    }
}
