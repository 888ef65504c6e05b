//! The demonstration hub: organisations, mentors, people waiting, and a cohort of earlier years, all invented.
//!
//! The files under `data/demo` say what is loaded; days are counted back from the day of loading, and keys are
//! made in order, so that every machine has the same hub.

mod cohort;
mod files;
mod scenes;
mod today;

use std::collections::BTreeMap;

use time::Date;

use crate::accounts::access::Role;
use crate::accounts::account::Account;
use crate::accounts::coordination::Contact;
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts;
use crate::contact::Phone;
use crate::db::{self, Db, Id, Instant, Mark, Write};
use crate::secret::Secret;
use crate::settings::Settings;
use crate::territories::text::fold;
use crate::{error, organisations};

/// Why the demonstration could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database, or an act, failed.
    #[error("{0}")]
    Hub(#[from] error::Error),
    /// A file of `data/demo` is not as it should be.
    #[error("data/demo/{file}: {reason}")]
    File {
        /// Its path under `data/demo`.
        file: &'static str,
        /// What is wrong, with the line where it is known.
        reason: String,
    },
}

/// What the rows of the demonstration refer to each other by.
#[derive(Default)]
struct Names {
    keys: Keys,
    organisations: BTreeMap<String, Id>,
    branches: BTreeMap<String, Id>,
    mentors: BTreeMap<String, Known>,
    mentees: BTreeMap<String, Known>,
}

/// A mentor or mentee that was brought in.
#[derive(Clone)]
struct Known {
    /// The mentor, or the journey.
    id: Id,
    person: Id,
    name: String,
}

/// Keys in order, the same on every machine.
#[derive(Default)]
struct Keys {
    made: u64,
}

impl Keys {
    /// The demonstration's keys begin at this instant: 1 January 2026, in milliseconds.
    const BEGIN_MILLISECONDS: u64 = 1_767_225_600_000;

    fn next(&mut self) -> Id {
        self.made += 1;
        let mut tail = [0_u8; 10];
        tail[2..].copy_from_slice(&self.made.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(Self::BEGIN_MILLISECONDS + self.made, &tail).into_uuid()
    }
}

/// Loads the demonstration into a database that holds no organisation yet; says whether it did.
pub async fn load(db: &Db, secret: &Secret, hub: Hub<'_>, now: Instant) -> Result<bool, Error> {
    let broken = |error| Error::Hub(error::Error::Database(error));
    if !organisations::store::list(db).await.map_err(broken)?.is_empty() {
        return Ok(false);
    }
    let write = Write::begin(db, secret, By::History.actor(), now).await.map_err(broken)?;
    // Of several that start at once, the first loads it and the others find it marked.
    db::hold_words(&write, &["demonstration"]).await.map_err(broken)?;
    if db::find_mark(write.on()).await.map_err(broken)?.is_some() {
        return Ok(false);
    }
    db::insert_mark(&write, Mark::Demonstration).await.map_err(broken)?;
    let mut names = Names::default();
    today::load_organisations(&write, &mut names).await?;
    today::load_mentors(&write, &mut names, now.day()).await?;
    today::load_mentees(&write, &mut names, now.day()).await?;
    cohort::load(&write, &mut names).await?;
    load_personas(&write, &mut names).await?;
    // Nothing is really sent.
    let settings = Settings { texts_per_month: TEXTS_PER_MONTH, ..Settings::default() };
    acts::settings::choose::run(&write, &By::History, &settings, None).await?;
    acts::settle::everything(&write).await?;
    scenes::play(&write, hub, &names).await?;
    write.commit().await.map_err(|error| Error::Hub(error.into()))?;
    Ok(true)
}

/// How many text messages an organisation sends in a month where nothing is really sent.
pub const TEXTS_PER_MONTH: u16 = 200;

/// Those one may enter as: those who work for the hub or with it, then those of the scenes.
async fn load_personas(write: &Write, names: &mut Names) -> Result<(), Error> {
    let hub = names.organisations.get("hub").copied();
    let association = names.organisations.get("figuier").copied();
    let branch = names.branches.get("M13").copied();
    let mut personas = Vec::from([
        ("Camille Orsini".to_owned(), Role::Coordinator, hub, None, None),
        ("Inès Castelain".to_owned(), Role::HubResponsible, hub, None, None),
        ("Gilles Arbaud".to_owned(), Role::Officer, hub, None, None),
        ("Salomé Taddei".to_owned(), Role::Responsible, association, None, None),
        ("Dominique Sarkissian".to_owned(), Role::Adviser, association, branch, None),
        ("Maxime Fabre".to_owned(), Role::Funder, None, None, None),
    ]);
    let of_scenes = scenes::personas(names)?.into_iter();
    personas.extend(of_scenes.map(|(role, one)| (one.name, role, None, None, Some(one.person))));
    for (name, role, organisation_id, branch_id, person_id) in personas {
        let (email, contact) = (address_of(&name), contact_of(&name)?);
        let account = Account {
            id: names.keys.next(),
            identity_id: None,
            name,
            role,
            organisation_id,
            branch_id,
            person_id,
            accepted_at: None,
            withdrawn_on: None,
        };
        acts::accounts::bring_in::run(write, &By::History, &account, &email, &contact).await?;
    }
    Ok(())
}

/// How those who work with people are reached: numbers that the regulator of telephony keeps for fiction.
const CONTACTS: [(&str, &str, &str); 4] = [
    ("Camille Orsini", "04 65 71 20 14", "du lundi au vendredi, 9 h – 17 h"),
    ("Inès Castelain", "04 65 71 20 11", "le mardi et le jeudi, 14 h – 18 h"),
    ("Salomé Taddei", "04 65 71 33 02", "du lundi au jeudi, 9 h – 12 h 30"),
    ("Dominique Sarkissian", "06 39 98 41 27", "du lundi au vendredi, 9 h – 12 h et 14 h – 17 h"),
];

/// How a persona is reached; nobody calls those who are not in the list.
fn contact_of(name: &str) -> Result<Contact, Error> {
    let Some((_, phone, hours)) = CONTACTS.iter().find(|(of, ..)| *of == name) else {
        return Ok(Contact::default());
    };
    let phone = Phone::parse(phone)
        .map_err(|error| Error::File { file: "personas", reason: format!("{name}: {error}") })?;
    Ok(Contact { phone: Some(phone), hours: Some((*hours).to_owned()) })
}

/// The address of a persona: a domain that exists nowhere.
fn address_of(name: &str) -> String {
    format!("{}@hub.exemple.test", fold(name).replace(' ', "."))
}

/// The day some days before another.
fn days_before(day: Date, days: i64) -> Date {
    day.saturating_sub(time::Duration::days(days))
}
