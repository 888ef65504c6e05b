//! Rows (mentees) and columns (shares of a mentor's places) joined by edges of four bytes.

/// A column and a score in 22 and 10 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Edge(u32);

pub(crate) const SCORE_BITS: u32 = 10;
pub(crate) const MAX_COLUMNS: usize = (1 << (32 - SCORE_BITS)) - 1;
/// No row, column or mentor.
pub(crate) const NONE: u32 = u32::MAX;

impl Edge {
    #[inline]
    pub(crate) fn new(column: u32, score: u16) -> Self {
        Self(column << SCORE_BITS | u32::from(score))
    }

    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
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

/// Edges row by row, in order of column inside a row.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    pub(crate) starts: Vec<u32>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) capacities: Vec<u32>,
}

impl Graph {
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

    pub(crate) fn score(&self, row: usize, column: usize) -> Option<i64> {
        let edges = self.row(row);
        edges.binary_search_by_key(&column, |edge| edge.column()).ok().map(|at| edges[at].score())
    }
}

/// Which rows hold the places of each column, with constant-time moves.
#[derive(Clone, Debug)]
pub(crate) struct Holders {
    pub(crate) column_of: Vec<u32>,
    offsets: Vec<u32>,
    counts: Vec<u32>,
    rows: Vec<u32>,
    place_of: Vec<u32>,
}

impl Holders {
    /// Nobody holds a place. No column ever needs more places than there are rows.
    pub(crate) fn new(graph: &Graph) -> Self {
        let rows = graph.rows();
        let mut offsets = Vec::with_capacity(graph.columns() + 1);
        let mut degrees = vec![0u32; graph.columns()];
        for edge in &graph.edges {
            degrees[edge.column()] += 1;
        }
        let mut total = 0;
        for (capacity, degree) in graph.capacities.iter().zip(degrees) {
            offsets.push(total);
            total += capacity.min(&degree);
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

    /// The rows hold the places given, or `NONE`.
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

    /// Whether a place is free; a column that no more rows can reach than it holds is never asked.
    pub(crate) fn has_free_place(&self, column: usize, graph: &Graph) -> bool {
        self.counts[column] < graph.capacities[column]
    }
}
