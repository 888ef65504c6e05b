//! The bipartite graph: rows (mentees) and columns (a mentor's open or reserved places), joined by edges of four bytes.

use std::sync::OnceLock;

use crate::by_column::ByColumn;
use crate::change::{Edit, splice};

/// A column and a score in 22 and 10 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Edge(u32);

pub(crate) const SCORE_BITS: u32 = 10;
pub(crate) const MAX_COLUMNS: usize = (1 << (32 - SCORE_BITS)) - 1;
/// Edges in a cache line of 64 bytes.
const EDGES_PER_LINE: usize = 16;
/// Stands for no row, column, mentor or edge.
pub(crate) const NONE: u32 = u32::MAX;

impl Edge {
    #[inline]
    pub(crate) fn new(column: u32, score: u16) -> Self {
        Self(column << SCORE_BITS | u32::from(score))
    }

    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The edge a row holds; none for `NONE`.
    #[inline]
    pub(crate) fn held(bits: u32) -> Option<Self> {
        (bits != NONE).then_some(Self(bits))
    }

    #[inline]
    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    #[inline]
    pub(crate) fn column(self) -> usize {
        (self.0 >> SCORE_BITS) as usize
    }

    #[inline]
    pub(crate) fn score(self) -> i64 {
        i64::from(self.0 & ((1 << SCORE_BITS) - 1))
    }
}

/// Edges row by row, in order of column within a row (compressed sparse rows).
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    pub(crate) starts: Vec<u32>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) capacities: Vec<u32>,
    /// How many threads may share the work.
    pub(crate) threads: usize,
    by_column: OnceLock<ByColumn>,
}

impl Graph {
    pub(crate) fn new(starts: Vec<u32>, edges: Vec<Edge>, capacities: Vec<u32>) -> Self {
        Self { starts, edges, capacities, threads: 1, by_column: OnceLock::new() }
    }

    /// The transposed graph, built at the first call and kept.
    pub(crate) fn by_column(&self) -> &ByColumn {
        self.by_column.get_or_init(|| ByColumn::new(self))
    }

    /// Replaces the capacities of all columns; returns the previous ones.
    pub(crate) fn set_capacities(&mut self, capacities: Vec<u32>) -> Vec<u32> {
        std::mem::replace(&mut self.capacities, capacities)
    }

    /// Appends rows without an edge.
    pub(crate) fn add_rows(&mut self, more: usize) {
        self.starts.resize(self.starts.len() + more, self.edges.len() as u32);
    }

    /// Inserts columns without an edge before column `at`.
    pub(crate) fn add_columns(&mut self, at: usize, capacities: &[u32]) {
        let (at_end, more) = (at == self.columns(), capacities.len() as u32);
        self.capacities.splice(at..at, capacities.iter().copied());
        if more == 0 {
            return;
        }
        match self.by_column.get_mut() {
            Some(by_column) if at_end => by_column.add_columns(more as usize),
            _ => self.by_column = OnceLock::new(),
        }
        for edge in self.edges.iter_mut().filter(|edge| !at_end && edge.column() >= at) {
            *edge = Edge::new(edge.column() as u32 + more, edge.score() as u16);
        }
    }

