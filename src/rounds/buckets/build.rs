//! Builds the bitmap index of the mentors of a round.

use std::collections::BTreeMap;

use super::bits::{self, Bits, WORD};
use super::{ANSWERED, Buckets, Coded, Near};
use crate::people::profile::{Availability, Language, Style, Topic};
use crate::rounds::closeness::{likeness_of, nearness_in_person, points};
use crate::rounds::criteria::{CRITERIA, Criterion, Weights};
use crate::rounds::inputs::{Inputs, MentorInput};
use crate::rounds::pairs::{Closenesses, Facts, Pairs};
use crate::rounds::rules::SUFFICIENT;
use crate::track::Track;

/// The highest level in a language: 6 for C2.
const HIGHEST: u8 = 6;
/// The possible answers to a question on style.
const ANSWERS: std::ops::RangeInclusive<u8> = 1..=5;

/// Mentors with the same key have the same score with every mentee. The order of the fields puts similar mentors in the
/// same block.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    full: bool,
    tracks: Vec<Track>,
    trades: &'a [usize],
    place: Option<usize>,
    sectors: &'a [usize],
    topics: u32,
    availabilities: u32,
    levels: &'a [u8],
    meeting: (bool, bool, u64),
    style: Style,
}

impl<'a> Key<'a> {
    fn of(mentor: &MentorInput, facts: &'a Facts) -> Self {
        Self {
            full: mentor.places == 0,
            tracks: mentor.tracks.iter().copied().collect(),
            trades: &facts.trades,
            place: facts.place,
            sectors: &facts.sectors,
            topics: facts.topics,
            availabilities: facts.availabilities,
            levels: &facts.levels,
            meeting: (facts.in_person, facts.remote, facts.travel_km.to_bits()),
            style: facts.style,
        }
    }
}

impl Buckets {
    /// Groups the mentors of a round into buckets, and computes points with a set of weights.
    pub fn new(inputs: &Inputs, pairs: &Pairs, weights: &Weights) -> Self {
        let mut by_key: BTreeMap<Key<'_>, Vec<u32>> = BTreeMap::new();
        for (position, (mentor, facts)) in (0..).zip(inputs.mentors.iter().zip(&pairs.mentors)) {
            by_key.entry(Key::of(mentor, facts)).or_default().push(position);
        }
        let members: Vec<Vec<u32>> = by_key.into_values().collect();
        let mut bucket_of = vec![0; inputs.mentors.len()];
        for (bucket, members) in (0..).zip(&members) {
            members.iter().for_each(|&mentor| bucket_of[mentor as usize] = bucket);
        }
        let first = |members: &Vec<u32>| members.first().map_or(0, |&mentor| mentor as usize);
        let representatives: Vec<usize> = members.iter().map(first).collect();
        let index = IndexBuilder { inputs, pairs, representatives: &representatives };
        let most = weights.most_points();
        let homes = pairs.homes();
        Self {
            blocks: index.blocks(),
            mentors: u32::try_from(inputs.mentors.len()).unwrap_or(u32::MAX),
            most,
            tracks: index.each(Track::ALL, |mentor, _, track| mentor.tracks.contains(track)),
            spoken: (0..Language::ALL.len()).map(|language| index.speakers(language)).collect(),
            moments: index.each(&Vec::from_iter(0..Availability::all().count()), |_, facts, &moment| {
                facts.availabilities >> moment & 1 == 1
            }),
            topics: index.each(Topic::ALL, |_, facts, &topic| facts.topics >> (topic as u32) & 1 == 1),
            free: index.bits(|mentor, _| mentor.places > 0),
            remote: index.bits(|_, facts| facts.remote),
            come: (0..homes).map(|home| index.can_travel_to(home)).collect(),
            within: index.within_reach(),
            near: (0..homes).map(|home| index.near(home, most[Criterion::Distance as usize])).collect(),
            trades: index.coded(pairs.trades(), |facts| &facts.trades),
            sectors: index.coded(pairs.sectors(), |facts| &facts.sectors),
            style: (0..Style::default().len()).map(|question| index.gaps(question)).collect(),
            style_points: style_points(&most),
            members,
            bucket_of,
        }
    }
}

/// The points of each code of style: [`ANSWERED`] times the questions both answered, plus the sum of the gaps.
fn style_points(most: &[u32; CRITERIA]) -> Vec<u16> {
    let most = most[Criterion::Style as usize];
    let of = |code: u32| {
        let (answered, gap) = (code / u32::from(ANSWERED), code % u32::from(ANSWERED));
        likeness_of(answered, gap).unwrap_or(crate::rounds::closeness::NEUTRAL)
    };
    (0..=u32::from(u8::MAX)).map(|code| narrow(points(most, of(code)))).collect()
}

