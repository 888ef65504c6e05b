//! An auction of places: mentees bid for places, and columns left with free places at a price bid for mentees
//! (Bertsekas, 1981; Bertsekas and Castañon, 1989, for similar objects), with one price for each column.
//!
//! Money is counted in `unit` parts of a point. Throughout, each mentee is within `epsilon` of what suits it
//! best at the present prices. With an epsilon of one part, the whole prices of [`Market::round`] are exact
//! whenever some remainder modulo `unit` is borne by no price: nothing then lies across the rounding.

use std::collections::VecDeque;

use crate::graph::{Edge, Graph, NONE};
use crate::seats::Seats;

/// No bid goes further above the price than this many points, even without an alternative.
pub(crate) const STEEPEST: i32 = 2000;
/// How many bidders are taken at a time.
const TOGETHER: usize = 8;
/// Prices beyond this many parts are given up: far from overflow, far above any instance met.
pub(crate) const CEILING: i32 = 1 << 29;
/// What a mentee who must be placed thinks of going without.
pub(crate) const DREAD: i32 = -CEILING;

/// Why an auction stopped before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// Too many edges were read: epsilon is too fine for these prices.
    Exhausted,
    /// Prices ran off.
    RanOff,
}

/// The bid a row means to make.
#[derive(Clone, Copy)]
struct Intent {
    edge: Edge,
    /// The price seen, in parts.
    price: i32,
    /// How much more the edge is worth than the next best, in parts.
    premium: i32,
}

/// Who holds what, and the prices.
pub(crate) struct Market<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) unit: i32,
    pub(crate) prices: Vec<i32>,
    /// The edge each row holds, as bits, or `NONE`.
    pub(crate) held: Vec<u32>,
    pub(crate) seats: Seats,
    pub(crate) must: Vec<bool>,
    /// Columns that must be filled at any price, even a negative one.
    pub(crate) fill: Vec<bool>,
}

impl<'a> Market<'a> {
    /// An empty market at price zero, where every row may go without and every column may stay free.
    pub(crate) fn new(graph: &'a Graph, unit: i32) -> Self {
        Self {
            graph,
            unit,
            prices: vec![0; graph.columns()],
            held: vec![NONE; graph.rows()],
            seats: Seats::new(graph, &graph.capacities),
            must: Vec::new(),
            fill: Vec::new(),
        }
    }

    /// Empties every place and lowers every price, not below zero where a place may stay free.
    pub(crate) fn lower(&mut self, parts: i32) {
        for column in 0..self.prices.len() {
            let price = self.prices[column] - parts;
            self.prices[column] = if self.must_fill(column) { price } else { price.max(0) };
        }
        self.seats.clear();
    }

    pub(crate) fn must_fill(&self, column: usize) -> bool {
        self.fill.get(column) == Some(&true)
    }

    /// Mentees bid, first come first served, until each holds a place or prefers to go without.
    ///
    /// They are taken a few at a time, so that the memory each will need is fetched together.
    pub(crate) fn forward(
        &mut self,
        mut queue: VecDeque<u32>,
        epsilon: i32,
        budget: &mut u64,
    ) -> Result<(), Stopped> {
        let mut together = Vec::with_capacity(TOGETHER);
        while !queue.is_empty() {
            self.fetch_rows(&queue);
            let bidders = queue.drain(..queue.len().min(TOGETHER));
            together.clear();
            together.extend(bidders.filter_map(|row| Some((row, self.favourite(row)?))));
            self.fetch_seats(&together);
            for &(row, intent) in &together {
                let read = self.graph.row(row as usize).len() as u64;
                *budget = budget.checked_sub(read).ok_or(Stopped::Exhausted)?;
                queue.extend(self.bid(row, intent, epsilon)?);
            }
        }
        self.held.fill(NONE);
        for (row, edge) in self.seats.holders() {
            self.held[row as usize] = edge.bits();
        }
        Ok(())
    }

