//! The places of each column with the bids that hold them.

use crate::graph::Graph;

/// One heap a column, the lowest bid on top, all in one allocation.
pub(crate) struct Seats {
    offsets: Vec<u32>,
    counts: Vec<u32>,
    /// Bid in the high half, row in the low one, so that equal bids are ordered by row.
    bids: Vec<i64>,
}

impl Seats {
    /// Every place is free. A column wider than all who could come keeps one place more than that.
    pub(crate) fn new(graph: &Graph) -> Self {
        let mut degrees = vec![0u32; graph.columns()];
        graph.edges.iter().for_each(|edge| degrees[edge.column()] += 1);
        let mut offsets = Vec::with_capacity(graph.columns() + 1);
        let mut total = 0;
        for (&capacity, degree) in graph.capacities.iter().zip(degrees) {
            offsets.push(total);
            total += capacity.min(degree + 1);
        }
        offsets.push(total);
        Self { offsets, counts: vec![0; graph.columns()], bids: vec![0; total as usize] }
    }

    pub(crate) fn clear(&mut self) {
        self.counts.fill(0);
    }

    fn span(&self, column: usize) -> std::ops::Range<usize> {
        self.offsets[column] as usize..self.offsets[column + 1] as usize
    }

    pub(crate) fn is_short(&self, column: usize) -> bool {
        (self.counts[column] as usize) < self.span(column).len()
    }

    /// The price of a full column: the lowest bid that holds a place.
    pub(crate) fn lowest_if_full(&self, column: usize) -> Option<i32> {
        let span = self.span(column);
        let full = self.counts[column] as usize == span.len();
        if full { self.bids[span].first().map(|&bid| (bid >> 32) as i32) } else { None }
    }

    /// Gives a row a place for its bid; returns the row that loses one, the lowest bidder of a full column.
    /// A column without any place turns the newcomer itself away.
    pub(crate) fn take(&mut self, column: usize, bid: i32, row: u32) -> Option<u32> {
        let span = self.span(column);
        let entry = i64::from(bid) << 32 | i64::from(row);
        let count = &mut self.counts[column];
        let heap = &mut self.bids[span];
        if (*count as usize) < heap.len() {
            heap[*count as usize] = entry;
            *count += 1;
            sift_up(&mut heap[..*count as usize]);
            return None;
        }
        let Some(lowest) = heap.first_mut() else { return Some(row) };
        let loser = *lowest as u32;
        *lowest = entry;
        sift_down(heap);
        Some(loser)
    }

    /// Takes a row's place away.
    pub(crate) fn leave(&mut self, column: usize, row: u32) {
        let span = self.span(column);
        let count = self.counts[column] as usize;
        let heap = &mut self.bids[span][..count];
        if let Some(at) = heap.iter().position(|&bid| bid as u32 == row) {
            heap.swap(at, count - 1);
            self.counts[column] -= 1;
            heap[..count - 1].sort_unstable();
        }
    }

    /// Lets every holder of a column pay the same.
    pub(crate) fn reprice(&mut self, column: usize, price: i32) {
        let span = self.span(column);
        let heap = &mut self.bids[span][..self.counts[column] as usize];
        for bid in &mut *heap {
            *bid = i64::from(price) << 32 | (*bid & 0xFFFF_FFFF);
        }
        heap.sort_unstable();
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
