//! The same pairing from two spreadsheets to a third, without a database, for those who only have spreadsheets.
//!
//! Any two CSV files will do: a file of criteria says which columns identify people, which are compared, and how.
//! As many tandems as possible, then the highest total, exactly and with a proof that is verified.
//!
//! Equal answers: people are put in the order of their identifiers, as texts, before anything is solved, and nothing
//! else enters a choice. So the order of the lines in either file changes not a byte of the result.
//!
//! Owns no table, reads no clock, and keeps nothing.

mod criteria_file;
mod error;
mod measure;
mod pairing;
mod people;
mod proposals;
mod score;
mod table;
mod values;

#[cfg(test)]
mod tests;

pub use error::{FilesError, Side};
pub use proposals::{Proposals, Summary};

use criteria_file::{CriteriaFile, REGISTRATIONS};
use pairing::Pairing;
use people::People;
use score::Scoring;
use values::Remarks;

/// Proposes tandems between the people of two CSV files (`;`, `,` or tab; UTF-8, UTF-16 or Windows-1252).
///
/// `criteria_toml` is the text of a file of criteria, whose format is in `docs/propose.md`. Without it, the files are
/// taken for the hub's own registrations; the same export, which holds both sides, may then be given twice.
///
/// # Errors
/// One French sentence that names the file, the line and the column: a file that is no table, a column that is missing,
/// an identifier or a capacity that cannot be used, a value that is not on its scale, criteria that are not sound.
pub fn propose(
    mentors_csv: &[u8],
    mentees_csv: &[u8],
    criteria_toml: Option<&str>,
) -> Result<Proposals, FilesError> {
    let file = CriteriaFile::read(criteria_toml.unwrap_or(REGISTRATIONS))?;
    from_criteria(mentors_csv, mentees_csv, &file).map_err(|error| match error {
        FilesError::MissingColumn { .. } if criteria_toml.is_none() => {
            FilesError::NotRegistrations(Box::new(error))
        }
        other => other,
    })
}

fn from_criteria(
    mentors_csv: &[u8],
    mentees_csv: &[u8],
    file: &CriteriaFile,
) -> Result<Proposals, FilesError> {
    let mentees = People::read(Side::Mentee, mentees_csv, &file.mentees)?;
    let mentors = People::read(Side::Mentor, mentors_csv, &file.mentors)?;
    let places = mentors.places(&file.capacity())?;
    let mut remarks = Remarks::new();
    let scoring = Scoring::read(file, (&mentees, &mentors), &mut remarks)?;
    let pairing = Pairing::of(scoring, mentees.people.len(), &places)?;
    let remarks = remarks.iter().map(ToString::to_string).collect();
    Ok(Proposals::of(&pairing, (&mentees, &mentors), &places, remarks))
}