    /// Places a row's bid; returns the row that must bid again. An intent whose price has risen meanwhile is
    /// formed anew; other prices may have risen too, which only makes the bid more modest.
    fn bid(&mut self, row: u32, intent: Intent, epsilon: i32) -> Result<Option<u32>, Stopped> {
        let column = intent.edge.column();
        if self.prices[column] != intent.price {
            return Ok(Some(row));
        }
        let bid = intent.price + intent.premium.min(STEEPEST * self.unit) + epsilon;
        if bid > CEILING {
            return Err(Stopped::RanOff);
        }
        let (loser, lowest) = self.seats.take(column, bid, row, intent.edge.score() as u16);
        if let Some(lowest) = lowest {
            self.prices[column] = lowest;
        }
        Ok(loser)
    }

    /// Reads where the rows of the next bidders start and end; all at once, the waits overlap.
    fn fetch_rows(&self, queue: &VecDeque<u32>) {
        let spans = queue.iter().take(TOGETHER).map(|&row| self.graph.row(row as usize));
        let ends = spans
            .map(|row| row.first().map_or(0, |edge| edge.bits()) ^ row.last().map_or(0, |edge| edge.bits()));
        std::hint::black_box(ends.fold(0, |all, one| all ^ one));
    }

    fn fetch_seats(&self, together: &[(u32, Intent)]) {
        let short = together.iter().map(|(_, intent)| self.seats.is_short(intent.edge.column()));
        std::hint::black_box(short.fold(false, |all, one| all ^ one));
    }

    /// Seats the rows whose held edge suits them best at the present prices; returns those who would bid.
    pub(crate) fn keep(&mut self, held: &[u32]) -> VecDeque<u32> {
        let mut queue = VecDeque::new();
        for row in 0..self.graph.rows() as u32 {
            let Some(Intent { edge: best, .. }) = self.favourite(row) else { continue };
            let value = |edge: Edge| edge.score() as i32 * self.unit - self.prices[edge.column()];
            let edge = Some(held[row as usize]).filter(|&bits| bits != NONE).map(Edge::from_bits);
            let kept = edge.filter(|edge| {
                self.graph.row(row as usize).contains(edge) && value(*edge) + 1 >= value(best)
            });
            let Some(edge) = kept else {
                if edge.is_some() || value(best) > 0 || self.must.get(row as usize) == Some(&true) {
                    queue.push_back(row);
                }
                continue;
            };
            let column = edge.column();
            let (loser, _) = self.seats.take(column, self.prices[column], row, edge.score() as u16);
            queue.extend(loser);
        }
        queue
    }

    /// The edge worth most to a row and how far it is above the next best.
    fn favourite(&self, row: u32) -> Option<Intent> {
        let without = if self.must.get(row as usize) == Some(&true) { DREAD } else { 0 };
        let (mut best, mut next, mut favourite) = (without - 1, without, 0);
        for edge in self.graph.row(row as usize) {
            let value = edge.score() as i32 * self.unit - self.prices[edge.column()];
            next = next.max(value.min(best));
            favourite = if value > best { edge.bits() } else { favourite };
            best = best.max(value);
        }
        let edge = Edge::from_bits(favourite);
        (best >= without).then(|| Intent { edge, price: self.prices[edge.column()], premium: best - next })
    }

    /// Whole prices in points, rounded where the fewest prices change sides: none, when the answer is exact.
    pub(crate) fn round(&self) -> Vec<i64> {
        let mut borne = vec![0u32; self.unit as usize];
        for price in &self.prices {
            borne[price.rem_euclid(self.unit) as usize] += 1;
        }
        // Remainder 1 is kept out: a price one part above a score would round past it.
        let usual = borne.iter().enumerate().skip(2);
        let remainder = usual.min_by_key(|&(_, &count)| count).map_or(0, |(remainder, _)| remainder as i32);
        let shift = self.unit - remainder;
        self.prices.iter().map(|&price| i64::from((price + shift).div_euclid(self.unit))).collect()
    }

    /// The column of each row, or `NONE`.
    pub(crate) fn columns(&self) -> Vec<u32> {
        let column = |&bits: &u32| if bits == NONE { NONE } else { Edge::from_bits(bits).column() as u32 };
        self.held.iter().map(column).collect()
    }
}
