//! An auction of places: mentees bid for places, and columns left with free places at a price bid for mentees
//! (Bertsekas, 1981; Bertsekas and Castañon, 1989, for similar objects), with one price for each column.
//!
//! Money is counted in [`UNIT`] parts of a point. Throughout, each mentee is within `epsilon` of what suits it
//! best at the present prices. With an epsilon of one part, the whole prices of [`Market::round`] are exact
//! whenever some remainder modulo [`UNIT`] is borne by no price: nothing then lies across the rounding.

use std::collections::VecDeque;

use crate::change::Edit;
use crate::graph::{Edge, Graph, NONE};
use crate::seats::Seats;
use crate::threads::in_parts;

/// Parts of a point in which prices are counted.
pub(crate) const UNIT: i32 = 1024;
/// No bid goes further above the price than this many points, even without an alternative.
pub(crate) const STEEPEST: i32 = 2000;
/// How many bidders are taken at a time.
const TOGETHER: usize = 16;
/// How many edges of a row are met before the two best of them are taken to be nearly the best of all.
const EARLY: usize = 32;
/// Prices beyond this many parts are given up: far from overflow, far above any instance met.
pub(crate) const CEILING: i32 = 1 << 29;
/// What a mentee who must be placed thinks of going without.
pub(crate) const DREAD: i32 = -CEILING;
/// How much dearer scarce columns are than others where both are in one market, in parts: a mentee who can go
/// elsewhere never thinks of them.
pub(crate) const APART: i32 = CEILING;
/// What a mentee who must be placed thinks of going without where scarce columns stand apart.
pub(crate) const FORSAKEN: i32 = -2 * CEILING;

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

/// The best of the edges met and the value of the next best, in parts.
struct Two {
    best: i32,
    next: i32,
    favourite: u32,
}

impl Two {
    #[inline]
    fn meet(&mut self, edge: Edge, value: i32) {
        self.next = self.next.max(value.min(self.best));
        self.favourite = if value > self.best { edge.bits() } else { self.favourite };
        self.best = self.best.max(value);
    }
}

/// What a row does with what it held before.
#[derive(Clone, Copy)]
enum Seat {
    Holds(Edge),
    Without,
    Bids,
}

impl Seat {
    fn of(held: Option<Edge>) -> Self {
        held.map_or(Self::Without, Self::Holds)
    }
}

/// Who holds what, and the prices.
pub(crate) struct Market<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) prices: Vec<i32>,
    /// The edge each row holds, as bits, or `NONE`.
    pub(crate) held: Vec<u32>,
    pub(crate) seats: Seats,
    /// What going without is worth to each row, in parts; nothing when empty.
    pub(crate) without: Vec<i32>,
    /// Columns that must be filled at any price, even a negative one.
    pub(crate) fill: Vec<bool>,
    /// What is added to the price of columns that must be filled, in parts.
    pub(crate) apart: i32,
    /// What each row gains from what it holds or from going without, in parts, while columns bid.
    pub(crate) benefits: Vec<i32>,
}

