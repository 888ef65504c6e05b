//! Groups of mentees who share too few places, whatever the weights.
//!
//! From a mentee left out, follow the mentors open to them, then the mentees who hold those places, then the mentors open
//! to *those*, and so on. A free place along an alternating path would give one more tandem, so in a solution with as many
//! tandems as possible there is none. The mentees who can only be placed with the mentors reached are therefore more
//! numerous than the places: a Hall violator.

use std::collections::BTreeMap;

use super::buckets::Needs;
use super::problem::Problem;

/// More mentees than places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shortage {
    pub mentees: usize,
    pub places: usize,
}

/// A set of columns as a bitmap, 64 to a word.
type Columns = Vec<u64>;

/// The graph of alternating paths of a solution, over its columns.
pub(super) struct AlternatingPaths {
    /// By mentee: the columns that the rules allow.
    open: Vec<Columns>,
    /// By column: the columns open to the mentees who hold its places.
    next: Vec<Columns>,
    /// By column: how many mentees hold its places.
    holders: Vec<usize>,
    /// By column: the position in `reaches` of the columns it leads to, once computed.
    reach_of: Vec<Option<usize>>,
    reaches: Vec<Columns>,
    /// Shortages already counted, by columns reached: many mentees share one.
    counted: BTreeMap<Columns, Shortage>,
}

impl AlternatingPaths {
    /// Builds the graph of a solution, given as the column of each mentee. A `pinned` mentee can only have their own column.
    pub fn new(
        problem: &Problem,
        column_of: impl Fn(usize) -> Option<usize> + Sync,
        pinned: impl Fn(usize) -> bool + Sync,
    ) -> Self {
        let words = problem.columns.len().div_ceil(64);
        let open = problem.each_mentee(|needs: &mut Needs, mentee| {
            let mut open = vec![0; words];
            match column_of(mentee) {
                Some(column) if pinned(mentee) => insert(&mut open, column),
                _ => problem.buckets.each_open(problem.needs_of(mentee, needs), |mentor| {
                    insert(&mut open, problem.column(mentor) as usize);
                }),
            }
            open
        });
        let mut next = vec![vec![0; words]; problem.columns.len()];
        let mut holders = vec![0; problem.columns.len()];
        for (mentee, open) in open.iter().enumerate() {
            if let Some(column) = column_of(mentee) {
                holders[column] += 1;
                next[column].iter_mut().zip(open).for_each(|(word, other)| *word |= other);
            }
        }
        let reach_of = vec![None; problem.columns.len()];
        Self { open, next, holders, reach_of, reaches: Vec::new(), counted: BTreeMap::new() }
    }

    /// The shortage that a mentee left out is part of; `None` when no mentor is open to them.
    pub fn shortage(&mut self, mentee: usize) -> Option<Shortage> {
        let mut reached = vec![0; self.open[mentee].len()];
        while let Some(column) = first_outside(&self.open[mentee], &reached) {
            let reach = self.reach(column);
            reached.iter_mut().zip(&self.reaches[reach]).for_each(|(word, other)| *word |= other);
        }
        if reached.iter().all(|&word| word == 0) {
            return None;
        }
        if let Some(&counted) = self.counted.get(&reached) {
            return Some(counted);
        }
        let confined =
            |open: &&Columns| open.iter().any(|&word| word != 0) && first_outside(open, &reached).is_none();
        let shortage = Shortage {
            mentees: self.open.iter().filter(confined).count(),
            places: members(&reached).map(|column| self.holders[column]).sum(),
        };
        self.counted.insert(reached, shortage);
        Some(shortage)
    }

    /// The columns that a column leads to, itself included, as a position in `reaches`.
    fn reach(&mut self, from: usize) -> usize {
        if let Some(known) = self.reach_of[from] {
            return known;
        }
        let mut reached = vec![0; self.next[from].len()];
        insert(&mut reached, from);
        let mut waiting = vec![from];
        while let Some(column) = waiting.pop() {
            if let Some(known) = self.reach_of[column] {
                reached.iter_mut().zip(&self.reaches[known]).for_each(|(word, other)| *word |= other);
                continue;
            }
            for (word, (&next, seen)) in self.next[column].iter().zip(&mut reached).enumerate() {
                let new = next & !*seen;
                *seen |= new;
                waiting.extend(members_of(word, new));
            }
        }
        self.reaches.push(reached);
        let reach = self.reaches.len() - 1;
        self.share_reach(from, reach);
        reach
    }

    /// Gives the same reach to the columns that lead back to its origin: they form one strongly connected component.
    fn share_reach(&mut self, from: usize, reach: usize) {
        let mut back = vec![0; self.next[from].len()];
        insert(&mut back, from);
        self.reach_of[from] = Some(reach);
        let mut others: Vec<usize> =
            members(&self.reaches[reach]).filter(|&column| self.reach_of[column].is_none()).collect();
        loop {
            let before = others.len();
            others.retain(|&column| {
                let leads = self.next[column].iter().zip(&back).any(|(word, other)| word & other != 0);
                if leads {
                    insert(&mut back, column);
                    self.reach_of[column] = Some(reach);
                }
                !leads
            });
            if others.len() == before {
                return;
            }
        }
    }
}

fn insert(columns: &mut [u64], column: usize) {
    columns[column / 64] |= 1 << (column % 64);
}

/// The lowest column of a set that is not in another one.
fn first_outside(columns: &[u64], others: &[u64]) -> Option<usize> {
    let outside = columns.iter().zip(others).map(|(word, other)| word & !other);
    let (word, bits) = outside.enumerate().find(|&(_, bits)| bits != 0)?;
    Some(word * 64 + bits.trailing_zeros() as usize)
}

fn members(columns: &[u64]) -> impl Iterator<Item = usize> + '_ {
    columns.iter().enumerate().flat_map(|(word, &bits)| members_of(word, bits))
}

fn members_of(word: usize, bits: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
}
