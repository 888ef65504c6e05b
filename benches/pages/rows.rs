//! What the generator draws from, and the rows it inserts many at a time.

use sea_orm::sea_query::{Alias, Expr, Query, Value};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use tandem::db::Id;

/// Values in one statement: SQLite takes at most 32,766.
const VALUES_AT_ONCE: usize = 30_000;

/// A deterministic sequence of numbers (SplitMix64, Steele, Lea and Flood 2014).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap_or(0)
    }

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// Keys in order of time, the same on every machine.
pub struct Keys(pub u64);

impl Keys {
    /// 1 January 2025, in milliseconds: before any key that the hub makes itself.
    const BEGIN_MILLISECONDS: u64 = 1_735_689_600_000;

    pub fn next(&mut self) -> Id {
        self.0 += 1;
        let mut tail = [0_u8; 10];
        tail[2..].copy_from_slice(&self.0.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(Self::BEGIN_MILLISECONDS + self.0, &tail).into_uuid()
    }
}

/// Rows of a table, inserted many at a time.
pub struct Rows {
    table: &'static str,
    columns: &'static [&'static str],
    waiting: Vec<Vec<Value>>,
}

impl Rows {
    pub fn of(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self { table, columns, waiting: Vec::new() }
    }

    pub fn add(&mut self, row: Vec<Value>) {
        self.waiting.push(row);
    }

    pub async fn flush(&mut self, on: &DatabaseTransaction) {
        for some in self.waiting.chunks(VALUES_AT_ONCE / self.columns.len()) {
            let mut insert = Query::insert();
            insert.into_table(Alias::new(self.table));
            insert.columns(self.columns.iter().map(|column| Alias::new(*column)));
            for row in some {
                insert.values(row.iter().cloned().map(Expr::value)).expect("a value for each column");
            }
            on.execute(&insert).await.expect("the rows are accepted");
        }
        self.waiting.clear();
    }
}

pub struct Tables {
    pub people: Rows,
    pub languages: Rows,
    pub mentors: Rows,
    pub mentor_items: Rows,
    pub journeys: Rows,
    pub journey_items: Rows,
    pub tandems: Rows,
    pub meetings: Rows,
    pub outcomes: Rows,
}

impl Tables {
    pub fn new() -> Self {
        Self {
            people: Rows::of(
                "people",
                &[
                    "id",
                    "first_name",
                    "last_name",
                    "search_name",
                    "email",
                    "phone",
                    "postcode",
                    "place_code",
                    "birth_year",
                    "sex",
                    "in_qpv",
                    "organisation_id",
                    "branch_id",
                    "registered_on",
                ],
            ),
            languages: Rows::of("person_languages", &["person_id", "language", "level"]),
            mentors: Rows::of(
                "mentors",
                &[
                    "id",
                    "person_id",
                    "capacity",
                    "joined_on",
                    "left_on",
                    "in_person",
                    "remote",
                    "travel_km",
                    "style",
                ],
            ),
            mentor_items: Rows::of("mentor_items", &["mentor_id", "kind", "code"]),
            journeys: Rows::of(
                "journeys",
                &[
                    "id",
                    "person_id",
                    "track",
                    "welcomed_on",
                    "ended_on",
                    "end_reason",
                    "in_person",
                    "remote",
                    "travel_km",
                    "style",
                ],
            ),
            journey_items: Rows::of("journey_items", &["journey_id", "kind", "code"]),
            tandems: Rows::of(
                "tandems",
                &["id", "journey_id", "mentor_id", "started_on", "closed_on", "closure_reason"],
            ),
            meetings: Rows::of(
                "meetings",
                &["id", "tandem_id", "held_on", "minutes", "mode", "topic", "next_on"],
            ),
            outcomes: Rows::of(
                "outcomes",
                &["id", "journey_id", "kind", "occurred_on", "observed_on", "source"],
            ),
        }
    }

    pub async fn flush(&mut self, on: &DatabaseTransaction) {
        for rows in [
            &mut self.people,
            &mut self.languages,
            &mut self.mentors,
            &mut self.mentor_items,
            &mut self.journeys,
            &mut self.journey_items,
            &mut self.tandems,
            &mut self.meetings,
            &mut self.outcomes,
        ] {
            rows.flush(on).await;
        }
    }
}
