//! All the mentors of a round side by side, so that a mentee is judged against 64 of them at once.
//!
//! A lane is a set of mentors with the same attributes: inside it only the cheapest place matters. Every attribute
//! is a set of lanes, as bits; lanes are ordered by places left, track, trade and home, so that most blocks of 64
//! are closed to a mentee or too poor for them, and are passed over whole. The scores are exactly those of
//! [`closeness::score`](super::closeness::score).

mod bits;
mod build;
mod needs;
mod search;

pub(super) use needs::Needs;
pub(super) use search::{Prices, Search};

use std::collections::BTreeMap;

use self::bits::Bits;
use super::criteria::CRITERIA;
use super::inputs::MenteeInput;
use super::pairs::Facts;
use super::rules::{Rule, SUFFICIENT};

/// The mentors of a round in lanes, and what a set of weights makes of their attributes.
pub(super) struct Lanes {
    blocks: usize,
    /// The positions of the mentors of each lane, lowest first.
    members: Vec<Vec<u32>>,
    lane_of: Vec<u32>,
    mentors: u32,
    most: [u32; CRITERIA],
    /// By track.
    tracks: Vec<Bits>,
    /// By language, then by level from [`SUFFICIENT`] up.
    spoken: Vec<Vec<Bits>>,
    /// By moment of the week.
    moments: Vec<Bits>,
    /// By topic.
    topics: Vec<Bits>,
    free: Bits,
    remote: Bits,
    /// By home of the mentee: the mentors who accept the way there.
    come: Vec<Bits>,
    /// By home of a mentee and the way they accept, in the bits of its km: the mentors they can go to.
    within: BTreeMap<(usize, u64), Bits>,
    /// By home of the mentee: the points of nearness when meeting in person, lane by lane, and the most of a block.
    near: Vec<Near>,
    trades: Coded,
    sectors: Coded,
    /// By question and answer of the mentee: the gap to each lane's answer, plus [`ANSWERED`] if there is one.
    style: Vec<Vec<Vec<u8>>>,
    /// The points of each sum of the above.
    style_points: Vec<u16>,
}

/// What an answer adds to the sum of the gaps, above any such sum.
const ANSWERED: u8 = 32;

struct Near {
    points: Vec<u16>,
    top: Vec<u16>,
}

/// How close the trades or sectors of the lanes are to each code that a mentee names.
struct Coded {
    /// The degrees of closeness there are, in thousandths, least first.
    degrees: Vec<u16>,
    /// By code: the lanes that are at least as close as each degree.
    at_least: BTreeMap<usize, Vec<Bits>>,
    /// The lanes that name none.
    silent: Bits,
}

impl Lanes {
    /// Keeps the lanes that a comparing rule lets through, with `passing` as room to work in; the rules on two given
    /// people are not asked here.
    pub fn narrow(
        &self,
        rule: Rule,
        mentee: &MenteeInput,
        facts: &Facts,
        left: &mut Bits,
        passing: &mut Bits,
    ) {
        bits::clear(passing, self.blocks);
        match rule {
            Rule::Track => return bits::keep(left, &self.tracks[mentee.track as usize]),
            Rule::Capacity => return bits::keep(left, &self.free),
            Rule::Language => self.sharing(facts, SUFFICIENT, passing),
            Rule::Availability => {
                set(facts.availabilities).for_each(|moment| bits::add(passing, &self.moments[moment]));
            }
            Rule::Travel => {
                self.reachable(facts, passing);
                if facts.remote {
                    bits::add(passing, &self.remote);
                }
            }
            _ => return,
        }
        bits::keep(left, passing);
    }

    /// Adds the lanes that share a language with a mentee at a level or above.
    fn sharing(&self, facts: &Facts, level: u8, passing: &mut [u64]) {
        for (language, _) in facts.levels.iter().enumerate().filter(|&(_, &spoken)| spoken >= level) {
            if let Some(speakers) = self.spoken[language].get(usize::from(level - SUFFICIENT)) {
                bits::add(passing, speakers);
            }
        }
    }

    /// Adds the lanes that a mentee can meet in person.
    fn reachable(&self, facts: &Facts, passing: &mut [u64]) {
        let Some(place) = facts.place.filter(|_| facts.in_person) else { return };
        bits::add(passing, &self.come[place]);
        if let Some(within) = self.within.get(&(place, facts.travel_km.to_bits())) {
            bits::add(passing, within);
        }
    }

    /// Every lane.
    pub fn all(&self) -> Bits {
        let mut all = vec![0; self.blocks];
        (0..self.members.len()).for_each(|lane| bits::insert(&mut all, lane));
        all
    }

    /// How many mentors some lanes hold.
    pub fn count(&self, lanes: &[u64]) -> usize {
        bits::lanes(lanes).map(|lane| self.members[lane].len()).sum()
    }
}

/// The positions of the bits of a mask.
fn set(mask: u32) -> impl Iterator<Item = usize> {
    bits::lanes_of(0, u64::from(mask))
}
