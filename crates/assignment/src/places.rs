//! The places of each column, with the bids that hold them.

use crate::graph::{Edge, Graph};

/// For each column a heap of bids, lowest on top. All heaps share one allocation, each next to its counts, so that
/// placing a bid mostly reads one cache line.
pub(crate) struct Places {
    starts: Vec<u32>,
    /// For each column its counts, then its bids: the bid in the high half, the holder's row and score in the low
    /// half, so that equal bids are ordered by row.
    cells: Vec<i64>,
}

/// How many places of a column are taken, of how many.
#[derive(Clone, Copy)]
struct Counts {
    taken: u32,
    capacity: u32,
}

impl Places {
    /// Every place is free. A column with more places than rows could take is given one more than they could: it never
    /// fills, and the others need no memory.
    pub(crate) fn new(graph: &Graph, capacities: &[u32]) -> Self {
        let mut starts = Vec::with_capacity(graph.columns());
        let mut cells = Vec::new();
        for (&capacity, usable) in capacities.iter().zip(graph.usable_places(capacities)) {
            let capacity = capacity.min(usable + 1);
            starts.push(cells.len() as u32);
            cells.push(i64::from(capacity));
            cells.resize(cells.len() + capacity as usize, 0);
        }
        Self { starts, cells }
    }

    fn counts(&self, column: usize) -> Counts {
        let cell = self.cells[self.starts[column] as usize];
        Counts { taken: (cell >> 32) as u32, capacity: cell as u32 }
    }

    fn set_taken(&mut self, column: usize, taken: u32) {
        let cell = &mut self.cells[self.starts[column] as usize];
        *cell = i64::from(taken) << 32 | (*cell & 0xFFFF_FFFF);
    }

    pub(crate) fn clear(&mut self) {
        (0..self.starts.len()).for_each(|column| self.set_taken(column, 0));
    }

    pub(crate) fn has_free_place(&self, column: usize) -> bool {
        let counts = self.counts(column);
        counts.taken < counts.capacity
    }

    /// Every row that holds a place, with its edge.
    pub(crate) fn holders(&self) -> impl Iterator<Item = (u32, Edge)> + '_ {
        (0..self.starts.len()).flat_map(|column| {
            let edge = move |holder: Edge| Edge::new(column as u32, holder.score() as u16);
            self.of(column).map(move |holder| (holder.column() as u32, edge(holder)))
        })
    }

    /// The holders of a column with their scores, each as an edge that stores the row instead of the column.
    pub(crate) fn of(&self, column: usize) -> impl Iterator<Item = Edge> + '_ {
        let first = self.starts[column] as usize + 1;
        let bids = &self.cells[first..first + self.counts(column).taken as usize];
        bids.iter().map(|&bid| Edge::from_bits(bid as u32))
    }

    /// What a bid must exceed to win a place: the lowest bid of a full column.
    pub(crate) fn threshold(&self, column: usize) -> i64 {
        let first = self.starts[column] as usize;
        match self.counts(column) {
            Counts { capacity: 0, .. } => i64::MAX,
            Counts { taken, capacity } if taken < capacity => i64::MIN,
            _ => self.cells[first + 1],
        }
    }

    fn heap(&mut self, column: usize) -> &mut [i64] {
        let first = self.starts[column] as usize + 1;
        let taken = self.counts(column).taken as usize;
        &mut self.cells[first..first + taken]
    }

    /// Gives a row a place for its bid. Returns the row left without a place, if any: the lowest bidder of a full
    /// column, or this one. Returns also the lowest bid of a full column; in a column without places, that is the bid
    /// it refused.
    pub(crate) fn take(
        &mut self,
        column: usize,
        bid: i32,
        row: u32,
        score: u16,
    ) -> (Option<u32>, Option<i32>) {
        let entry = i64::from(bid) << 32 | i64::from(Edge::new(row, score).bits());
        let Counts { taken, capacity } = self.counts(column);
        let mut loser = None;
        if taken < capacity {
            self.set_taken(column, taken + 1);
            let full = taken + 1 == capacity;
            let heap = self.heap(column);
            if let Some(last) = heap.last_mut() {
                *last = entry;
            }
            sift_up(heap);
            if !full {
                return (None, None);
            }
        } else {
            let heap = self.heap(column);
            let Some(lowest) = heap.first_mut().filter(|lowest| **lowest < entry) else {
                return (Some(row), self.lowest(column).or(Some(bid)));
            };
            loser = Some(Edge::from_bits(*lowest as u32).column() as u32);
            *lowest = entry;
            sift_down(heap);
        }
        (loser, self.lowest(column))
    }

    fn lowest(&mut self, column: usize) -> Option<i32> {
        self.heap(column).first().map(|&lowest| (lowest >> 32) as i32)
    }

    /// Frees the place of a row. The bids are no longer a heap then, which the reverse auction does not need.
    pub(crate) fn remove(&mut self, column: usize, row: u32) {
        let heap = self.heap(column);
        if let Some(at) = heap.iter().position(|&bid| Edge::from_bits(bid as u32).column() as u32 == row) {
            let last = heap.len() - 1;
            heap.swap(at, last);
            self.set_taken(column, last as u32);
        }
    }
}

fn sift_up(heap: &mut [i64]) {
    let mut at = heap.len() - 1;
    while at > 0 && heap[(at - 1) / 2] > heap[at] {
        heap.swap(at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

fn sift_down(heap: &mut [i64]) {
    let mut at = 0;
    loop {
        let mut child = 2 * at + 1;
        if child + 1 < heap.len() && heap[child + 1] < heap[child] {
            child += 1;
        }
        if child >= heap.len() || heap[at] <= heap[child] {
            return;
        }
        heap.swap(at, child);
        at = child;
    }
}
