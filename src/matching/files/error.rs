//! Why nothing can be proposed; each sentence is for the person who gave the files.

use std::fmt;

use serde::Deserialize;

/// One of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The file of those who want a mentor.
    Mentee,
    /// The file of the mentors.
    Mentor,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mentee => "le fichier des mentorés",
            Self::Mentor => "le fichier des mentors",
        })
    }
}

/// Why nothing can be proposed from two files; lines are counted as in the file, the headings included.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum FilesError {
    /// The bytes are no text cut into cells.
    #[error("{} ne se lit pas comme un tableau CSV (texte séparé par « ; », « , » ou tabulation).", capital(.0))]
    NotATable(Side),
    /// A cell opens a quotation mark and takes in the next lines.
    #[error("Dans {side}, ligne {line} : un guillemet ouvert n’est pas refermé.")]
    OpenQuote {
        /// The file.
        side: Side,
        /// The line of the cell's record.
        line: usize,
    },
    /// Headings without a line below, or none of the lines is to be kept.
    #[error("{} ne contient personne.", capital(.0))]
    Nobody(Side),
    /// A column named by the criteria is nowhere.
    #[error("Dans {side}, il manque la colonne « {column} ». Colonnes trouvées : {found}.")]
    MissingColumn {
        /// The file.
        side: Side,
        /// The title asked for.
        column: String,
        /// The titles of the file.
        found: String,
    },
    /// A title named by the criteria stands twice.
    #[error("Dans {side}, plusieurs colonnes s’appellent « {column} » : renommez-en une.")]
    SameTitle {
        /// The file.
        side: Side,
        /// The title.
        column: String,
    },
    /// A line has more values than there are headings, so that nobody knows which is which.
    #[error("Dans {side}, ligne {line} : {values} valeurs pour {headings} colonnes.")]
    TooManyValues {
        /// The file.
        side: Side,
        /// The line.
        line: usize,
        /// The number of its values.
        values: usize,
        /// The number of headings.
        headings: usize,
    },
    /// A cell cannot be used.
    #[error("Dans {side}, ligne {line}, colonne « {column} » : {remedy}.")]
    Cell {
        /// The file.
        side: Side,
        /// The line.
        line: usize,
        /// The title of the column.
        column: String,
        /// What is wrong and what to do.
        remedy: String,
    },
    /// The file of criteria is not sound.
    #[error("Dans le fichier de critères, ligne {line} : {remedy}.")]
    Criteria {
        /// The line.
        line: usize,
        /// What is wrong and what to do.
        remedy: String,
    },
    /// Without a file of criteria, a file has other columns than the hub's registrations.
    #[error(
        "{0} Sans --criteria, les deux fichiers ont les colonnes des inscriptions du hub ; pour d’autres colonnes, \
         écrivez un fichier de critères, qui dit quelles colonnes comparer et combien chacune compte (docs/propose.md)."
    )]
    NotRegistrations(Box<FilesError>),
    /// More pairs than one machine should weigh.
    #[error(
        "{mentees} mentorés et {mentors} mentors font trop de paires (au plus {most}) : partagez les fichiers."
    )]
    TooManyPairs {
        /// The number of mentees.
        mentees: usize,
        /// The number of mentors with a place.
        mentors: usize,
        /// The most pairs taken.
        most: usize,
    },
    /// The matching refused its instance, found no proof, or its proof does not hold; none of it is expected.
    #[error("la répartition n’a pas pu être prouvée : {0}.")]
    Unproven(String),
}

fn capital(side: &Side) -> String {
    side.to_string().replacen('l', "L", 1)
}
