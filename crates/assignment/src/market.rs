//! An auction of places: mentees bid for places (forward), and columns left with free places at a positive price bid
//! for mentees (reverse), with one price for each column (Bertsekas, 1981; Bertsekas and Castañon, 1989, for similar
//! objects).
//!
//! Prices are counted in [`UNIT`] parts of a point. Throughout, what each mentee holds is within `epsilon` of the best
//! for them at the current prices (epsilon-complementary slackness). With an epsilon of one part, the prices rounded by
//! [`Market::whole_prices`] are exactly optimal whenever some remainder modulo [`UNIT`] is that of no price: rounding
//! at that remainder then keeps every inequality.

use std::collections::VecDeque;

use crate::change::Edit;
use crate::graph::{Edge, Graph, NONE};
use crate::places::Places;
use crate::threads::in_parts;

/// Parts of a point in which prices are counted.
pub(crate) const UNIT: i32 = 1024;
/// The most by which a bid may exceed the price, in points, even from a row that has no alternative.
pub(crate) const MAX_INCREMENT: i32 = 2000;
/// How many bidders are read together.
const BATCH: usize = 16;
/// How many edges of a row are compared without a branch, until its two best so far are likely to stay the best.
const HEAD: usize = 32;
/// The auction stops when a price exceeds this many parts: far from overflow, far above any instance met.
pub(crate) const PRICE_LIMIT: i32 = 1 << 29;
/// The value of being unmatched, in parts, for a row that must be matched.
pub(crate) const MUST_MATCH: i32 = -PRICE_LIMIT;
/// What is added to the prices of scarce columns where they share a market with others, in parts: so much that a row
/// with an edge to another column never bids for a scarce one.
pub(crate) const SCARCITY_PREMIUM: i32 = PRICE_LIMIT;
/// The value of being unmatched, in parts, for a row that must be matched where scarce columns bear a premium.
pub(crate) const MUST_MATCH_AT_PREMIUM: i32 = -2 * PRICE_LIMIT;

/// Why an auction stopped before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// Too many edges were read: epsilon is too fine for these prices.
    Exhausted,
    /// A price passed its limit.
    Diverged,
}

/// The bid that suits a row best at the prices it read.
#[derive(Clone, Copy)]
struct Bid {
    edge: Edge,
    /// The price read, in parts.
    price: i32,
    /// How much more the edge is worth than the next best, in parts.
    margin: i32,
}

/// The best of the edges read and the value of the next best, in parts.
struct BestTwo {
    best: i32,
    next: i32,
    edge: u32,
}

impl BestTwo {
    #[inline]
    fn insert(&mut self, edge: Edge, value: i32) {
        self.next = self.next.max(value.min(self.best));
        self.edge = if value > self.best { edge.bits() } else { self.edge };
        self.best = self.best.max(value);
    }
}

/// What a row of an earlier answer does at the start.
#[derive(Clone, Copy)]
enum Restart {
    Holds(Edge),
    Unmatched,
    Bids,
}

impl Restart {
    fn unchanged(held: Option<Edge>) -> Self {
        held.map_or(Self::Unmatched, Self::Holds)
    }
}

/// The state of an auction: who holds what, and the prices.
pub(crate) struct Market<'a> {
    pub(crate) graph: &'a Graph,
    /// The price of each column, in parts.
    pub(crate) prices: Vec<i32>,
    /// The edge each row holds, as bits, or `NONE`.
    pub(crate) held: Vec<u32>,
    pub(crate) places: Places,
    /// The value of being unmatched to each row, in parts; 0 to all when empty.
    pub(crate) unmatched_values: Vec<i32>,
    /// Columns that must be filled at any price, even a negative one; none when empty.
    pub(crate) must_fill: Vec<bool>,
    /// What is added to the price of columns that must be filled, in parts.
    pub(crate) premium: i32,
    /// The value of each row's edge at the current prices, or of being unmatched, in parts; kept up to date by the
    /// reverse auction only.
    pub(crate) profits: Vec<i32>,
}

