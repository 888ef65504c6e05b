//! A person, known once on the hub, who may be a mentor and may go through journeys as a mentee.
//!
//! Sex, origin and priority neighbourhood are for statistics; they never enter the matching.
//! Owns the tables `people`, `person_languages`, `person_businesses`, `mentors`, `mentor_items`,
//! `journeys`, `journey_items` and `uploads`.

pub mod contact;
pub mod import;
pub mod newcomer;
pub mod pages;
pub mod person;
pub mod profile;
pub mod store;
pub mod typed;
pub mod words;

use std::collections::BTreeSet;
use std::time::Duration;

use time::Date;

use self::import::{Examination, FileError, KnownPerson};
use self::newcomer::{Newcomer, Origin};
use crate::accounts::access::Scope;
use crate::db::{Write, new_id};
use crate::error::Error;

/// Why a file of registrations could not be examined.
#[derive(Debug, thiserror::Error)]
pub enum ExamineError {
    /// The file as a whole cannot be used.
    #[error("{0}")]
    File(#[from] FileError),
    /// It takes more than [`LONGEST_EXAMINATION`].
    #[error("La lecture de ce fichier prend trop de temps : partagez-le en plusieurs fichiers.")]
    TooLong,
    /// The reader failed on it.
    #[error("Ce fichier n’a pas pu être lu : copiez la liste dans un nouveau classeur, puis renvoyez-le.")]
    Unreadable,
}

/// How long reading and examining a file may take.
pub const LONGEST_EXAMINATION: Duration = Duration::from_secs(20);

/// Reads and examines a file of registrations, beside the requests, against those the hub knows.
pub async fn examine(
    bytes: Vec<u8>,
    known: Vec<KnownPerson>,
    today: Date,
) -> Result<Examination, ExamineError> {
    let examination = tokio::task::spawn_blocking(move || {
        let table = import::read(&bytes)?;
        Ok(import::examine(&table, &known, today))
    });
    match tokio::time::timeout(LONGEST_EXAMINATION, examination).await {
        Ok(Ok(examined)) => examined,
        Ok(Err(_)) => Err(ExamineError::Unreadable),
        Err(_) => Err(ExamineError::TooLong),
    }
}

/// Adds the registrations of an examination, and says how many people that makes.
///
/// Whoever the hub came to know since the examination is left out, so that adding twice adds nobody twice.
pub async fn register(
    write: &Write,
    examination: &Examination,
    origin: Origin,
    today: Date,
) -> Result<usize, Error> {
    let known = store::known(write.on(), Scope::Hub).await?;
    let known: BTreeSet<&str> = known.iter().map(|person| person.email.as_str()).collect();
    let mut added = 0;
    for registration in examination.registrations() {
        if !known.contains(registration.email.as_str()) {
            let keys = [new_id(), new_id()];
            store::insert_newcomer(write, &Newcomer::registered(registration, origin, keys, today)).await?;
            added += 1;
        }
    }
    Ok(added)
}
