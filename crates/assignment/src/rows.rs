//! Edges as they are given: stored in their final form while they arrive in order, sorted later otherwise.

use crate::Error;
use crate::graph::{Edge, SCORE_BITS};

#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// Where each row started so far begins in `edges`.
    starts: Vec<u32>,
    edges: Vec<Edge>,
    /// Row in the high half, column in the low half: the least edge that would still be in order.
    next: u64,
    /// Row in the high half, edge in the low half: the first edge out of order, and all that came after it.
    unsorted: Vec<u64>,
}

impl Rows {
    pub(crate) fn reserve(&mut self, edges: usize) {
        self.edges.reserve(edges);
    }

    #[inline]
    pub(crate) fn push(&mut self, row: u32, edge: Edge) {
        let place = u64::from(row) << 32 | u64::from(edge.bits() >> SCORE_BITS);
        if place >= self.next && self.unsorted.is_empty() {
            if row as usize >= self.starts.len() {
                self.start_row(row);
            }
            self.next = place + 1;
            self.edges.push(edge);
        } else {
            self.unsorted.push(u64::from(row) << 32 | u64::from(edge.bits()));
        }
    }

    /// Edges in order, those of a row from its start to that of the next; the memory of `columns` is reused.
    pub(crate) fn packed(starts: &[u32], mut columns: Vec<u32>, scores: &[u16]) -> Self {
        columns
            .iter_mut()
            .zip(scores)
            .for_each(|(column, &score)| *column = Edge::new(*column, score).bits());
        let edges = columns.into_iter().map(Edge::from_bits).collect();
        Self { starts: starts.to_vec(), edges, next: u64::MAX, unsorted: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.edges.is_empty() && self.unsorted.is_empty()
    }

    fn start_row(&mut self, row: u32) {
        self.starts.resize(row as usize + 1, self.edges.len() as u32);
    }

    /// Sorts the edges; refuses a pair given twice.
    pub(crate) fn sort(&mut self) -> Result<(), Error> {
        if self.edges.len() + self.unsorted.len() > u32::MAX as usize {
            return Err(Error::TooLarge);
        }
        if self.unsorted.is_empty() {
            return Ok(());
        }
        let sorted = (0..self.starts.len()).flat_map(|row| {
            self.row(row as u32).iter().map(move |edge| (row as u64) << 32 | u64::from(edge.bits()))
        });
        let mut all: Vec<u64> = sorted.chain(self.unsorted.iter().copied()).collect();
        all.sort_unstable();
        if let Some(&[one, _]) = all.array_windows().find(|[one, two]| pair(*one) == pair(*two)) {
            let (mentee, mentor) = pair(one);
            return Err(Error::DuplicateEdge { mentee, mentor });
        }
        *self = Self::default();
        self.reserve(all.len());
        all.into_iter().for_each(|entry| self.push((entry >> 32) as u32, Edge::from_bits(entry as u32)));
        Ok(())
    }

    /// The edges of a row, once sorted.
    pub(crate) fn row(&self, row: u32) -> &[Edge] {
        let at = |row: usize| self.starts.get(row).map_or(self.edges.len(), |&start| start as usize);
        &self.edges[at(row as usize)..at(row as usize + 1)]
    }

    pub(crate) fn has(&self, row: u32, column: u32) -> bool {
        self.row(row).binary_search_by_key(&(column as usize), |edge| edge.column()).is_ok()
    }

    /// How many edges there are, once sorted.
    pub(crate) fn len(&self) -> usize {
        self.edges.len()
    }

    /// Where each of `rows` rows begins, and where the last one ends; then every edge row by row, once sorted.
    pub(crate) fn into_parts(mut self, rows: usize) -> (Vec<u32>, Vec<Edge>) {
        self.starts.resize(rows + 1, self.edges.len() as u32);
        (self.starts, self.edges)
    }
}

fn pair(entry: u64) -> (u32, u32) {
    ((entry >> 32) as u32, Edge::from_bits(entry as u32).column() as u32)
}