/// Points in the type that buckets hold; they never exceed 1000.
pub(super) fn narrow(points: u32) -> u16 {
    u16::try_from(points).unwrap_or(u16::MAX)
}

/// Computes the bitmaps of the index from one mentor of each bucket.
struct IndexBuilder<'a> {
    inputs: &'a Inputs,
    pairs: &'a Pairs,
    /// By bucket: the position of one of its mentors, who has the attributes of them all.
    representatives: &'a [usize],
}

impl IndexBuilder<'_> {
    fn blocks(&self) -> usize {
        self.representatives.len().div_ceil(WORD)
    }

    fn facts(&self) -> impl Iterator<Item = &Facts> {
        self.representatives.iter().map(|&mentor| &self.pairs.mentors[mentor])
    }

    fn bits(&self, holds: impl Fn(&MentorInput, &Facts) -> bool) -> Bits {
        let mut bits = vec![0; self.blocks()];
        for (bucket, &mentor) in self.representatives.iter().enumerate() {
            if holds(&self.inputs.mentors[mentor], &self.pairs.mentors[mentor]) {
                bits::insert(&mut bits, bucket);
            }
        }
        bits
    }

    fn each<T>(&self, values: &[T], holds: impl Fn(&MentorInput, &Facts, &T) -> bool) -> Vec<Bits> {
        values.iter().map(|value| self.bits(|mentor, facts| holds(mentor, facts, value))).collect()
    }

    fn speakers(&self, language: usize) -> Vec<Bits> {
        let levels: Vec<u8> = (SUFFICIENT..=HIGHEST).collect();
        self.each(&levels, |_, facts, &level| facts.levels[language] >= level)
    }

    /// The mentors willing to travel to a home.
    fn can_travel_to(&self, home: usize) -> Bits {
        self.bits(|_, facts| facts.in_person && self.km(home, facts) <= facts.travel_km)
    }

    /// By home and distance accepted by a mentee: the mentors they can travel to.
    fn within_reach(&self) -> BTreeMap<(usize, u64), Bits> {
        let mut within = BTreeMap::new();
        for mentee in &self.pairs.mentees {
            if let Some(home) = mentee.place {
                within.entry((home, mentee.travel_km.to_bits())).or_insert_with(|| {
                    self.bits(|_, facts| facts.in_person && self.km(home, facts) <= mentee.travel_km)
                });
            }
        }
        within
    }

    fn km(&self, home: usize, facts: &Facts) -> f64 {
        facts.place.map_or(f64::INFINITY, |place| self.pairs.km(home, place))
    }

    fn near(&self, home: usize, most: u32) -> Near {
        let mut near: Vec<u16> = self
            .facts()
            .map(|facts| facts.place.map_or(0, |_| nearness_in_person(self.km(home, facts))))
            .map(|nearness| narrow(points(most, nearness)))
            .collect();
        near.resize(self.blocks() * WORD, 0);
        let top = near.chunks(WORD).map(|block| block.iter().copied().max().unwrap_or(0)).collect();
        Near { points: near, top }
    }

    fn coded(&self, closenesses: &Closenesses, codes: impl Fn(&Facts) -> &Vec<usize>) -> Coded {
        let degrees = closenesses.degrees();
        let mut naming: BTreeMap<usize, Bits> = BTreeMap::new();
        let mut silent = vec![0; self.blocks()];
        for (bucket, facts) in self.facts().enumerate() {
            for &code in codes(facts) {
                bits::insert(naming.entry(code).or_insert_with(|| vec![0; self.blocks()]), bucket);
            }
            if codes(facts).is_empty() {
                bits::insert(&mut silent, bucket);
            }
        }
        let mut at_least = BTreeMap::new();
        for &wanted in self.pairs.mentees.iter().flat_map(&codes) {
            at_least.entry(wanted).or_insert_with(|| {
                let mut sets = vec![vec![0; self.blocks()]; degrees.len()];
                for (&named, buckets) in &naming {
                    let closeness = closenesses.at(wanted, named);
                    let reached = sets.iter_mut().zip(&degrees).filter(|(_, degree)| closeness >= **degree);
                    reached.for_each(|(set, _)| bits::add(set, buckets));
                }
                sets
            });
        }
        Coded { degrees, at_least, silent }
    }

    /// By answer of the mentee, then by bucket: the code of the gap, see [`ANSWERED`].
    fn gaps(&self, question: usize) -> Vec<Vec<u8>> {
        let gap = |answer: u8, facts: &Facts| {
            facts.style[question].map_or(0, |theirs| ANSWERED + theirs.abs_diff(answer))
        };
        ANSWERS
            .map(|answer| {
                let mut gaps: Vec<u8> = self.facts().map(|facts| gap(answer, facts)).collect();
                gaps.resize(self.blocks() * WORD, 0);
                gaps
            })
            .collect()
    }
}
