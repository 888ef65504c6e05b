//! The reverse auction: columns with free places at a positive price bid for rows.

use std::collections::VecDeque;

use crate::candidates::Candidates;
use crate::graph::{Edge, NONE};
use crate::market::{MAX_INCREMENT, MUST_MATCH, Market, PRICE_LIMIT, Stopped, UNIT};

/// The highest price at which a column would win a row, in parts, and the next highest.
struct Offers {
    best: i32,
    next: i32,
    chosen: Option<Edge>,
}

impl Offers {
    /// None yet above this price.
    fn above(price: i32) -> Self {
        Self { best: price, next: price, chosen: None }
    }

    /// Adds an offer above the next best.
    #[inline]
    fn insert(&mut self, offer: i32, edge: Edge) {
        if offer > self.best {
            (self.next, self.best, self.chosen) = (self.best, offer, Some(edge));
        } else {
            self.next = offer;
        }
    }
}

impl Market<'_> {
    /// The columns with a free place at a price above the lowest they may have.
    pub(crate) fn overpriced(&self) -> VecDeque<u32> {
        (0..self.graph.columns() as u32).filter(|&column| self.is_overpriced(column as usize)).collect()
    }

    pub(crate) fn is_overpriced(&self, column: usize) -> bool {
        self.places.has_free_place(column) && (self.must_fill(column) || self.prices[column] > 0)
    }

    /// The lowest price a column may have, in parts.
    pub(crate) fn floor(&self, column: usize) -> i32 {
        if self.must_fill(column) { self.premium + MUST_MATCH } else { 0 }
    }

    /// Reverse auction: columns bid, first come first served, until each is full or at its lowest price.
    ///
    /// A column bids among its candidates, and among all its rows when none of them would come.
    pub(crate) fn reverse(
        &mut self,
        mut overpriced: VecDeque<u32>,
        epsilon: i32,
        budget: &mut u64,
    ) -> Result<(), Stopped> {
        self.profits = (0..self.held.len()).map(|row| self.profit(row)).collect();
        let candidates = Candidates::new(self);
        while let Some(column) = overpriced.pop_front() {
            while self.is_overpriced(column as usize) {
                match self.bid_for_row(column as usize, &candidates, epsilon, budget)? {
                    Some(left) if left != column => overpriced.push_back(left),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// A column lowers its price until one row comes, or to the lowest it may have; returns the column that the row
    /// leaves.
    fn bid_for_row(
        &mut self,
        column: usize,
        candidates: &Candidates<'_>,
        epsilon: i32,
        budget: &mut u64,
    ) -> Result<Option<u32>, Stopped> {
        let floor = self.floor(column);
        let (rows, threshold) = candidates.of(column);
        let mut offers = self.offers(column, rows, threshold, budget)?;
        if offers.chosen.is_none() && threshold > floor {
            offers = self.offers(column, self.graph.by_column().of(column), floor, budget)?;
        }
        let Offers { best, next, chosen } = offers;
        let Some(edge) = chosen.filter(|_| best > floor + epsilon) else {
            self.set_price(column, floor);
            return if self.must_fill(column) { Err(Stopped::Diverged) } else { Ok(None) };
        };
        let lowest = best - MAX_INCREMENT * UNIT;
        let price = next.max(lowest) - epsilon;
        self.set_price(column, price.max(floor).min(self.prices[column]));
        if price - self.premium_of(column) < -PRICE_LIMIT / 2 {
            return Err(Stopped::Diverged);
        }
        Ok(self.assign(edge.column() as u32, column, edge.score() as u16))
    }

    /// The best offers of a column to some rows, above a price.
    fn offers(&self, column: usize, rows: &[Edge], above: i32, budget: &mut u64) -> Result<Offers, Stopped> {
        *budget = budget.checked_sub(rows.len() as u64).ok_or(Stopped::Exhausted)?;
        let mut offers = Offers::above(above);
        for &edge in rows {
            let offer = edge.score() as i32 * UNIT - self.profits[edge.column()];
            if offer > offers.next && !self.holds(edge.column(), column) {
                offers.insert(offer, edge);
            }
        }
        Ok(offers)
    }

    /// Sets the price of a column, and with it the profits of its holders.
    fn set_price(&mut self, column: usize, price: i32) {
        self.prices[column] = price;
        for holder in self.places.of(column) {
            self.profits[holder.column()] = holder.score() as i32 * UNIT - price;
        }
    }

    /// Moves a row to a column; returns the column it leaves.
    fn assign(&mut self, row: u32, column: usize, score: u16) -> Option<u32> {
        let price = self.prices[column];
        let previous = self.held[row as usize];
        let left = (previous != NONE).then(|| Edge::from_bits(previous).column());
        if let Some(left) = left {
            self.places.remove(left, row);
        }
        self.places.take(column, price, row, score);
        self.held[row as usize] = Edge::new(column as u32, score).bits();
        self.profits[row as usize] = self.profit(row as usize);
        left.map(|left| left as u32)
    }

    fn holds(&self, row: usize, column: usize) -> bool {
        let held = self.held[row];
        held != NONE && Edge::from_bits(held).column() == column
    }

    /// The value of a row's edge at the current prices, or of being unmatched, in parts.
    fn profit(&self, row: usize) -> i32 {
        match self.held[row] {
            NONE => self.unmatched_value(row),
            bits => {
                let edge = Edge::from_bits(bits);
                edge.score() as i32 * UNIT - self.prices[edge.column()]
            }
        }
    }
}
