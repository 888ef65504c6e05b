//! A spreadsheet of registrations, as partners really keep them, turned into mentors and mentees.
//!
//! Two steps, both pure. [`read`] turns the bytes of a CSV, XLSX or ODS file into a [`Table`] of cells, or says in a sentence why the file
//! cannot be used. [`examine`] gives each line its verdict, with what to correct, and the [`Registration`] it stands for: nothing is saved.
//!
//! What is stored is what was written: nothing is guessed beyond what an item on the line says.
//! Owns the tables `uploads`: the files between their preview and their confirmation; `arrivals` and `arrived`: which file brought whom,
//! and how far the hub's invitation to them is.

mod archive;
pub mod arrival;
mod cells;
mod column;
mod duplicates;
mod examine;
mod file_error;
mod headings;
mod line_reader;
pub mod messages;
mod newcomer;
mod open_document;
pub mod pages;
mod registration;
mod report;
pub mod store;
mod table;
mod text_file;
mod verdict;
mod workbook;

deeds! {
    /// What is done to a file of registrations, in the journal.
    UploadDeed of "upload" {
        Received = "received";
        Confirmed = "confirmed";
    }
}

deeds! {
    /// What is done to those whom a file brought, in the journal.
    ArrivalDeed of "arrival" {
        Arrived = "arrived";
        Invited = "invited";
        Stopped = "stopped";
        Told = "told";
    }
}

#[cfg(test)]
mod tests;

use crate::db::deeds;
pub use column::Column;
pub use examine::examine;
pub use file_error::FileError;
pub use newcomer::{SUPPOSED_TRAVEL_KM, newcomer};
pub use registration::{Registration, Role};
pub use report::Report;
pub use table::{
    LARGEST_FILE, LONGEST_CELL, LONGEST_TABLE, MOST_CELLS, Table, WIDEST_TABLE, read, read_until,
};
pub use verdict::{Code, Counts, Effect, Examination, Item, Line, Verdict};

pub use crate::people::newcomer::KnownPerson;

use std::time::Duration;

use time::Date;

use crate::limits::{Stop, Stopped};

/// Why a file of registrations could not be examined.
#[derive(Debug, thiserror::Error)]
pub enum ExamineError {
    /// The file as a whole cannot be used.
    #[error("{0}")]
    File(#[from] FileError),
    /// It takes more than [`LONGEST_EXAMINATION`].
    #[error("La lecture de ce fichier prend trop de temps : partagez-le en plusieurs fichiers.")]
    TooLong,
    /// Others are examined, and as many wait as may.
    #[error("D’autres fichiers sont en cours de lecture. Renvoyez celui-ci dans une minute.")]
    Busy,
    /// The reader failed on it.
    #[error("Ce fichier n’a pas pu être lu : copiez la liste dans un nouveau classeur, puis renvoyez-le.")]
    Unreadable,
}

impl From<Stopped> for ExamineError {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::TooLong => Self::TooLong,
            Stopped::Busy => Self::Busy,
            Stopped::Failed(_) => Self::Unreadable,
        }
    }
}

/// How long reading and examining a file may take.
pub const LONGEST_EXAMINATION: Duration = Duration::from_secs(20);

/// Reads a file of registrations and examines it against those the hub knows, as long as the result is asked for.
pub fn read_and_examine(
    bytes: &[u8],
    known: &[KnownPerson],
    today: Date,
    stop: &Stop,
) -> Result<Examination, ExamineError> {
    examine(&read_until(bytes, stop)?, known, today, stop).ok_or(ExamineError::TooLong)
}
