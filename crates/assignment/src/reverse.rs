//! The other side of the auction: columns with free places at a price bid for mentees.

use std::collections::VecDeque;

use crate::graph::{Edge, NONE};
use crate::market::{CEILING, DREAD, Market, STEEPEST, Stopped, UNIT};

impl Market<'_> {
    /// The columns whose price is above what a free place may cost.
    pub(crate) fn stuck(&self) -> VecDeque<u32> {
        (0..self.graph.columns() as u32).filter(|&column| self.is_stuck(column as usize)).collect()
    }

    fn is_stuck(&self, column: usize) -> bool {
        self.seats.is_short(column) && (self.must_fill(column) || self.prices[column] > 0)
    }

    /// Columns bid, first come first served, until each is full or as cheap as it may be.
    pub(crate) fn backward(
        &mut self,
        mut stuck: VecDeque<u32>,
        epsilon: i32,
        budget: &mut u64,
    ) -> Result<(), Stopped> {
        let applicants = self.graph.applicants();
        self.benefits = (0..self.held.len()).map(|row| self.benefit(row)).collect();
        while let Some(column) = stuck.pop_front() {
            while self.is_stuck(column as usize) {
                let read = applicants.of(column as usize).len() as u64;
                *budget = budget.checked_sub(read).ok_or(Stopped::Exhausted)?;
                match self.call(column as usize, epsilon)? {
                    Some(left) if left != column => stuck.push_back(left),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// A column lowers its price until one applicant comes, or to zero; returns the column that one leaves.
    fn call(&mut self, column: usize, epsilon: i32) -> Result<Option<u32>, Stopped> {
        let floor = if self.must_fill(column) { self.apart + DREAD } else { 0 };
        let (mut best, mut next, mut chosen) = (floor, floor, None);
        for &edge in self.graph.applicants().of(column) {
            let offer = edge.score() as i32 * UNIT - self.benefits[edge.column()];
            if offer > next && !self.holds(edge.column(), column) {
                if offer > best {
                    (next, best, chosen) = (best, offer, Some(edge));
                } else {
                    next = offer;
                }
            }
        }
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

    /// Lets every holder of a column pay the same.
    fn reprice(&mut self, column: usize, price: i32) {
        self.prices[column] = price;
        self.seats.reprice(column, price);
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
