//! The mentors that suit a mentee best, at the prices of their places.

use std::cmp::Reverse;

use super::bits::{self, WORD};
use super::{Lanes, Needs};

/// A mentor found for a mentee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::matching) struct Found {
    /// The score less the price.
    pub value: i64,
    /// The position of the mentor.
    pub mentor: u32,
    /// The score.
    pub score: u16,
}

/// The price of the places of each mentor, and the least price of each lane and block.
pub(in crate::matching) struct Prices {
    of_mentor: Vec<i64>,
    of_lane: Vec<i64>,
    least: Vec<i64>,
}

/// What is looked for.
#[derive(Clone, Copy)]
pub(in crate::matching) struct Search {
    /// Only values above this matter.
    pub above: i64,
    /// How many mentors to find.
    pub limit: usize,
    /// Which position comes first among equals: the next ones follow, and the lowest come last.
    pub first: u32,
}

impl Prices {
    /// Prices by position of the mentor.
    pub fn new(lanes: &Lanes, of_mentor: Vec<i64>) -> Self {
        let least_of = |members: &Vec<u32>| members.iter().map(|&mentor| of_mentor[mentor as usize]).min();
        let of_lane: Vec<i64> =
            lanes.members.iter().map(|members| least_of(members).unwrap_or(i64::MAX)).collect();
        let least = of_lane.chunks(WORD).map(|block| block.iter().copied().min().unwrap_or(i64::MAX));
        Self { least: least.collect(), of_lane, of_mentor }
    }

    /// Every place free of charge.
    pub fn none(lanes: &Lanes) -> Self {
        Self::new(lanes, vec![0; lanes.mentors as usize])
    }
}

/// The best found so far.
struct Best<'a> {
    found: &'a mut Vec<Found>,
    search: Search,
    mentors: u32,
}

impl Best<'_> {
    /// Whether a value of at most this could still enter.
    fn could_enter(&self, value: i64) -> bool {
        value > self.search.above
            && (self.found.len() < self.search.limit
                || self.found.last().is_some_and(|last| value >= last.value))
    }

    fn order(&self, found: &Found) -> (Reverse<i64>, u32) {
        let turn = match found.mentor.checked_sub(self.search.first) {
            Some(turn) => turn,
            None => found.mentor + (self.mentors - self.search.first),
        };
        (Reverse(found.value), turn)
    }

    fn offer(&mut self, found: Found) {
        if !self.could_enter(found.value) {
            return;
        }
        let order = self.order(&found);
        let at = self.found.partition_point(|other| self.order(other) < order);
        if at < self.search.limit {
            if self.found.len() == self.search.limit {
                self.found.pop();
            }
            self.found.insert(at, found);
        }
    }
}

impl Lanes {
    /// Finds the mentors whose score less their price is greatest, greatest first.
    pub fn best(&self, needs: &Needs, prices: &Prices, search: Search, found: &mut Vec<Found>) {
        found.clear();
        let mut best = Best { found, search, mentors: self.mentors };
        let mut blocks: Vec<(i64, usize)> = (0..self.blocks)
            .filter(|&block| needs.open[block] != 0)
            .map(|block| (i64::from(self.most_in(needs, block)).saturating_sub(prices.least[block]), block))
            .filter(|&(most, _)| most > search.above)
            .collect();
        blocks.sort_unstable_by_key(|&(most, block)| (Reverse(most), block));
        for (most, block) in blocks {
            if !best.could_enter(most) {
                break;
            }
            let partial = self.scores_but_style(needs, block);
            for lane in bits::lanes_of(block, needs.open[block]) {
                let price = prices.of_lane[lane];
                let part = partial[lane % WORD];
                if best.could_enter(i64::from(part + needs.style_top) - price) {
                    let score = part + self.style_of(needs, lane);
                    for &mentor in &self.members[lane] {
                        let value = i64::from(score) - prices.of_mentor[mentor as usize];
                        best.offer(Found { value, mentor, score });
                    }
                }
            }
        }
        for &mentor in &needs.apart {
            let score = self.score(needs, mentor);
            let value = i64::from(score) - prices.of_mentor[mentor as usize];
            best.offer(Found { value, mentor, score });
        }
    }

