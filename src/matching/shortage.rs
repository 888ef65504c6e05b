//! Who shares too few places, whatever the weights.
//!
//! From somebody left out, follow every mentor they may have, then whoever holds those places, then every mentor
//! *they* may have, and so on. In an answer with as many tandems as possible no place is free on the way: so the
//! people who can only go there are more than the places there are.

use std::collections::BTreeMap;

use super::hall::Hall;
use super::lanes::Needs;

/// How many people share how many places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shortage {
    pub mentees: usize,
    pub places: usize,
}

/// Sets of columns, 64 a word.
type Columns = Vec<u64>;

/// The ways between the mentors of an answer.
pub(super) struct Ways {
    /// By mentee: the columns open to them.
    open: Vec<Columns>,
    /// By column: the columns open to those who hold its places.
    next: Vec<Columns>,
    holders: Vec<usize>,
    /// By column: which of `reaches` is what it leads to.
    reach_of: Vec<Option<usize>>,
    reaches: Vec<Columns>,
    counted: BTreeMap<Columns, Shortage>,
}

impl Ways {
    /// Reads an answer, given as the column of each mentee; `pinned` mentees have no other way than their own.
    pub fn new(
        hall: &Hall,
        column_of: impl Fn(usize) -> Option<usize> + Sync,
        pinned: impl Fn(usize) -> bool + Sync,
    ) -> Self {
        let words = hall.columns.len().div_ceil(64);
        let open = hall.each_mentee(|needs: &mut Needs, mentee| {
            let mut open = vec![0; words];
            match column_of(mentee) {
                Some(column) if pinned(mentee) => insert(&mut open, column),
                _ => hall.lanes.each_open(hall.read(mentee, needs), |mentor| {
                    insert(&mut open, hall.column(mentor) as usize);
                }),
            }
            open
        });
        let mut next = vec![vec![0; words]; hall.columns.len()];
        let mut holders = vec![0; hall.columns.len()];
        for (mentee, open) in open.iter().enumerate() {
            if let Some(column) = column_of(mentee) {
                holders[column] += 1;
                next[column].iter_mut().zip(open).for_each(|(word, other)| *word |= other);
            }
        }
        let reach_of = vec![None; hall.columns.len()];
        Self { open, next, holders, reach_of, reaches: Vec::new(), counted: BTreeMap::new() }
    }

    /// The places that somebody left out shares, and with how many; none when no mentor is open to them.
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

    /// Every column that a column leads to, itself included, as a position in `reaches`.
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
        self.share(from, reach);
        reach
    }

    /// The columns that lead back to where a reach began have the same.
    fn share(&mut self, from: usize, reach: usize) {
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

/// The lowest column that is not in another set.
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
