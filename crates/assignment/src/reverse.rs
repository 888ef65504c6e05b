//! The other side of the auction: columns with free places at a price bid for mentees.

use std::collections::VecDeque;

use crate::graph::{Edge, NONE};
use crate::market::{CEILING, DREAD, Market, STEEPEST, Stopped, UNIT};
use crate::near::Near;

/// The best offer a column could make, in parts, and the next best.
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

    /// Takes in an offer better than the next best.
    #[inline]
    fn meet(&mut self, offer: i32, edge: Edge) {
        if offer > self.best {
            (self.next, self.best, self.chosen) = (self.best, offer, Some(edge));
        } else {
            self.next = offer;
        }
    }
}

impl Market<'_> {
    /// The columns whose price is above what a free place may cost.
    pub(crate) fn stuck(&self) -> VecDeque<u32> {
        (0..self.graph.columns() as u32).filter(|&column| self.is_stuck(column as usize)).collect()
    }

    pub(crate) fn is_stuck(&self, column: usize) -> bool {
        self.seats.is_short(column) && (self.must_fill(column) || self.prices[column] > 0)
    }

    /// The least a column may cost.
    pub(crate) fn floor(&self, column: usize) -> i32 {
        if self.must_fill(column) { self.apart + DREAD } else { 0 }
    }

    /// Columns bid, first come first served, until each is full or as cheap as it may be.
    ///
    /// Those who would nearly come are asked first, and everybody where none of them would.
    pub(crate) fn backward(
        &mut self,
        mut stuck: VecDeque<u32>,
        epsilon: i32,
        budget: &mut u64,
    ) -> Result<(), Stopped> {
        self.benefits = (0..self.held.len()).map(|row| self.benefit(row)).collect();
        let near = Near::new(self);
        while let Some(column) = stuck.pop_front() {
            while self.is_stuck(column as usize) {
                match self.call(column as usize, &near, epsilon, budget)? {
                    Some(left) if left != column => stuck.push_back(left),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// A column lowers its price until one applicant comes, or to the least it may cost; returns the column that
    /// one leaves.
    fn call(
        &mut self,
        column: usize,
        near: &Near<'_>,
        epsilon: i32,
        budget: &mut u64,
    ) -> Result<Option<u32>, Stopped> {
        let floor = self.floor(column);
        let (applicants, bottom) = near.of(column);
        let mut offers = self.offers(column, applicants, bottom, budget)?;
        if offers.chosen.is_none() && bottom > floor {
            offers = self.offers(column, self.graph.applicants().of(column), floor, budget)?;
        }
        let Offers { best, next, chosen } = offers;
        let Some(edge) = chosen.filter(|_| best > floor + epsilon) else {
            self.reprice(column, floor);
            return if self.must_fill(column) { Err(Stopped::RanOff) } else { Ok(None) };
        };
        let gentlest = best - STEEPEST * UNIT;
        let price = next.max(gentlest) - epsilon;
        self.reprice(column, price.max(floor).min(self.prices[column]));
        if price - self.base(column) < -CEILING / 2 {
            return Err(Stopped::RanOff);
        }
        Ok(self.welcome(edge.column() as u32, column, edge.score() as u16))
    }

    /// The best offers of a column above a price.
    fn offers(
        &self,
        column: usize,
        applicants: &[Edge],
        above: i32,
        budget: &mut u64,
    ) -> Result<Offers, Stopped> {
        *budget = budget.checked_sub(applicants.len() as u64).ok_or(Stopped::Exhausted)?;
        let mut offers = Offers::above(above);
        for &edge in applicants {
            let offer = edge.score() as i32 * UNIT - self.benefits[edge.column()];
            if offer > offers.next && !self.holds(edge.column(), column) {
                offers.meet(offer, edge);
            }
        }
        Ok(offers)
    }

    /// Lets every holder of a column pay the same.
    fn reprice(&mut self, column: usize, price: i32) {
        self.prices[column] = price;
        for holder in self.seats.of(column) {
            self.benefits[holder.column()] = holder.score() as i32 * UNIT - price;
        }
    }

    fn welcome(&mut self, row: u32, column: usize, score: u16) -> Option<u32> {
        let price = self.prices[column];
        let before = self.held[row as usize];
        let left = (before != NONE).then(|| Edge::from_bits(before).column());
        if let Some(left) = left {
            self.seats.leave(left, row);
        }
        self.seats.take(column, price, row, score);
        self.held[row as usize] = Edge::new(column as u32, score).bits();
        self.benefits[row as usize] = self.benefit(row as usize);
        left.map(|left| left as u32)
    }

    fn holds(&self, row: usize, column: usize) -> bool {
        let held = self.held[row];
        held != NONE && Edge::from_bits(held).column() == column
    }

    /// What a row gains from what it holds, in parts, or from going without.
    fn benefit(&self, row: usize) -> i32 {
        match self.held[row] {
            NONE => self.without(row),
            bits => {
                let edge = Edge::from_bits(bits);
                edge.score() as i32 * UNIT - self.prices[edge.column()]
            }
        }
    }
}
