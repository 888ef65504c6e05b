//! What one mentee asks of the lanes: which are open to them, and which attributes give points.

use super::bits::{self, Bits};
use super::build::narrow;
use super::{Coded, Lanes, set};
use crate::matching::closeness::{
    MOMENTS_COUNTED, NEUTRAL, REMOTE_ONLY, fluency, moments_in_common, points, share_of_needs,
};
use crate::matching::criteria::Criterion;
use crate::matching::inputs::MenteeInput;
use crate::matching::pairs::Facts;
use crate::matching::rules::{COMPARING, SUFFICIENT};

/// What a mentee asks; kept from one mentee to the next so that its memory is used again.
#[derive(Default)]
pub(in crate::matching) struct Needs {
    /// The lanes whose every mentor the rules allow.
    pub(super) open: Bits,
    /// The mentors allowed in lanes where the rules on two given people forbid another.
    pub(super) apart: Vec<u32>,
    /// The points every open lane has.
    pub(super) base: u16,
    /// The points that each set of lanes adds, and the sets end to end.
    pub(super) adds: Vec<u16>,
    pub(super) sets: Vec<u64>,
    /// Where the mentee lives, and the lanes they can meet in person.
    pub(super) place: Option<usize>,
    pub(super) reachable: Bits,
    /// The lanes that meet them at a distance, and what that gives at least.
    pub(super) remote: Bits,
    pub(super) remote_points: u16,
    /// The questions on style they answered, with the answers, from 0.
    pub(super) style: Vec<(usize, usize)>,
    /// The most points their style can add.
    pub(super) style_top: u16,
    /// Room to work in.
    room: Bits,
}

impl Needs {
    /// Reads a mentee; `forbidden` are the mentors that the rules on two given people forbid.
    pub fn read(&mut self, lanes: &Lanes, mentee: &MenteeInput, facts: &Facts, forbidden: &[u32]) {
        self.open.clear();
        self.open.resize(lanes.blocks, u64::MAX);
        let mut room = std::mem::take(&mut self.room);
        COMPARING.iter().for_each(|&rule| lanes.narrow(rule, mentee, facts, &mut self.open, &mut room));
        self.room = room;
        self.set_apart(lanes, forbidden);
        self.base = 0;
        self.adds.clear();
        self.sets.clear();
        let most = |criterion: Criterion| lanes.most[criterion as usize];
        self.coded(&lanes.trades, &facts.trades, most(Criterion::Trade));
        self.coded(&lanes.sectors, &facts.sectors, most(Criterion::Sector));
        self.counted(&lanes.topics, facts.topics, facts.topics.count_ones(), |met| {
            points(most(Criterion::Topics), share_of_needs(facts.topics.count_ones(), met))
        });
        self.counted(&lanes.moments, facts.availabilities, MOMENTS_COUNTED, |shared| {
            points(most(Criterion::Availability), moments_in_common(shared))
        });
        self.fluent(lanes, facts, most(Criterion::Language));
        self.meet(lanes, facts, most(Criterion::Distance));
        self.alike(lanes, facts, most(Criterion::Style));
    }

    /// Takes lanes with a forbidden mentor out of the open ones, and notes whom they still offer.
    fn set_apart(&mut self, lanes: &Lanes, forbidden: &[u32]) {
        self.apart.clear();
        for &mentor in forbidden {
            let lane = lanes.lane_of[mentor as usize] as usize;
            if bits::has(&self.open, lane) {
                bits::remove(&mut self.open, lane);
                let others = lanes.members[lane].iter().copied();
                self.apart.extend(others.filter(|other| !forbidden.contains(other)));
            }
        }
    }

    /// Adds points to a set of lanes, unless there are none to add.
    fn add(&mut self, points: u32, fill: impl FnOnce(&mut [u64])) {
        if points > 0 {
            let start = self.sets.len();
            self.sets.resize(start + self.open.len(), 0);
            fill(&mut self.sets[start..]);
            self.adds.push(narrow(points));
        }
    }

    fn coded(&mut self, coded: &Coded, asked: &[usize], most: u32) {
        let neutral = points(most, NEUTRAL);
        if asked.is_empty() {
            self.base += narrow(neutral);
            return;
        }
        self.add(neutral, |set| bits::add(set, &coded.silent));
        let mut below = 0;
        for (degree, &closeness) in coded.degrees.iter().enumerate() {
            let reached = points(most, u32::from(closeness));
            self.add(reached - below, |set| {
                for close in asked.iter().filter_map(|code| coded.at_least.get(code)) {
                    bits::add(set, &close[degree]);
                }
            });
            below = reached;
        }
    }

    /// Adds points by how many of some sets a lane is in, up to `most`.
    fn counted(&mut self, sets: &[Bits], asked: u32, most: u32, worth: impl Fn(u32) -> u32) {
        let mut below = worth(0);
        self.base += narrow(below);
        let blocks = self.open.len();
        let mut at_least = std::mem::take(&mut self.room);
        bits::clear(&mut at_least, blocks * most as usize);
        for wanted in set(asked) {
            for (block, &word) in sets[wanted].iter().enumerate().filter(|&(block, _)| self.open[block] != 0)
            {
                let mut carried = word;
                for count in at_least.iter_mut().skip(block).step_by(blocks) {
                    let also = *count & carried;
                    *count |= carried;
                    carried = also;
                }
            }
        }
        for (met, lanes) in (1..).zip(at_least.chunks_exact(blocks.max(1))) {
            self.add(worth(met) - below, |set| bits::add(set, lanes));
            below = worth(met);
        }
        self.room = at_least;
    }

    fn fluent(&mut self, lanes: &Lanes, facts: &Facts, most: u32) {
        let mut below = points(most, fluency(SUFFICIENT));
        self.base += narrow(below);
        for level in SUFFICIENT + 1..=6 {
            let reached = points(most, fluency(level));
            self.add(reached - below, |set| lanes.sharing(facts, level, set));
            below = reached;
        }
    }

    fn meet(&mut self, lanes: &Lanes, facts: &Facts, most: u32) {
        self.place = facts.place;
        bits::clear(&mut self.reachable, lanes.blocks);
        lanes.reachable(facts, &mut self.reachable);
        bits::clear(&mut self.remote, lanes.blocks);
        if facts.remote {
            bits::add(&mut self.remote, &lanes.remote);
        }
        self.remote_points = narrow(points(most, REMOTE_ONLY));
    }

    fn alike(&mut self, lanes: &Lanes, facts: &Facts, most: u32) {
        self.style.clear();
        let answers = facts.style.iter().enumerate();
        self.style
            .extend(answers.filter_map(|(question, answer)| {
                Some((question, usize::from((*answer)?.saturating_sub(1))))
            }));
        self.style_top = narrow(most).max(lanes.style_points[0]);
        if self.style.len() < 2 {
            self.base += lanes.style_points[0];
            self.style.clear();
            self.style_top = 0;
        }
    }
}
