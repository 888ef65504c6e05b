//! Finds the mentors worth most to a mentee: the score of the pair, less the price of the mentor's places.

use std::cmp::Reverse;

use super::bits::{self, WORD};
use super::{Buckets, Needs};

/// A mentor found for a mentee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rounds) struct Found {
    /// The score, less the price of the mentor's places.
    pub value: i64,
    /// The position of the mentor in the inputs.
    pub mentor: u32,
    /// The score of the pair, 0 to 1000.
    pub score: u16,
}

/// The dual price of a place with each mentor, and the lowest price in each bucket and block.
pub(in crate::rounds) struct Prices {
    of_mentor: Vec<i64>,
    of_bucket: Vec<i64>,
    of_block: Vec<i64>,
}

/// What a search returns.
#[derive(Clone, Copy)]
pub(in crate::rounds) struct Search {
    /// Only mentors worth more than this.
    pub above: i64,
    /// How many mentors at most.
    pub limit: usize,
    /// The position that wins ties; then the next ones, wrapping around.
    pub tie_break: u32,
}

impl Prices {
    /// Prices indexed by the position of the mentor.
    pub fn new(buckets: &Buckets, of_mentor: Vec<i64>) -> Self {
        let lowest = |members: &Vec<u32>| members.iter().map(|&mentor| of_mentor[mentor as usize]).min();
        let of_bucket: Vec<i64> =
            buckets.members.iter().map(|members| lowest(members).unwrap_or(i64::MAX)).collect();
        let of_block = of_bucket.chunks(WORD).map(|block| block.iter().copied().min().unwrap_or(i64::MAX));
        Self { of_block: of_block.collect(), of_bucket, of_mentor }
    }

    /// A price of zero for every place, so that mentors are ranked by score alone.
    pub fn none(buckets: &Buckets) -> Self {
        Self::new(buckets, vec![0; buckets.mentors as usize])
    }
}

/// The best mentors seen during a search, best first.
struct Best<'a> {
    found: &'a mut Vec<Found>,
    search: Search,
    mentors: u32,
}

impl Best<'_> {
    /// Whether a mentor worth at most `value` could still enter the list.
    fn could_enter(&self, value: i64) -> bool {
        value > self.search.above
            && (self.found.len() < self.search.limit
                || self.found.last().is_some_and(|last| value >= last.value))
    }

    fn order(&self, found: &Found) -> (Reverse<i64>, u32) {
        let first = self.search.tie_break;
        let tie_break = match found.mentor.checked_sub(first) {
            Some(after) => after,
            None => found.mentor + (self.mentors - first),
        };
        (Reverse(found.value), tie_break)
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

impl Buckets {
    /// Finds the mentors whose score less their price is greatest, greatest first.
    ///
    /// Branch and bound: blocks are visited in order of an upper bound on their value, and the search stops at the first
    /// block that cannot improve the list.
    pub fn best(&self, needs: &Needs, prices: &Prices, search: Search, found: &mut Vec<Found>) {
        found.clear();
        let mut best = Best { found, search, mentors: self.mentors };
        let mut blocks: Vec<(i64, usize)> = (0..self.blocks)
            .filter(|&block| needs.open[block] != 0)
            .map(|block| (self.most_in(needs, block), block))
            .filter(|&(most, _)| most >= needs.least)
            .map(|(most, block)| (i64::from(most).saturating_sub(prices.of_block[block]), block))
            .filter(|&(most, _)| most > search.above)
            .collect();
        blocks.sort_unstable_by_key(|&(most, block)| (Reverse(most), block));
        for (most, block) in blocks {
            if !best.could_enter(most) {
                break;
            }
            // Style is looked up bucket by bucket, and only where the rest of the score leaves it a chance to matter.
            let partial = self.scores_but_style(needs, block);
            for bucket in bits::buckets_of(block, needs.open[block]) {
                let price = prices.of_bucket[bucket];
                let part = partial[bucket % WORD];
                if best.could_enter(i64::from(part + needs.style_top) - price) {
                    let score = part + self.style_of(needs, bucket);
                    if score < needs.least {
                        continue;
                    }
                    for &mentor in &self.members[bucket] {
                        let value = i64::from(score) - prices.of_mentor[mentor as usize];
                        best.offer(Found { value, mentor, score });
                    }
                }
            }
        }
        for &mentor in &needs.apart {
            let score = self.score(needs, mentor);
            let value = i64::from(score) - prices.of_mentor[mentor as usize];
            if score >= needs.least {
                best.offer(Found { value, mentor, score });
            }
        }
    }

    /// Calls `see` with every mentor open to a mentee and the score of the pair, in no particular order.
    pub fn each(&self, needs: &Needs, mut see: impl FnMut(u32, u16)) {
        for block in (0..self.blocks).filter(|&block| needs.open[block] != 0) {
            let partial = self.scores_but_style(needs, block);
            for bucket in bits::buckets_of(block, needs.open[block]) {
                let score = partial[bucket % WORD] + self.style_of(needs, bucket);
                if score >= needs.least {
                    self.members[bucket].iter().for_each(|&mentor| see(mentor, score));
                }
            }
        }
        let apart = needs.apart.iter().map(|&mentor| (mentor, self.score(needs, mentor)));
        apart.filter(|&(_, score)| score >= needs.least).for_each(|(mentor, score)| see(mentor, score));
    }

    /// Calls `see` with every mentor open to a mentee, in no particular order.
    pub fn each_open(&self, needs: &Needs, mut see: impl FnMut(u32)) {
        if needs.least > 0 {
            return self.each(needs, |mentor, _| see(mentor));
        }
        for bucket in bits::buckets(&needs.open) {
            self.members[bucket].iter().for_each(|&mentor| see(mentor));
        }
        needs.apart.iter().for_each(|&mentor| see(mentor));
    }

    /// The score of a mentee with one mentor.
    fn score(&self, needs: &Needs, mentor: u32) -> u16 {
        let bucket = self.bucket_of[mentor as usize] as usize;
        self.scores_but_style(needs, bucket / WORD)[bucket % WORD] + self.style_of(needs, bucket)
    }

    /// An upper bound on the scores of a block's open buckets.
    fn most_in(&self, needs: &Needs, block: usize) -> u16 {
        let open = needs.open[block];
        let sets = needs.sets.iter().skip(block).step_by(self.blocks);
        let added = needs.adds.iter().zip(sets).filter(|(_, set)| **set & open != 0).map(|(add, _)| add);
        let in_person = needs.place.filter(|_| needs.reachable[block] & open != 0);
        let near = in_person.map_or(0, |place| self.near[place].top[block]);
        let remote = if needs.remote[block] & open == 0 { 0 } else { needs.remote_points };
        needs.base + added.sum::<u16>() + near.max(remote) + needs.style_top
    }

    /// The scores of a block's open buckets, without the points of style.
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
                for bucket in 0..WORD {
                    scores[bucket] +=
                        (near[bucket] & reachable[bucket]).max(needs.remote_points & remote[bucket]);
                }
            }
            None => {
                scores.iter_mut().zip(remote).for_each(|(score, mask)| *score += needs.remote_points & mask)
            }
        }
        scores
    }

    fn style_of(&self, needs: &Needs, bucket: usize) -> u16 {
        if needs.style.is_empty() {
            return 0;
        }
        let code: u8 =
            needs.style.iter().map(|&(question, answer)| self.style[question][answer][bucket]).sum();
        self.style_points[usize::from(code)]
    }
}

/// Widens each bit of a word to a mask of 16 bits, in a form that the compiler vectorises.
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
