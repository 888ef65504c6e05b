//! A hub as large as a region, invented from one seed: the same rows on both engines.

use std::time::Instant as Moment;

use sea_orm::sea_query::Value;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use tandem::accounts::access::Role;
use tandem::accounts::viewer::By;
use tandem::acts;
use tandem::acts::proposals::propose::Proposing;
use tandem::acts::rounds::run::NewRound;
use tandem::db::{self, Id, Mark, Write};
use tandem::people::profile::{Availability, Topic};
use tandem::state::App;
use tandem::territories::text::fold;
use tandem::territories::{places, sectors, trades};
use tandem::track::Track;
use tandem::worker;
use time::{Date, Duration};
use uuid::Uuid;

use super::rows::{Keys, Numbers, Rows, Tables};

/// Of ten people, three are mentors; of ten mentees, about two are in a tandem.
const MENTORS_OF_TEN: usize = 3;
/// A branch has about this many people.
const PEOPLE_OF_A_BRANCH: usize = 500;
/// People kept in memory before they are inserted.
const PEOPLE_AT_ONCE: usize = 5000;

const FIRST_NAMES: [&str; 40] = [
    "Amina",
    "Baptiste",
    "Camille",
    "Chloé",
    "Clément",
    "Danielle",
    "Élodie",
    "Émile",
    "Fatou",
    "Félix",
    "Gaëlle",
    "Hugo",
    "Inès",
    "Jean-Marc",
    "Julie",
    "Karim",
    "Laëtitia",
    "Lucas",
    "Mamadou",
    "Manon",
    "Marie",
    "Mehdi",
    "Nadège",
    "Nathan",
    "Océane",
    "Olivier",
    "Pauline",
    "Quentin",
    "Rania",
    "Romain",
    "Salomé",
    "Sébastien",
    "Théo",
    "Valérie",
    "Victor",
    "Wassim",
    "Yasmine",
    "Yves",
    "Zoé",
    "Maxime",
];
/// Two of them make a family name, so that a search of three letters finds some and one of six few.
const SYLLABLES: [&str; 48] = [
    "mar", "tin", "ber", "nard", "du", "bois", "tho", "mas", "ro", "bert", "ri", "chard", "pe", "tit", "le",
    "fèvre", "mo", "reau", "si", "mon", "lau", "rent", "gi", "rard", "bon", "net", "fran", "çois", "gar",
    "nier", "fau", "cher", "rous", "sel", "blan", "chet", "gué", "rin", "mul", "ler", "hen", "ry", "nico",
    "las", "per", "rin", "mathi", "eu",
];

struct Place {
    organisation: Id,
    branch: Id,
}

struct Generator<'a> {
    on: &'a DatabaseTransaction,
    numbers: Numbers,
    keys: Keys,
    tables: Tables,
    today: Date,
    places: Vec<Place>,
    trades: Vec<&'static str>,
    sectors: Vec<&'static str>,
    moments: Vec<String>,
}

/// Fills an empty database with a hub of so many people, runs a round over it, and proposes its pairs; says which accounts there are.
pub async fn fill(app: &App, size: usize) {
    let begun = Moment::now();
    let write = write(app).await;
    db::insert_mark(&write, Mark::Real).await.expect("the mark");
    let mut generator = Generator {
        on: write.on(),
        numbers: Numbers(2026),
        keys: Keys(0),
        tables: Tables::new(),
        today: app.today(),
        places: Vec::new(),
        trades: trades::all().iter().map(|trade| trade.code).collect(),
        sectors: sectors::sections().map(|sector| sector.code).collect(),
        moments: Availability::all().map(Availability::code).collect(),
    };
    let hub = generator.organisations(size).await;
    let (mentors, first_mentee) = generator.people(size).await;
    generator.accounts(hub, mentors[0], first_mentee).await;
    generator.tables.flush(write.on()).await;
    acts::settle::everything(&write).await.expect("the steps");
    write.commit().await.expect("the hub is kept");
    eprintln!("  people: {:.1?}", begun.elapsed());
    propose(app).await;
    eprintln!("  round and proposals: {:.1?}", begun.elapsed());
    let statement = match app.db.get_database_backend() {
        sea_orm::DbBackend::Postgres => "ANALYZE",
        _ => "PRAGMA optimize = 0x10002",
    };
    app.db.execute_unprepared(statement).await.expect("statistics");
    worker::publish_first(app).await.expect("the figures");
    eprintln!("  published: {:.1?}", begun.elapsed());
}

