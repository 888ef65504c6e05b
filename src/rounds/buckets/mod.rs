//! A bitmap index of the mentors of a round, which scores a mentee against 64 buckets of mentors at once.
//!
//! A bucket is a set of mentors with the same attributes, who differ by the price of their places only. Each attribute
//! is a bitmap over the buckets. Buckets are sorted by places left, track, trade and home, so that for most blocks of
//! 64 the rules allow none, or their best score is too low: those are skipped whole. The scores are exactly those of
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

/// The mentors of a round in buckets, with the points their attributes are worth under a set of weights.
pub(super) struct Buckets {
    blocks: usize,
    /// The positions of the mentors of each bucket, lowest first.
    members: Vec<Vec<u32>>,
    bucket_of: Vec<u32>,
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
    /// By home of the mentee: the mentors willing to travel there.
    come: Vec<Bits>,
    /// By home of the mentee and the distance they accept to travel (bits of the km): the mentors they can travel to.
    within: BTreeMap<(usize, u64), Bits>,
    /// By home of the mentee: the points of distance when meeting in person.
    near: Vec<Near>,
    trades: Coded,
    sectors: Coded,
    /// By question, by the mentee's answer, by bucket: the gap between the answers plus [`ANSWERED`]; 0 for a bucket
    /// without an answer.
    style: Vec<Vec<Vec<u8>>>,
    /// The points of style, by the sum of the above over the questions.
    style_points: Vec<u16>,
}

/// Added to the gap of each question that both answered. Greater than any sum of gaps, so that one byte holds both the
/// number of answers and the sum.
const ANSWERED: u8 = 32;

struct Near {
    /// By bucket.
    points: Vec<u16>,
    /// By block: the most points of its buckets.
    top: Vec<u16>,
}

/// How close the trades or sectors of the buckets are to each code that a mentee names.
struct Coded {
    /// The distinct degrees of closeness above 0, in thousandths, lowest first.
    degrees: Vec<u16>,
    /// By code that a mentee names, then by degree: the buckets at least that close.
    at_least: BTreeMap<usize, Vec<Bits>>,
    /// The buckets whose mentors name no trade or sector.
    silent: Bits,
}

impl Buckets {
    /// Removes from `left` the buckets that a comparing rule forbids. `passing` is a buffer to work in. Rules about two
    /// particular people do not apply to a bucket as a whole, and remove nothing here.
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
            Rule::Track => return bits::intersect(left, &self.tracks[mentee.track as usize]),
            Rule::Capacity => return bits::intersect(left, &self.free),
            Rule::Language => self.sharing(facts, SUFFICIENT, passing),
            Rule::Availability => {
                set_bits(facts.availabilities).for_each(|moment| bits::add(passing, &self.moments[moment]));
            }
            Rule::Travel => {
                self.reachable(facts, passing);
                if facts.remote {
                    bits::add(passing, &self.remote);
                }
            }
            _ => return,
        }
        bits::intersect(left, passing);
    }

    /// Adds the buckets that share a language with a mentee, both at `level` or above.
    fn sharing(&self, facts: &Facts, level: u8, passing: &mut [u64]) {
        for (language, _) in facts.levels.iter().enumerate().filter(|&(_, &spoken)| spoken >= level) {
            if let Some(speakers) = self.spoken[language].get(usize::from(level - SUFFICIENT)) {
                bits::add(passing, speakers);
            }
        }
    }

    /// Adds the buckets that a mentee can meet in person.
    fn reachable(&self, facts: &Facts, passing: &mut [u64]) {
        let Some(place) = facts.place.filter(|_| facts.in_person) else { return };
        bits::add(passing, &self.come[place]);
        if let Some(within) = self.within.get(&(place, facts.travel_km.to_bits())) {
            bits::add(passing, within);
        }
    }

    /// Every bucket.
    pub fn all(&self) -> Bits {
        let mut all = vec![0; self.blocks];
        (0..self.members.len()).for_each(|bucket| bits::insert(&mut all, bucket));
        all
    }

    /// How many mentors are in some buckets.
    pub fn count(&self, buckets: &[u64]) -> usize {
        bits::buckets(buckets).map(|bucket| self.members[bucket].len()).sum()
    }
}

/// The positions of the bits set in a mask.
fn set_bits(mask: u32) -> impl Iterator<Item = usize> {
    bits::buckets_of(0, u64::from(mask))
}