    /// Changes edges, given in order of row then column and each once: scores are written in place, insertions and
    /// removals made by copying all edges once.
    pub(crate) fn edit(&mut self, edits: &[Edit]) {
        let mut by_column = self.by_column.get_mut();
        let mut structural = Vec::new();
        for &edit in edits {
            let Edit { from: row, to: column, score } = edit;
            let (start, end) = (self.starts[row as usize], self.starts[row as usize + 1]);
            let edges = &mut self.edges[start as usize..end as usize];
            match (edges.binary_search_by_key(&(column as usize), |edge| edge.column()), score) {
                (Ok(at), Some(score)) => {
                    edges[at] = Edge::new(column, score);
                    if let Some(by_column) = &mut by_column {
                        by_column.set_score(column as usize, row, score);
                    }
                }
                (Err(_), None) => {}
                _ => structural.push(edit),
            }
        }
        if !structural.is_empty() {
            splice(&mut self.starts, &mut self.edges, &structural);
            if let Some(by_column) = by_column {
                by_column.edit(&structural);
            }
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    pub(crate) fn columns(&self) -> usize {
        self.capacities.len()
    }

    #[inline]
    pub(crate) fn row(&self, row: usize) -> &[Edge] {
        &self.edges[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// Touches every cache line of the edges of some rows, so that their cache misses overlap.
    pub(crate) fn prefetch(&self, rows: impl Iterator<Item = u32>) {
        let lines = |row: u32| {
            let row = self.row(row as usize);
            row.iter().step_by(EDGES_PER_LINE).chain(row.last()).fold(0, |all, edge| all ^ edge.bits())
        };
        std::hint::black_box(rows.map(lines).fold(0, |all, one| all ^ one));
    }

    /// The edge of a row to a column.
    pub(crate) fn edge(&self, row: usize, column: usize) -> Option<Edge> {
        let edges = self.row(row);
        edges.binary_search_by_key(&column, |edge| edge.column()).ok().map(|at| edges[at])
    }

    pub(crate) fn score(&self, row: usize, column: usize) -> Option<i64> {
        self.edge(row, column).map(Edge::score)
    }

    /// How many places of each column can be taken at once: its capacity or, if less, its number of rows.
    ///
    /// Counting the rows of a column reads every edge, and is done only where there are many more places than rows.
    pub(crate) fn usable_places(&self, capacities: &[u32]) -> Vec<u32> {
        let rows = self.rows() as u32;
        let places: u64 = capacities.iter().map(|&places| u64::from(places.min(rows))).sum();
        if places <= 2 * (self.rows() as u64 + self.columns() as u64) {
            return capacities.iter().map(|&places| places.min(rows)).collect();
        }
        let mut degrees = vec![0; self.columns()];
        self.edges.iter().for_each(|edge| degrees[edge.column()] += 1);
        capacities.iter().zip(degrees).map(|(&places, degree)| places.min(degree)).collect()
    }
}

/// The edge of each row to its column, as bits; `NONE` where there is none.
pub(crate) fn held(graph: &Graph, column_of: &[u32]) -> Vec<u32> {
    let edge = |(row, &column): (usize, &u32)| {
        let column = Some(column as usize).filter(|&column| column != NONE as usize);
        column.and_then(|column| graph.edge(row, column)).map_or(NONE, Edge::bits)
    };
    column_of.iter().enumerate().map(edge).collect()
}

/// Which rows hold the places of each column; a row is added, removed or replaced in constant time.
#[derive(Clone, Debug)]
pub(crate) struct Holders {
    pub(crate) column_of: Vec<u32>,
    offsets: Vec<u32>,
    counts: Vec<u32>,
    rows: Vec<u32>,
    place_of: Vec<u32>,
}

impl Holders {
    /// Every place is free.
    pub(crate) fn new(graph: &Graph) -> Self {
        let rows = graph.rows();
        let mut offsets = Vec::with_capacity(graph.columns() + 1);
        let mut total = 0;
        for usable in graph.usable_places(&graph.capacities) {
            offsets.push(total);
            total += usable;
        }
        offsets.push(total);
        Self {
            column_of: vec![NONE; rows],
            counts: vec![0; graph.columns()],
            rows: vec![NONE; total as usize],
            place_of: vec![0; rows],
            offsets,
        }
    }

    /// Each row holds a place in its column, or none where that is `NONE`.
    pub(crate) fn from_columns(graph: &Graph, column_of: &[u32]) -> Self {
        let mut holders = Self::new(graph);
        for (row, &column) in column_of.iter().enumerate().filter(|&(_, &column)| column != NONE) {
            holders.add(row, column as usize);
        }
        holders
    }

    pub(crate) fn of(&self, column: usize) -> &[u32] {
        let start = self.offsets[column] as usize;
        &self.rows[start..start + self.counts[column] as usize]
    }

    pub(crate) fn column(&self, row: usize) -> Option<usize> {
        let column = self.column_of[row];
        (column != NONE).then_some(column as usize)
    }

    pub(crate) fn add(&mut self, row: usize, column: usize) {
        let place = self.offsets[column] + self.counts[column];
        self.rows[place as usize] = row as u32;
        self.place_of[row] = place;
        self.column_of[row] = column as u32;
        self.counts[column] += 1;
    }

    pub(crate) fn remove(&mut self, row: usize) {
        let Some(column) = self.column(row) else { return };
        self.counts[column] -= 1;
        let last = (self.offsets[column] + self.counts[column]) as usize;
        let moved = self.rows[last];
        self.rows[self.place_of[row] as usize] = moved;
        self.place_of[moved as usize] = self.place_of[row];
        self.column_of[row] = NONE;
    }

    /// Gives the place of `holder` to `newcomer`, who has none.
    pub(crate) fn replace(&mut self, holder: usize, newcomer: usize) {
        let place = self.place_of[holder];
        self.rows[place as usize] = newcomer as u32;
        self.place_of[newcomer] = place;
        self.column_of[newcomer] = self.column_of[holder];
        self.column_of[holder] = NONE;
    }

    /// Whether a column has a free place. Never asked of a column that already holds all its rows, which may have
    /// fewer places here than its capacity.
    pub(crate) fn has_free_place(&self, column: usize, graph: &Graph) -> bool {
        self.counts[column] < graph.capacities[column]
    }
}