/// A transaction of the hub.
pub async fn write(app: &App) -> Write {
    app.write(&By::Hub).await.expect("the database can be written")
}

async fn propose(app: &App) {
    let new = NewRound::default();
    let round = acts::rounds::run::run(app, &By::Hub, new).await.expect("a round");
    while !is_over(app, round).await {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let proposing = Proposing { round, least_score: 0 };
    acts::proposals::propose::run(app, &By::Hub, proposing).await.expect("the proposals");
}

async fn is_over(app: &App, round: Id) -> bool {
    let scope = tandem::accounts::access::Scope::Hub;
    let progress = tandem::rounds::store::find_progress(&app.db, scope, round).await;
    let progress = progress.expect("the database answers").expect("the round is there");
    assert_eq!(progress.failure, None);
    progress.is_over()
}

fn text(value: impl Into<String>) -> Value {
    Value::from(value.into())
}

fn maybe(value: Option<&str>) -> Value {
    Value::from(value.map(str::to_owned))
}

impl Generator<'_> {
    fn ago(&self, days: usize) -> Date {
        self.today - Duration::days(i64::try_from(days).unwrap_or(0))
    }

    async fn organisations(&mut self, size: usize) -> Id {
        let mut organisations = Rows::of("organisations", &["id", "name", "kind", "place_code"]);
        let mut branches = Rows::of("branches", &["id", "organisation_id", "name", "place_code"]);
        let hub = self.keys.next();
        organisations.add(vec![Value::from(hub), text("Le hub du mentorat"), text("hub"), text("13055")]);
        let towns: Vec<&str> = places::all().iter().map(|place| place.code).collect();
        let kinds = ["incubator", "association", "honour_loan", "public_service", "chamber"];
        for number in 0..11 {
            let organisation = self.keys.next();
            let kind = kinds[number % kinds.len()];
            let name = format!("Structure {}", number + 1);
            organisations.add(vec![Value::from(organisation), text(name), text(kind), text(towns[number])]);
            for branch in 0..(size / PEOPLE_OF_A_BRANCH / 11).max(1) {
                let (id, town) = (self.keys.next(), self.numbers.of(&towns));
                let name = format!("Antenne {}-{}", number + 1, branch + 1);
                branches.add(vec![Value::from(id), Value::from(organisation), text(name), text(town)]);
                self.places.push(Place { organisation, branch: id });
            }
        }
        organisations.flush(self.on).await;
        branches.flush(self.on).await;
        hub
    }

    /// Gives the mentors' people and the first mentee in a tandem.
    async fn people(&mut self, size: usize) -> (Vec<Id>, Id) {
        let mentors = size * MENTORS_OF_TEN / 10;
        let mut pool = Vec::new();
        let mut people = Vec::new();
        for number in 0..mentors {
            if number % PEOPLE_AT_ONCE == 0 {
                self.tables.flush(self.on).await;
            }
            let person = self.person();
            people.push(person);
            let (mentor, places) = self.mentor(person);
            pool.extend(std::iter::repeat_n((mentor, person), places));
        }
        let mut first = None;
        let in_tandem = size * 15 / 100;
        for number in 0..size - mentors {
            if number % PEOPLE_AT_ONCE == 0 {
                self.tables.flush(self.on).await;
            }
            let person = self.person();
            if number % 8 == 0 {
                self.earlier(person, &pool);
            }
            let welcomed = 1 + self.numbers.below(500);
            let journey = self.journey(person, self.ago(welcomed), None);
            if number < in_tandem {
                // Every other place of the pool is taken, beginning with the first mentor.
                let (mentor, _) = pool[number * 2];
                let started = 1 + self.numbers.below(welcomed);
                self.tandem(journey, mentor, started, None);
                first.get_or_insert(person);
            }
        }
        (people, first.expect("somebody is in a tandem"))
    }

    fn person(&mut self) -> Id {
        let id = self.keys.next();
        let first = self.numbers.of(&FIRST_NAMES);
        let last = format!("{}{}", self.numbers.of(&SYLLABLES), self.numbers.of(&SYLLABLES));
        let last: String =
            last.chars().take(1).flat_map(char::to_uppercase).chain(last.chars().skip(1)).collect();
        let home = self.numbers.below(places::all().len() + 10);
        let home = places::all().get(home);
        let place = self.numbers.below(self.places.len());
        let Place { organisation, branch } = &self.places[place];
        let (organisation, branch) = (*organisation, *branch);
        let registered = 500 + self.numbers.below(400);
        let registered = self.ago(registered);
        let row = vec![
            Value::from(id),
            text(first),
            text(&last),
            text(fold(&format!("{first} {last}"))),
            text(format!("{}@exemple.test", id.simple())),
            maybe(self.numbers.chance(60).then_some("+33639981234")),
            maybe(home.and_then(|home| home.postcodes.first().copied())),
            maybe(home.map(|home| home.code)),
            Value::from(
                self.numbers.chance(90).then(|| 1960 + i32::try_from(self.numbers.below(45)).unwrap_or(0)),
            ),
            maybe(Some(if self.numbers.chance(60) { "F" } else { "M" })),
            Value::from(self.numbers.chance(70).then(|| self.numbers.chance(30))),
            Value::from(organisation),
            Value::from(branch),
            Value::from(registered),
        ];
        self.tables.people.add(row);
        let french = if self.numbers.chance(8) { "B1" } else { "C2" };
        self.tables.languages.add(vec![Value::from(id), text("fr"), text(french)]);
        if self.numbers.chance(30) {
            let other = self.numbers.of(&["en", "ar", "es", "it", "pt"]);
            self.tables.languages.add(vec![Value::from(id), text(other), text("B2")]);
        }
        id
    }

    fn style(&mut self) -> String {
        let answers: Vec<String> = (0..5).map(|_| (1 + self.numbers.below(5)).to_string()).collect();
        format!("[{}]", answers.join(","))
    }

    fn items(&mut self, owner: Id) -> Vec<Vec<Value>> {
        let mut items = std::collections::BTreeSet::new();
        for _ in 0..1 + self.numbers.below(2) {
            items.insert(("trade", self.numbers.of(&self.trades).to_owned()));
        }
        items.insert(("sector", self.numbers.of(&self.sectors).to_owned()));
        for _ in 0..2 + self.numbers.below(2) {
            items.insert(("topic", self.numbers.of(Topic::ALL).code().to_owned()));
        }
        for _ in 0..5 {
            items.insert(("availability", self.moments[self.numbers.below(self.moments.len())].clone()));
        }
        items.into_iter().map(|(kind, code)| vec![Value::from(owner), text(kind), text(code)]).collect()
    }

    /// Gives the mentor and their places.
    fn mentor(&mut self, person: Id) -> (Id, usize) {
        let (id, capacity) = (self.keys.next(), 1 + self.numbers.below(4));
        let (joined, left) = (200 + self.numbers.below(400), self.numbers.chance(4));
        let left_ago = self.numbers.below(100);
        let row = vec![
            Value::from(id),
            Value::from(person),
            Value::from(i32::try_from(capacity).unwrap_or(1)),
            Value::from(self.ago(joined)),
            Value::from(left.then(|| self.ago(left_ago))),
            Value::from(true),
            Value::from(self.numbers.chance(60)),
            Value::from(self.numbers.of(&[10, 20, 30, 50])),
            text(self.style()),
        ];
        self.tables.mentors.add(row);
        for row in self.items(id) {
            self.tables.mentor_items.add(row);
        }
        let begin = self.numbers.below(3);
        for track in [Track::ALL[begin], Track::ALL[(begin + 1) % 3]] {
            self.tables.mentor_items.add(vec![Value::from(id), text("track"), text(track.code())]);
        }
        (id, if left { 0 } else { capacity })
    }

    fn journey(&mut self, person: Id, welcomed: Date, ended: Option<Date>) -> Id {
        let id = self.keys.next();
        let track = match ended {
            Some(_) => Track::Employment,
            None => self.numbers.of(Track::ALL),
        };
        let row = vec![
            Value::from(id),
            Value::from(person),
            text(track.code()),
            Value::from(welcomed),
            Value::from(ended),
            maybe(ended.map(|_| "goal_reached")),
            Value::from(true),
            Value::from(self.numbers.chance(60)),
            Value::from(self.numbers.of(&[10, 20, 30, 50])),
            text(self.style()),
        ];
        self.tables.journeys.add(row);
        for row in self.items(id) {
            self.tables.journey_items.add(row);
        }
        id
    }

    /// An earlier journey, with its tandem and what came of it.
    fn earlier(&mut self, person: Id, pool: &[(Id, Id)]) {
        let (welcomed, ended) = (900 + self.numbers.below(300), 510 + self.numbers.below(100));
        let journey = self.journey(person, self.ago(welcomed), Some(self.ago(ended)));
        let (mentor, _) = self.numbers.of(pool);
        self.tandem(journey, mentor, welcomed - 30, Some(ended + 5));
        if self.numbers.chance(70) {
            let job = welcomed - 100 - self.numbers.below(300);
            let row = vec![
                Value::from(self.keys.next()),
                Value::from(journey),
                text("durable_job"),
                Value::from(self.ago(job)),
                Value::from(self.ago(job - 5)),
                text("mentee"),
            ];
            self.tables.outcomes.add(row);
        }
    }

    /// A tandem begun some days ago, with a meeting a month.
    fn tandem(&mut self, journey: Id, mentor: Id, started: usize, closed: Option<usize>) {
        let id = self.keys.next();
        let row = vec![
            Value::from(id),
            Value::from(journey),
            Value::from(mentor),
            Value::from(self.ago(started)),
            Value::from(closed.map(|days| self.ago(days))),
            maybe(closed.map(|_| "goal_reached")),
        ];
        self.tables.tandems.add(row);
        let until = closed.unwrap_or(1);
        let mut held = started.saturating_sub(5);
        let mut meetings = 0;
        while held > until && meetings < 6 {
            let row = vec![
                Value::from(self.keys.next()),
                Value::from(id),
                Value::from(self.ago(held)),
                Value::from(self.numbers.of(&[45, 60, 90])),
                text(if self.numbers.chance(60) { "in_person" } else { "remote" }),
                text(self.numbers.of(Topic::ALL).code()),
                Value::from(None::<Date>),
            ];
            self.tables.meetings.add(row);
            held = held.saturating_sub(30);
            meetings += 1;
        }
    }

    /// One account of each role; the mentor and the mentee are in a tandem with each other.
    async fn accounts(&mut self, hub: Id, mentor: Id, mentee: Id) {
        let mut accounts = Rows::of(
            "accounts",
            &["id", "name", "role", "organisation_id", "branch_id", "person_id", "accepted_at"],
        );
        let now = tandem::state::now();
        let partner = (self.places[0].organisation, self.places[0].branch);
        for &role in Role::ALL {
            let (organisation, branch, person) = match role {
                Role::Coordinator | Role::HubResponsible | Role::Officer => (Some(hub), None, None),
                Role::Responsible => (Some(partner.0), None, None),
                Role::Adviser => (Some(partner.0), Some(partner.1), None),
                Role::Mentor => (None, None, Some(mentor)),
                Role::Mentee => (None, None, Some(mentee)),
                Role::Funder => (None, None, None),
            };
            let row = vec![
                Value::from(self.keys.next()),
                text(format!("Une personne, {role}")),
                text(role.code()),
                Value::from(organisation),
                Value::from(branch),
                Value::from(person),
                now.into(),
            ];
            accounts.add(row);
        }
        accounts.flush(self.on).await;
    }
}

/// A key as it is written in an address.
pub fn written(id: Uuid) -> String {
    id.to_string()
}
