//! Pairs the people of two CSV files, mentees and mentors, by the criteria of a third file.
//!
//! Any two files will do: the criteria, in TOML, say which columns identify people, which are compared, and how. The
//! result has as many pairs as possible, then the highest total score. It is exact, and its proof has been checked.
//!
//! ```
//! let mentees = b"email;name;trade\nzoe@x.test;Zo\xe9;Baker\nali@x.test;Ali;Welder\n"; // Windows-1252
//! let mentors = "name,job,email\nRose,welder,rose@x.test\n".as_bytes();
//! let criteria = r#"
//!     mentees = { id = "email", name = ["name"] }
//!     mentors = { id = "email", name = ["name"] }
//!
//!     [[criterion]]
//!     name = "Trade"
//!     kind = "same"
//!     mentee = "trade"
//!     mentor = "job"
//!     weight = 1
//! "#;
//! let proposals = pairing_files::propose(mentees, mentors, criteria, |_| Err("no map here".to_owned()))?;
//! assert_eq!(proposals.pairs().collect::<Vec<_>>(), [("ali@x.test", "rose@x.test", 1000)]);
//! assert!(proposals.to_csv().contains("Trade : « Welder » des deux côtés"));
//! # Ok::<(), pairing_files::Error>(())
//! ```
//!
//! # Places
//!
//! The crate has no map. A criterion of kind `distance` may read coordinates from the files; for a postcode, a name or an
//! INSEE code it asks the caller's function where that [`Place`] is.
//!
//! # Equal optima
//!
//! People are sorted by identifier, as text, before anything is solved, and nothing else enters a choice: the order of
//! the lines in either file does not change a byte of the result.
//!
//! # Language
//!
//! Errors, warnings and reasons are French sentences for the person who gave the files.

mod criteria;
mod error;
mod french;
mod measure;
mod pairing;
mod people;
mod places;
mod proposals;
mod score;
mod table;
mod text;
mod values;
mod written;

pub use error::{CellError, Error, Side};
pub use places::{Place, Point};
pub use proposals::{Proposals, Summary};
pub use text::fold;

use criteria::CriteriaFile;
use measure::Sources;
use pairing::Pairing;
use people::People;
use score::Scoring;

/// Proposes pairs between the people of two CSV files (`;`, `,` or tab; UTF-8, UTF-16 or Windows-1252).
///
/// `criteria` is the text of a criteria file; the README describes its format. `locate` says where a place is, or why
/// it cannot say: a French clause such as "« Lyon » n’est pas un lieu connu". That place then counts as unknown, and
/// [`Proposals::warnings`] names its cell. The same file may be given twice when it holds both sides.
///
/// # Errors
/// A file that is not a table, a missing column, an identifier or a capacity that cannot be used, a value that is not on
/// its scale, invalid criteria. Each error names the file and, where there is one, the line and the column.
pub fn propose(
    mentees: &[u8],
    mentors: &[u8],
    criteria: &str,
    locate: impl Fn(Place<'_>) -> Result<Point, String>,
) -> Result<Proposals, Error> {
    let criteria = CriteriaFile::read(criteria)?;
    let mentees = People::read(Side::Mentee, mentees, &criteria.mentees)?;
    let mentors = People::read(Side::Mentor, mentors, &criteria.mentors)?;
    let capacities = mentors.capacities(&criteria.capacity())?;
    let mut sources = Sources::new(&criteria, &mentees, &mentors, &locate);
    let scoring = Scoring::read(&mut sources)?;
    let warnings = sources.into_warnings();
    let pairing = Pairing::solve(scoring, mentees.len(), &capacities)?;
    Ok(Proposals::new(&pairing, &mentees, &mentors, &capacities, warnings))
}

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
