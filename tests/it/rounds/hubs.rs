//! Small hubs drawn at random, in which the rules forbid some pairs and allow others.

use std::collections::BTreeSet;

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tandem::db::Id;
use tandem::people::profile::{Availability, Language, Level, Profile, Topic};
use tandem::rounds::criteria::Weights;
use tandem::rounds::inputs::{Exclusion, Inputs, MenteeInput, MentorInput, Pair, Side};
use tandem::rounds::settings::{Floor, Settings};
use tandem::track::Track;
use time::Duration;
use time::macros::date;

/// The key of the nth mentor.
pub fn mentor_key(number: usize) -> Id {
    Id::from_u128(0xA000 + number as u128)
}

/// The key of the nth journey.
pub fn journey_key(number: usize) -> Id {
    Id::from_u128(0xB000 + number as u128)
}

/// A hub with at most so many mentees and mentors, each mentor with at most two places.
pub fn hub(mentees: usize, mentors: usize) -> impl Strategy<Value = Inputs> {
    let mentees = vec((select(Track::ALL), side()), 0..=mentees);
    let mentors = vec((0_u32..=2, subsequence(Track::ALL.to_vec(), 1..=3), side()), 0..=mentors);
    let pair = || btree_set((0_usize..6, 0_usize..4), 0..3);
    (mentees, mentors, pair(), pair(), pair()).prop_map(|(mentees, mentors, excluded, pinned, refused)| {
        let pairs = |some: BTreeSet<(usize, usize)>| {
            some.iter().map(|&(a, b)| Pair { journey: journey_key(a), mentor: mentor_key(b) }).collect()
        };
        Inputs {
            mentees: mentees
                .into_iter()
                .enumerate()
                .map(|(n, (track, side))| mentee(n, track, side))
                .collect(),
            mentors: mentors
                .into_iter()
                .enumerate()
                .map(|(n, (places, tracks, side))| mentor(n, places, tracks, side))
                .collect(),
            exclusions: excluded
                .iter()
                .map(|&(a, b)| Exclusion { mentor: mentor_key(b), person: person_key(true, a) })
                .collect(),
            pinned: pairs(pinned),
            refused: pairs(refused),
        }
    })
}

/// Settings of which each part matters to some of the hubs.
pub fn settings() -> impl Strategy<Value = Settings> {
    let weights = prop::array::uniform7(0_u32..=100);
    let weights =
        weights.prop_filter_map("one criterion counts at least", |weights| Weights::new(weights).ok());
    let floor = (select(vec![0, 300, 500, 700]), any::<bool>());
    (weights, floor, any::<bool>()).prop_map(|(weights, (points, one_need), longest_first)| Settings {
        weights,
        floor: Floor { points, one_need },
        longest_first: longest_first.then_some(date!(2026 - 02 - 01)),
    })
}

fn person_key(is_mentee: bool, number: usize) -> Id {
    Id::from_u128(if is_mentee { 0xD000 } else { 0xC000 } + number as u128)
}

fn mentee(number: usize, track: Track, mut side: Side) -> MenteeInput {
    side.person = person_key(true, number);
    let waits_since = date!(2026 - 01 - 05) - Duration::days(50 * (number as i64 % 6));
    MenteeInput { id: journey_key(number), track, waits_since, side }
}

fn mentor(number: usize, places: u32, tracks: Vec<Track>, mut side: Side) -> MentorInput {
    side.person = person_key(false, number);
    MentorInput { id: mentor_key(number), places, tracks: tracks.into_iter().collect(), side }
}

/// Few values of each kind, so that two sides often have some in common.
fn side() -> impl Strategy<Value = Side> {
    let places = select(vec!["13055", "13213", "13001", "84089", "13022"]);
    let languages = vec![Language::French, Language::French, Language::English, Language::Arabic];
    let languages = btree_map(select(languages), select(Level::ALL), 0..3);
    let businesses = btree_set(select(vec!["000012345".to_owned(), "000054321".to_owned()]), 0..2);
    (option::of(places), languages, businesses, profile()).prop_map(
        |(place, languages, businesses, profile)| Side {
            person: Id::nil(),
            place: place.map(str::to_owned),
            languages,
            businesses,
            profile,
        },
    )
}

fn profile() -> impl Strategy<Value = Profile> {
    let codes = |some: &[&str]| some.iter().map(|&code| code.to_owned()).collect::<Vec<String>>();
    let trades = btree_set(select(codes(&["D1106", "D1102", "G1602", "M1805", "M1607"])), 0..3);
    let sectors = btree_set(select(codes(&["10.71C", "47.24Z", "62.01Z", "56.10A"])), 0..2);
    let topics = btree_set(select(Topic::ALL), 0..4);
    let moments = btree_set(select(Availability::all().take(6).collect::<Vec<_>>()), 0..4);
    let meeting = (any::<bool>(), any::<bool>(), 0_u16..60);
    let style = prop::array::uniform5(option::of(1_u8..=5));
    (trades, sectors, topics, moments, meeting, style).prop_map(
        |(trades, sectors, topics, availabilities, (in_person, remote, travel_km), style)| Profile {
            trades,
            sectors,
            topics,
            availabilities,
            in_person,
            remote,
            travel_km,
            style,
        },
    )
}
