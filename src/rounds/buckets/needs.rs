//! What one mentee needs, as a query over the buckets: which are open to them, and which attributes give points.

use super::bits::{self, Bits};
use super::build::narrow;
use super::{Buckets, Coded, set_bits};
use crate::rounds::closeness::{
    MOMENTS_COUNTED, NEUTRAL, REMOTE_ONLY, fluency, moments_in_common, points, share_of_needs,
};
use crate::rounds::criteria::Criterion;
use crate::rounds::inputs::MenteeInput;
use crate::rounds::pairs::Facts;
use crate::rounds::rules::{COMPARING, SUFFICIENT};
use crate::rounds::settings::Floor;

/// The query of one mentee; reused from one mentee to the next to save allocations.
#[derive(Default)]
pub(in crate::rounds) struct Needs {
    /// The buckets in which the rules allow every mentor.
    pub(super) open: Bits,
    /// The allowed mentors of the buckets in which a personal rule forbids another mentor.
    pub(super) apart: Vec<u32>,
    /// The least score of a pair.
    pub(super) least: u16,
    /// The points that every open bucket has.
    pub(super) base: u16,
    /// The points that each set of buckets adds, and the sets, concatenated.
    pub(super) adds: Vec<u16>,
    pub(super) sets: Vec<u64>,
    /// The mentee's home, and the buckets they can meet in person.
    pub(super) place: Option<usize>,
    pub(super) reachable: Bits,
    /// The buckets that can meet them remotely, and the points of distance which that gives.
    pub(super) remote: Bits,
    pub(super) remote_points: u16,
    /// The questions on style that the mentee answered, each with the answer, both counted from 0.
    pub(super) style: Vec<(usize, usize)>,
    /// The most points their style can add.
    pub(super) style_top: u16,
    buffer: Bits,
}

impl Needs {
    /// Reads a mentee; `forbidden` holds the positions of the mentors that personal rules forbid.
    pub fn read(
        &mut self,
        buckets: &Buckets,
        mentee: &MenteeInput,
        facts: &Facts,
        forbidden: &[u32],
        floor: Floor,
    ) {
        self.open.clear();
        self.open.resize(buckets.blocks, u64::MAX);
        let mut buffer = std::mem::take(&mut self.buffer);
        COMPARING.iter().for_each(|&rule| buckets.narrow(rule, mentee, facts, &mut self.open, &mut buffer));
        self.least = narrow(floor.points);
        if floor.one_need && facts.topics != 0 {
            bits::clear(&mut buffer, buckets.blocks);
            set_bits(facts.topics).for_each(|topic| bits::add(&mut buffer, &buckets.topics[topic]));
            bits::intersect(&mut self.open, &buffer);
        }
        self.buffer = buffer;
        self.set_apart(buckets, forbidden);
        self.base = 0;
        self.adds.clear();
        self.sets.clear();
        let most = |criterion: Criterion| buckets.most[criterion as usize];
        self.coded(&buckets.trades, &facts.trades, most(Criterion::Trade));
        self.coded(&buckets.sectors, &facts.sectors, most(Criterion::Sector));
        self.counted(&buckets.topics, facts.topics, facts.topics.count_ones(), |met| {
            points(most(Criterion::Topics), share_of_needs(facts.topics.count_ones(), met))
        });
        self.counted(&buckets.moments, facts.availabilities, MOMENTS_COUNTED, |shared| {
            points(most(Criterion::Availability), moments_in_common(shared))
        });
        self.fluent(buckets, facts, most(Criterion::Language));
        self.meet(buckets, facts, most(Criterion::Distance));
        self.alike(buckets, facts, most(Criterion::Style));
    }

    /// Closes the buckets with a forbidden mentor, and lists their other mentors one by one.
    fn set_apart(&mut self, buckets: &Buckets, forbidden: &[u32]) {
        self.apart.clear();
        for &mentor in forbidden {
            let bucket = buckets.bucket_of[mentor as usize] as usize;
            if bits::has(&self.open, bucket) {
                bits::remove(&mut self.open, bucket);
                let others = buckets.members[bucket].iter().copied();
                self.apart.extend(others.filter(|other| !forbidden.contains(other)));
            }
        }
    }

    /// Adds points to a set of buckets, unless there are none to add.
    fn add(&mut self, points: u32, fill: impl FnOnce(&mut [u64])) {
        if points > 0 {
            let start = self.sets.len();
            self.sets.resize(start + self.open.len(), 0);
            fill(&mut self.sets[start..]);
            self.adds.push(narrow(points));
        }
    }

    fn coded(&mut self, coded: &Coded, wanted: &[usize], most: u32) {
        let neutral = points(most, NEUTRAL);
        if wanted.is_empty() {
            self.base += narrow(neutral);
            return;
        }
        self.add(neutral, |set| bits::add(set, &coded.silent));
        let mut below = 0;
        for (degree, &closeness) in coded.degrees.iter().enumerate() {
            let reached = points(most, u32::from(closeness));
            self.add(reached - below, |set| {
                for close in wanted.iter().filter_map(|code| coded.at_least.get(code)) {
                    bits::add(set, &close[degree]);
                }
            });
            below = reached;
        }
    }

    /// Adds points by how many of the wanted sets (bits of a mask) a bucket is in, up to `most` of them.
    fn counted(&mut self, sets: &[Bits], wanted: u32, most: u32, worth: impl Fn(u32) -> u32) {
        let mut below = worth(0);
        self.base += narrow(below);
        let blocks = self.open.len();
        let mut at_least = std::mem::take(&mut self.buffer);
        bits::clear(&mut at_least, blocks * most as usize);
        for position in set_bits(wanted) {
            // A unary counter for each bucket: `at_least[n]` holds the buckets in more than `n` of the sets.
            for (block, &word) in
                sets[position].iter().enumerate().filter(|&(block, _)| self.open[block] != 0)
            {
                let mut carried = word;
                for count in at_least.iter_mut().skip(block).step_by(blocks) {
                    let also = *count & carried;
                    *count |= carried;
                    carried = also;
                }
            }
        }
        for (met, buckets) in (1..).zip(at_least.chunks_exact(blocks.max(1))) {
            self.add(worth(met) - below, |set| bits::add(set, buckets));
            below = worth(met);
        }
        self.buffer = at_least;
    }

    fn fluent(&mut self, buckets: &Buckets, facts: &Facts, most: u32) {
        let mut below = points(most, fluency(SUFFICIENT));
        self.base += narrow(below);
        for level in SUFFICIENT + 1..=6 {
            let reached = points(most, fluency(level));
            self.add(reached - below, |set| buckets.sharing(facts, level, set));
            below = reached;
        }
    }

    fn meet(&mut self, buckets: &Buckets, facts: &Facts, most: u32) {
        self.place = facts.place;
        bits::clear(&mut self.reachable, buckets.blocks);
        buckets.reachable(facts, &mut self.reachable);
        bits::clear(&mut self.remote, buckets.blocks);
        if facts.remote {
            bits::add(&mut self.remote, &buckets.remote);
        }
        self.remote_points = narrow(points(most, REMOTE_ONLY));
    }

    fn alike(&mut self, buckets: &Buckets, facts: &Facts, most: u32) {
        self.style.clear();
        let answers = facts.style.iter().enumerate();
        self.style
            .extend(answers.filter_map(|(question, answer)| {
                Some((question, usize::from((*answer)?.saturating_sub(1))))
            }));
        self.style_top = narrow(most).max(buckets.style_points[0]);
        if self.style.len() < 2 {
            self.base += buckets.style_points[0];
            self.style.clear();
            self.style_top = 0;
        }
    }
}