impl<'a> Market<'a> {
    /// An empty market at price zero, where every row may go without and every column may stay free.
    pub(crate) fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            prices: vec![0; graph.columns()],
            held: vec![NONE; graph.rows()],
            seats: Seats::new(graph, &graph.capacities),
            without: Vec::new(),
            fill: Vec::new(),
            apart: 0,
            benefits: Vec::new(),
        }
    }

    /// Starts from prices, the scarce columns having to be filled and standing apart by so many parts.
    pub(crate) fn open(&mut self, levels: &[u8], prices: Vec<i32>, apart: i32) {
        self.fill = levels.iter().map(|&level| level > 0).collect();
        self.apart = apart;
        self.prices = prices;
        for (price, _) in self.prices.iter_mut().zip(levels).filter(|&(_, &level)| level > 0) {
            *price += apart;
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

    /// What is added to the price of a column, in parts.
    pub(crate) fn base(&self, column: usize) -> i32 {
        if self.must_fill(column) { self.apart } else { 0 }
    }

    /// What going without is worth to a row, in parts.
    #[inline]
    pub(crate) fn without(&self, row: usize) -> i32 {
        self.without.get(row).copied().unwrap_or(0)
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
            self.graph.fetch(queue.iter().take(TOGETHER).copied());
            together.clear();
            for row in queue.drain(..queue.len().min(TOGETHER)) {
                together.extend(self.look(row, budget)?.map(|intent| (row, intent)));
            }
            self.fetch_seats(&together);
            for &(row, intent) in &together {
                let up_to_date = self.prices[intent.edge.column()] == intent.price;
                let intent = if up_to_date { Some(intent) } else { self.look(row, budget)? };
                if let Some(intent) = intent {
                    queue.extend(self.bid(row, intent, epsilon)?);
                }
            }
        }
        self.held.fill(NONE);
        for (row, edge) in self.seats.holders() {
            self.held[row as usize] = edge.bits();
        }
        Ok(())
    }

    /// What a row means to bid. Once the price it saw has risen, it looks again; where only other prices have, its bid is
    /// merely more modest.
    fn look(&self, row: u32, budget: &mut u64) -> Result<Option<Intent>, Stopped> {
        let read = self.graph.row(row as usize).len() as u64;
        *budget = budget.checked_sub(read).ok_or(Stopped::Exhausted)?;
        Ok(self.favourite(row))
    }

    /// Places a row's bid; returns the row that must bid again.
    fn bid(&mut self, row: u32, intent: Intent, epsilon: i32) -> Result<Option<u32>, Stopped> {
        let column = intent.edge.column();
        let bid = intent.price + intent.premium.min(STEEPEST * UNIT) + epsilon;
        if bid - self.base(column) > CEILING {
            return Err(Stopped::RanOff);
        }
        let (loser, lowest) = self.seats.take(column, bid, row, intent.edge.score() as u16);
        if let Some(lowest) = lowest {
            self.prices[column] = lowest;
        }
        Ok(loser)
    }

    fn fetch_seats(&self, together: &[(u32, Intent)]) {
        let short = together.iter().map(|(_, intent)| self.seats.is_short(intent.edge.column()));
        std::hint::black_box(short.fold(false, |all, one| all ^ one));
    }

    /// Seats the rows where they were, as long as it suits them best at the present prices; returns those who
    /// would bid. Only the edges that changed (in order), all when `None`, may have made a difference.
    pub(crate) fn keep(&mut self, held: &[u32], edits: Option<&[Edit]>) -> VecDeque<u32> {
        let Some(edits) = edits else {
            let still = |row: usize| self.still_best(row as u32, Edge::held(held[row]));
            let all = in_parts(self.graph.threads, held.len(), |rows| rows.map(still).collect::<Vec<_>>());
            return self.seat(all.into_iter().flatten());
        };
        let mut edits = edits.iter().peekable();
        let still = |(row, &bits): (u32, &u32)| {
            let held = Edge::held(bits);
            let mine = std::iter::from_fn(|| edits.next_if(|edit| edit.line == row));
            let look = mine.fold(false, |look, edit| look | self.tempts(row, held, edit));
            if look { self.still_best(row, held) } else { Seat::of(held) }
        };
        let all: Vec<Seat> = (0..).zip(held).map(still).collect();
        self.seat(all.into_iter())
    }

    /// Gives rows their seats, in order; returns those who bid and those for whom no place is left.
    fn seat(&mut self, seats: impl Iterator<Item = Seat>) -> VecDeque<u32> {
        let mut queue = VecDeque::new();
        for (row, seat) in (0..).zip(seats) {
            match seat {
                Seat::Bids => queue.push_back(row),
                Seat::Without => {}
                Seat::Holds(edge) => {
                    let column = edge.column();
                    let (loser, _) = self.seats.take(column, self.prices[column], row, edge.score() as u16);
                    queue.extend(loser);
                }
            }
        }
        queue
    }

    /// Whether a row may think better or worse of what it holds for an edge that changed.
    fn tempts(&self, row: u32, held: Option<Edge>, edit: &Edit) -> bool {
        let column = edit.place as usize;
        let mine = held.map_or(self.without(row as usize), |held| self.value(held));
        let new = edit.score.map(|score| self.value(Edge::new(edit.place, score)));
        new.is_some_and(|new| new > mine) || held.is_some_and(|held| held.column() == column)
    }

    #[inline]
    fn value(&self, edge: Edge) -> i32 {
        edge.score() as i32 * UNIT - self.prices[edge.column()]
    }

    /// Whether a row goes on holding what it holds.
    fn still_best(&self, row: u32, held: Option<Edge>) -> Seat {
        let Some(Intent { edge: best, .. }) = self.favourite(row) else { return Seat::Without };
        let edge = held.and_then(|held| self.graph.edge(row as usize, held.column()));
        match edge.filter(|&edge| self.value(edge) + 1 >= self.value(best)) {
            Some(edge) => Seat::Holds(edge),
            None if held.is_some() || self.value(best) > self.without(row as usize) => Seat::Bids,
            None => Seat::Without,
        }
    }

    /// The edge worth most to a row and how far it is above the next best.
    ///
    /// Early edges often are among the two best so far, later ones seldom: the first are met without a branch,
    /// the others behind one that is easily foreseen.
    fn favourite(&self, row: u32) -> Option<Intent> {
        let without = self.without(row as usize);
        let mut two = Two { best: without - 1, next: without, favourite: 0 };
        let edges = self.graph.row(row as usize);
        let (early, late) = edges.split_at(edges.len().min(EARLY));
        early.iter().for_each(|&edge| two.meet(edge, self.value(edge)));
        for &edge in late {
            let value = self.value(edge);
            if value > two.next {
                two.meet(edge, value);
            }
        }
        let edge = Edge::from_bits(two.favourite);
        let price = self.prices[edge.column()];
        (two.best >= without).then(|| Intent { edge, price, premium: two.best - two.next })
    }

    /// Whole prices in points, rounded where the fewest prices change sides: none, when the answer is exact.
    pub(crate) fn round(&self) -> Vec<i64> {
        let mut borne = vec![0u32; UNIT as usize];
        for price in &self.prices {
            borne[price.rem_euclid(UNIT) as usize] += 1;
        }
        // Remainder 1 is kept out: a price one part above a score would round past it.
        let usual = borne.iter().enumerate().skip(2);
        let remainder = usual.min_by_key(|&(_, &count)| count).map_or(0, |(remainder, _)| remainder as i32);
        let shift = UNIT - remainder;
        let points =
            |(column, price): (usize, i32)| i64::from((price - self.base(column) + shift).div_euclid(UNIT));
        self.prices.iter().copied().enumerate().map(points).collect()
    }
}
