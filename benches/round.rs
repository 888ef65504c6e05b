//! The time and memory that a round takes: `cargo bench --bench round`.
//!
//! For comparison, the lower bound is to parse the same inputs from JSON, which every round must do. The largest hub is also
//! timed from its database to the draft stored there.

#![expect(clippy::expect_used, reason = "a benchmark that cannot run must stop")]

use std::collections::{BTreeMap, BTreeSet};

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};
use tandem::db::{self, Actor, Db, Snapshot, Write, new_id};
use tandem::organisations::{self, Kind, Organisation};
use tandem::overview::store::gather;
use tandem::people::person::{Journey, Mentor, Person};
use tandem::people::profile::{Availability, Language, Level, Profile, Topic};
use tandem::rounds::criteria::Weights;
use tandem::rounds::inputs::{Inputs, MenteeInput, MentorInput, Side};
use tandem::rounds::round::Round;
use tandem::rounds::settings::Settings;
use tandem::rounds::store::{WrittenDraft, insert_round, save_draft, save_inputs};
use tandem::secret::Secret;
use tandem::territories::{places, sectors, trades};
use tandem::track::Track;
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const SIZES: [(u32, u32); 4] = [(120, 260), (500, 250), (2000, 800), (20_000, 8_000)];

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

/// The lower bound: parsing the same inputs.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn reading_the_inputs(bencher: Bencher, (mentees, mentors): (u32, u32)) {
    let frozen = hub(mentees, mentors).to_json().expect("inputs are plain values");
    bencher.bench(|| serde_json::from_str::<Inputs>(black_box(&frozen)));
}

/// The rules and the scores of every pair, without solving, in pairs per second, allowed or not.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn judging_every_pair(bencher: Bencher, (mentees, mentors): (u32, u32)) {
    let round = Round::run(hub(mentees, mentors), Weights::default()).expect("a generated hub is sound");
    bencher.counter(ItemsCount::new(u64::from(mentees) * u64::from(mentors))).bench(|| round.allowed());
}

/// The largest hub, from its SQLite database to the draft stored there.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn from_database_to_stored_draft(bencher: Bencher) {
    let hub = StoredHub::new();
    bencher.bench(|| hub.runtime.block_on(hub.round()));
}

/// The part of it that reads the database.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn reading_the_database(bencher: Bencher) {
    let hub = StoredHub::new();
    bencher.bench(|| hub.runtime.block_on(hub.inputs()));
}

/// The largest hub in a database of its own.
struct StoredHub {
    runtime: tokio::runtime::Runtime,
    db: Db,
    secret: Secret,
    folder: std::path::PathBuf,
}

impl StoredHub {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
        let folder = std::env::temp_dir().join(format!("tandem-bench-{}", new_id()));
        std::fs::create_dir(&folder).expect("a folder can be made");
        let url = format!("sqlite://{}?mode=rwc", folder.join("hub.db").display());
        let secret = Secret::fleeting().expect("the system gives randomness");
        let db = runtime.block_on(async {
            let db = db::open(&url).await.expect("the database opens");
            db::migrate(&db).await.expect("the tables are made");
            fill(&db, &secret).await;
            db
        });
        Self { runtime, db, secret, folder }
    }

    async fn write(&self) -> Write {
        begin(&self.db, &self.secret).await
    }

    async fn inputs(&self) -> Inputs {
        let snapshots = Snapshot::begin_three(&self.db).await.expect("the database answers");
        gather(snapshots, &self.secret, None, time::macros::date!(2026 - 01 - 01))
            .await
            .expect("the database answers")
            .sorted()
    }

    async fn round(&self) {
        let inputs = self.inputs().await;
        let json = inputs.to_json().expect("inputs are plain values");
        let id = new_id();
        let write = self.write().await;
        insert_round(&write, id, &Settings::default(), None).await.expect("the round is stored");
        save_inputs(&write, id, &inputs, json).await.expect("the round is stored");
        write.commit().await.expect("the round is stored");
        let round = Round::run(inputs, Weights::default()).expect("a generated hub is sound");
        let draft = WrittenDraft::of(&round.draft()).expect("a draft is plain values");
        let write = self.write().await;
        save_draft(&write, id, draft).await.expect("the round is stored");
        write.commit().await.expect("the round is stored");
    }
}

impl Drop for StoredHub {
    fn drop(&mut self) {
        let db = self.db.clone();
        self.runtime.block_on(async move {
            let _ = db.close().await;
        });
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn begin(db: &Db, secret: &Secret) -> Write {
    Write::begin(db, secret, Actor::HUB, tandem::state::now()).await.expect("nobody else writes")
}

/// Inserts the people of the largest hub.
async fn fill(db: &Db, secret: &Secret) {
    let (mentees, mentors) = SIZES[SIZES.len() - 1];
    let inputs = hub(mentees, mentors);
    let on = time::macros::date!(2026 - 01 - 01);
    let write = begin(db, secret).await;
    let organisation =
        Organisation { id: new_id(), name: "Le hub".to_owned(), kind: Kind::Hub, place_code: None };
    organisations::store::insert(&write, &organisation).await.expect("the hub is stored");
    for mentor in &inputs.mentors {
        add_person(&write, &mentor.side, organisation.id).await;
        let row = Mentor {
            id: mentor.id,
            person_id: mentor.side.person,
            capacity: u8::try_from(mentor.places).unwrap_or(1),
            joined_on: on,
            left_on: None,
            available_from: None,
            tracks: mentor.tracks.clone(),
            profile: mentor.side.profile.clone(),
        };
        tandem::people::store::insert_mentor(&write, &row).await.expect("the mentor is stored");
    }
    for mentee in &inputs.mentees {
        add_person(&write, &mentee.side, organisation.id).await;
        let row = Journey {
            id: mentee.id,
            person_id: mentee.side.person,
            track: mentee.track,
            welcomed_on: on,
            ended: None,
            coordinator_id: None,
            waits_from: None,
            profile: mentee.side.profile.clone(),
        };
        tandem::people::store::insert_journey(&write, &row).await.expect("the journey is stored");
    }
    write.commit().await.expect("everybody is stored");
}

async fn add_person(write: &Write, side: &Side, organisation: Uuid) {
    let person = Person {
        id: side.person,
        first_name: "Prénom".to_owned(),
        last_name: "Nom".to_owned(),
        email: Some(format!("{}@exemple.test", side.person.simple())),
        phone: None,
        channel: None,
        postal_address: None,
        stopped: Default::default(),
        postcode: None,
        place_code: side.place.clone(),
        birth_year: None,
        sex: None,
        in_qpv: None,
        organisation_id: organisation,
        branch_id: None,
        registered_on: time::macros::date!(2026 - 01 - 01),
        languages: side.languages.clone(),
        businesses: side.businesses.clone(),
    };
    tandem::people::store::insert(write, &person).await.expect("the person is stored");
}

/// A deterministic sequence of numbers (SplitMix64, Steele, Lea and Flood 2014).
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
        waits_since: start,
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
            style: [(); 5].map(|()| u8::try_from(1 + numbers.below(5)).ok()),
        },
    }
}
