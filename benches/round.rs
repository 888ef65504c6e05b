//! How long a round takes, and how much memory: `cargo bench --bench round`.
//!
//! The bound beside it is the reading of the same inputs from JSON, which any round must at least do.

#![expect(clippy::expect_used, reason = "a bench that cannot run must stop")]

use std::collections::{BTreeMap, BTreeSet};

use divan::{AllocProfiler, Bencher, black_box};
use tandem::matching::criteria::Weights;
use tandem::matching::inputs::{Inputs, MenteeInput, MentorInput, Side};
use tandem::matching::round::Round;
use tandem::people::profile::{Availability, Language, Level, Profile, Topic, Track};
use tandem::territories::{places, sectors, trades};
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const SIZES: [(u32, u32); 3] = [(120, 260), (500, 250), (2000, 800)];

fn main() {
    divan::main();
}

/// A round from its inputs to its draft: rules, scores, matching, proof and reasons.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn from_inputs_to_draft(bencher: Bencher, (mentees, mentors): (u32, u32)) {
    let inputs = hub(mentees, mentors);
    bencher.with_inputs(|| inputs.clone()).bench_values(|inputs| {
        let round = Round::run(inputs, Weights::default()).expect("a generated hub is sound");
        black_box(round.draft())
    });
}

/// The bound: reading the same inputs.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn reading_the_inputs(bencher: Bencher, (mentees, mentors): (u32, u32)) {
    let frozen = hub(mentees, mentors).to_json().expect("inputs are plain values");
    bencher.bench(|| serde_json::from_str::<Inputs>(black_box(&frozen)));
}

/// Numbers in a fixed sequence (SplitMix64, Steele, Lea and Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap_or(0)
    }

    fn some<T: Clone + Ord>(&mut self, all: &[T], count: usize) -> BTreeSet<T> {
        (0..count).map(|_| all[self.below(all.len())].clone()).collect()
    }
}

fn hub(mentees: u32, mentors: u32) -> Inputs {
    let mut numbers = Numbers(2026);
    let start = time::macros::date!(2026 - 01 - 01);
    let mentors = (0..mentors).map(|number| MentorInput {
        id: Uuid::from_u64_pair(1, u64::from(number)),
        places: 1 + u32::try_from(numbers.below(3)).unwrap_or(0),
        tracks: numbers.some(Track::ALL, 2),
        side: side(&mut numbers, 1, number),
    });
    let mentors: Vec<MentorInput> = mentors.collect();
    let mentees = (0..mentees).map(|number| MenteeInput {
        id: Uuid::from_u64_pair(2, u64::from(number)),
        track: Track::ALL[numbers.below(3)],
        welcomed_on: start,
        side: side(&mut numbers, 2, number),
    });
    Inputs { mentees: mentees.collect(), mentors, ..Inputs::default() }
}

fn side(numbers: &mut Numbers, half: u64, number: u32) -> Side {
    let trades: Vec<String> = trades::all().iter().map(|trade| trade.code.to_owned()).collect();
    let sectors: Vec<String> = sectors::sections().map(|sector| sector.code.to_owned()).collect();
    let places = places::all();
    Side {
        person: Uuid::from_u64_pair(half + 2, u64::from(number)),
        place: Some(places[numbers.below(places.len())].code.to_owned()),
        languages: BTreeMap::from([(Language::French, Level::C1)]),
        businesses: BTreeSet::new(),
        profile: Profile {
            trades: numbers.some(&trades, 2),
            sectors: numbers.some(&sectors, 2),
            topics: numbers.some(Topic::ALL, 3),
            availabilities: numbers.some(&Availability::all().collect::<Vec<_>>(), 6),
            in_person: true,
            remote: numbers.below(2) == 0,
            travel_km: 30,
            style: [Some(3); 5],
        },
    }
}