    /// Calls `see` with every mentor open to a mentee and the score of the pair, in no particular order.
    pub fn each(&self, needs: &Needs, mut see: impl FnMut(u32, u16)) {
        for block in (0..self.blocks).filter(|&block| needs.open[block] != 0) {
            let partial = self.scores_but_style(needs, block);
            for lane in bits::lanes_of(block, needs.open[block]) {
                let score = partial[lane % WORD] + self.style_of(needs, lane);
                self.members[lane].iter().for_each(|&mentor| see(mentor, score));
            }
        }
        needs.apart.iter().for_each(|&mentor| see(mentor, self.score(needs, mentor)));
    }

    /// Calls `see` with every mentor open to a mentee, in no particular order.
    pub fn each_open(&self, needs: &Needs, mut see: impl FnMut(u32)) {
        for lane in bits::lanes(&needs.open) {
            self.members[lane].iter().for_each(|&mentor| see(mentor));
        }
        needs.apart.iter().for_each(|&mentor| see(mentor));
    }

    /// The score of one mentor.
    fn score(&self, needs: &Needs, mentor: u32) -> u16 {
        let lane = self.lane_of[mentor as usize] as usize;
        self.scores_but_style(needs, lane / WORD)[lane % WORD] + self.style_of(needs, lane)
    }

    /// A score that no open lane of a block exceeds.
    fn most_in(&self, needs: &Needs, block: usize) -> u16 {
        let open = needs.open[block];
        let sets = needs.sets.iter().skip(block).step_by(self.blocks);
        let added = needs.adds.iter().zip(sets).filter(|(_, set)| **set & open != 0).map(|(add, _)| add);
        let in_person = needs.place.filter(|_| needs.reachable[block] & open != 0);
        let near = in_person.map_or(0, |place| self.near[place].top[block]);
        let remote = if needs.remote[block] & open == 0 { 0 } else { needs.remote_points };
        needs.base + added.sum::<u16>() + near.max(remote) + needs.style_top
    }

    /// The scores of a block's open lanes, style apart.
    fn scores_but_style(&self, needs: &Needs, block: usize) -> [u16; WORD] {
        let mut scores = [needs.base; WORD];
        let sets = needs.sets.iter().skip(block).step_by(self.blocks);
        for (&add, &set) in needs.adds.iter().zip(sets) {
            if set != 0 {
                scores.iter_mut().zip(spread(set)).for_each(|(score, mask)| *score += add & mask);
            }
        }
        let remote = spread(needs.remote[block]);
        match needs.place.filter(|_| needs.reachable[block] != 0) {
            Some(place) => {
                let near = &self.near[place].points[block * WORD..][..WORD];
                let reachable = spread(needs.reachable[block]);
                for lane in 0..WORD {
                    scores[lane] += (near[lane] & reachable[lane]).max(needs.remote_points & remote[lane]);
                }
            }
            None => {
                scores.iter_mut().zip(remote).for_each(|(score, mask)| *score += needs.remote_points & mask)
            }
        }
        scores
    }

    fn style_of(&self, needs: &Needs, lane: usize) -> u16 {
        if needs.style.is_empty() {
            return 0;
        }
        let code: u8 = needs.style.iter().map(|&(question, answer)| self.style[question][answer][lane]).sum();
        self.style_points[usize::from(code)]
    }
}

/// A mask of 16 bits for each bit of a word.
#[inline(always)]
fn spread(word: u64) -> [u16; WORD] {
    const BIT: [u16; 16] = {
        let mut bits = [0; 16];
        let mut at = 0;
        while at < 16 {
            bits[at] = 1 << at;
            at += 1;
        }
        bits
    };
    let mut masks = [0; WORD];
    for (part, masks) in masks.chunks_exact_mut(16).enumerate() {
        let bits = (word >> (16 * part)) as u16;
        masks.iter_mut().zip(BIT).for_each(|(mask, bit)| *mask = if bits & bit == 0 { 0 } else { u16::MAX });
    }
    masks
}
