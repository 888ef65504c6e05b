//! Why nothing can be proposed, in French sentences for the person who gave the files.

use std::fmt;

use serde::Deserialize;

/// One of the two files of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The people who want a mentor.
    Mentee,
    /// The people who may be proposed to them.
    Mentor,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mentee => "le fichier des personnes accompagnées",
            Self::Mentor => "le fichier des mentors",
        })
    }
}

/// Why nothing can be proposed. Lines are numbered as in the file, where the first is 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the sentence of each variant says what its fields are")]
pub enum Error {
    /// The file is binary, or cannot be divided into records.
    #[error("{} ne se lit pas comme un tableau CSV (texte séparé par « ; », « , » ou tabulation).", capitalised(.0))]
    NotATable(Side),
    /// A quotation mark is never closed, so that its cell swallows the lines below.
    #[error("Dans {side}, ligne {line} : un guillemet ouvert n’est pas refermé.")]
    OpenQuote { side: Side, line: usize },
    /// The file has no line below its titles, or `keep` excludes all of them.
    #[error("{} ne contient personne.", capitalised(.0))]
    Nobody(Side),
    /// The criteria name a column that the file does not have.
    #[error("Dans {side}, il manque la colonne « {column} ». Colonnes trouvées : {found}.")]
    MissingColumn { side: Side, column: String, found: String },
    /// The criteria name a column whose title stands twice in the file.
    #[error("Dans {side}, plusieurs colonnes s’appellent « {column} » : renommez-en une.")]
    DuplicateColumn { side: Side, column: String },
    /// A line has more values than there are titles, so that nobody knows which is which.
    #[error("Dans {side}, ligne {line} : {values} valeurs pour {titles} colonnes.")]
    TooManyValues { side: Side, line: usize, values: usize, titles: usize },
    /// A cell cannot be used.
    #[error(transparent)]
    Cell(#[from] CellError),
    /// The criteria are not valid TOML, or make no sense together.
    #[error("Dans le fichier de critères, ligne {line} : {problem}.")]
    Criteria { line: usize, problem: String },
    /// There are more pairs than one machine should weigh.
    #[error(
        "{mentees} personnes accompagnées et {mentors} mentors font trop de binômes (au plus {max}) : partagez les fichiers."
    )]
    TooManyPairs { mentees: usize, mentors: usize, max: usize },
    /// The solver refused its input or its proof does not hold: a bug in this crate or in `assignment`.
    #[error("la répartition n’a pas pu être prouvée : {0}.")]
    Unproven(String),
}

/// A cell that cannot be used, and why. Errors sort by file, then line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("Dans {side}, ligne {line}, colonne « {column} » : {problem}.")]
pub struct CellError {
    /// Which of the two files the cell is in.
    pub side: Side,
    /// The number of the line in the file, where the first is 1.
    pub line: usize,
    /// The title of the column, as the criteria write it.
    pub column: String,
    /// What is wrong, as a French clause without a full stop.
    pub problem: String,
}

fn capitalised(side: &Side) -> String {
    side.to_string().replacen('l', "L", 1)
}