impl<'a> Market<'a> {
    /// An empty market at price zero, where every row may stay unmatched and every place free.
    pub(crate) fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            prices: vec![0; graph.columns()],
            held: vec![NONE; graph.rows()],
            places: Places::new(graph, &graph.capacities),
            unmatched_values: Vec::new(),
            must_fill: Vec::new(),
            premium: 0,
            profits: Vec::new(),
        }
    }

    /// Sets the prices to start from: scarce columns must be filled, and `premium` parts are added to their prices.
    pub(crate) fn set_prices(&mut self, levels: &[u8], prices: Vec<i32>, premium: i32) {
        self.must_fill = levels.iter().map(|&level| level > 0).collect();
        self.premium = premium;
        self.prices = prices;
        for (price, _) in self.prices.iter_mut().zip(levels).filter(|&(_, &level)| level > 0) {
            *price += premium;
        }
    }

    /// Empties every place and lowers every price, not below zero where a place may stay free.
    pub(crate) fn lower(&mut self, parts: i32) {
        for column in 0..self.prices.len() {
            let price = self.prices[column] - parts;
            self.prices[column] = if self.must_fill(column) { price } else { price.max(0) };
        }
        self.places.clear();
    }

    pub(crate) fn must_fill(&self, column: usize) -> bool {
        self.must_fill.get(column) == Some(&true)
    }

    /// What is added to the price of a column, in parts.
    pub(crate) fn premium_of(&self, column: usize) -> i32 {
        if self.must_fill(column) { self.premium } else { 0 }
    }

    /// The value of being unmatched to a row, in parts.
    #[inline]
    pub(crate) fn unmatched_value(&self, row: usize) -> i32 {
        self.unmatched_values.get(row).copied().unwrap_or(0)
    }

    /// Forward auction: rows bid, first come first served, until each holds a place or prefers to be unmatched.
    ///
    /// Rows are read a batch at a time, so that their cache misses overlap.
    pub(crate) fn forward(
        &mut self,
        mut queue: VecDeque<u32>,
        epsilon: i32,
        budget: &mut u64,
    ) -> Result<(), Stopped> {
        let mut batch = Vec::with_capacity(BATCH);
        while !queue.is_empty() {
            self.graph.prefetch(queue.iter().take(BATCH).copied());
            batch.clear();
            for row in queue.drain(..queue.len().min(BATCH)) {
                batch.extend(self.read_bid(row, budget)?.map(|bid| (row, bid)));
            }
            self.prefetch_places(&batch);
            for &(row, bid) in &batch {
                // A price that has risen since may make another edge best. Where only other prices have risen the
                // bid stands: it is merely lower than it could be.
                let up_to_date = self.prices[bid.edge.column()] == bid.price;
                let bid = if up_to_date { Some(bid) } else { self.read_bid(row, budget)? };
                if let Some(bid) = bid {
                    queue.extend(self.place_bid(row, bid, epsilon)?);
                }
            }
        }
        self.held.fill(NONE);
        for (row, edge) in self.places.holders() {
            self.held[row as usize] = edge.bits();
        }
        Ok(())
    }

    /// A row's best bid, the edges read being taken from the budget.
    fn read_bid(&self, row: u32, budget: &mut u64) -> Result<Option<Bid>, Stopped> {
        let read = self.graph.row(row as usize).len() as u64;
        *budget = budget.checked_sub(read).ok_or(Stopped::Exhausted)?;
        Ok(self.best_bid(row))
    }

    /// Places a row's bid; returns the row that must bid again.
    fn place_bid(&mut self, row: u32, bid: Bid, epsilon: i32) -> Result<Option<u32>, Stopped> {
        let column = bid.edge.column();
        let amount = bid.price + bid.margin.min(MAX_INCREMENT * UNIT) + epsilon;
        if amount - self.premium_of(column) > PRICE_LIMIT {
            return Err(Stopped::Diverged);
        }
        let (loser, lowest) = self.places.take(column, amount, row, bid.edge.score() as u16);
        if let Some(lowest) = lowest {
            self.prices[column] = lowest;
        }
        Ok(loser)
    }

    fn prefetch_places(&self, batch: &[(u32, Bid)]) {
        let free = batch.iter().map(|(_, bid)| self.places.has_free_place(bid.edge.column()));
        std::hint::black_box(free.fold(false, |all, one| all ^ one));
    }

    /// Lets rows of an earlier answer keep what they held where it is still best at the current prices; returns the
    /// rows that must bid. Only edits (in order) can have changed what is best; when `None`, any edge may have.
    pub(crate) fn restore(&mut self, held: &[u32], edits: Option<&[Edit]>) -> VecDeque<u32> {
        let Some(edits) = edits else {
            let restart = |row: usize| self.restart_of(row as u32, Edge::held(held[row]));
            let all = in_parts(self.graph.threads, held.len(), |rows| rows.map(restart).collect::<Vec<_>>());
            return self.take_places(all.into_iter().flatten());
        };
        let mut edits = edits.iter().peekable();
        let restart = |(row, &bits): (u32, &u32)| {
            let held = Edge::held(bits);
            let mine = std::iter::from_fn(|| edits.next_if(|edit| edit.from == row));
            let affected = mine.fold(false, |affected, edit| affected | self.may_affect(row, held, edit));
            if affected { self.restart_of(row, held) } else { Restart::unchanged(held) }
        };
        let all: Vec<Restart> = (0..).zip(held).map(restart).collect();
        self.take_places(all.into_iter())
    }

    /// Gives rows the places they keep, in order; returns the rows that bid, those that lost their place included.
    fn take_places(&mut self, restarts: impl Iterator<Item = Restart>) -> VecDeque<u32> {
        let mut queue = VecDeque::new();
        for (row, restart) in (0..).zip(restarts) {
            match restart {
                Restart::Bids => queue.push_back(row),
                Restart::Unmatched => {}
                Restart::Holds(edge) => {
                    let column = edge.column();
                    let (loser, _) = self.places.take(column, self.prices[column], row, edge.score() as u16);
                    queue.extend(loser);
                }
            }
        }
        queue
    }

    /// Whether an edit may make what a row holds worse, or another edge better than it.
    fn may_affect(&self, row: u32, held: Option<Edge>, edit: &Edit) -> bool {
        let column = edit.to as usize;
        let mine = held.map_or(self.unmatched_value(row as usize), |held| self.value(held));
        let new = edit.score.map(|score| self.value(Edge::new(edit.to, score)));
        new.is_some_and(|new| new > mine) || held.is_some_and(|held| held.column() == column)
    }

    #[inline]
    fn value(&self, edge: Edge) -> i32 {
        edge.score() as i32 * UNIT - self.prices[edge.column()]
    }

    /// Whether a row keeps what it held: it does when that is within one part of its best.
    fn restart_of(&self, row: u32, held: Option<Edge>) -> Restart {
        let Some(Bid { edge: best, .. }) = self.best_bid(row) else { return Restart::Unmatched };
        let edge = held.and_then(|held| self.graph.edge(row as usize, held.column()));
        match edge.filter(|&edge| self.value(edge) + 1 >= self.value(best)) {
            Some(edge) => Restart::Holds(edge),
            None if held.is_some() || self.value(best) > self.unmatched_value(row as usize) => Restart::Bids,
            None => Restart::Unmatched,
        }
    }

    /// The bid for the edge worth most to a row; none when being unmatched is worth more than any edge.
    ///
    /// Early edges often are among the two best so far, later ones seldom: the first are compared without a branch,
    /// the others behind one that is predicted well.
    fn best_bid(&self, row: u32) -> Option<Bid> {
        let unmatched = self.unmatched_value(row as usize);
        let mut two = BestTwo { best: unmatched - 1, next: unmatched, edge: 0 };
        let edges = self.graph.row(row as usize);
        let (head, tail) = edges.split_at(edges.len().min(HEAD));
        head.iter().for_each(|&edge| two.insert(edge, self.value(edge)));
        for &edge in tail {
            let value = self.value(edge);
            if value > two.next {
                two.insert(edge, value);
            }
        }
        let edge = Edge::from_bits(two.edge);
        let price = self.prices[edge.column()];
        (two.best >= unmatched).then(|| Bid { edge, price, margin: two.best - two.next })
    }

    /// Prices in whole points, premiums taken off. They are rounded at the remainder modulo [`UNIT`] that the fewest
    /// prices have; when no price has it, rounding is exact.
    pub(crate) fn whole_prices(&self) -> Vec<i64> {
        let mut counts = vec![0u32; UNIT as usize];
        for price in &self.prices {
            counts[price.rem_euclid(UNIT) as usize] += 1;
        }
        // Remainders 0 and 1 are left out: a price one part above a score would round past it.
        let eligible = counts.iter().enumerate().skip(2);
        let remainder =
            eligible.min_by_key(|&(_, &count)| count).map_or(0, |(remainder, _)| remainder as i32);
        let shift = UNIT - remainder;
        let points = |(column, price): (usize, i32)| {
            i64::from((price - self.premium_of(column) + shift).div_euclid(UNIT))
        };
        self.prices.iter().copied().enumerate().map(points).collect()
    }
}
