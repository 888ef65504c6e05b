//! Why a file as a whole cannot be used, and what to do.

use super::table::{LONGEST_CELL, LONGEST_TABLE, MOST_CELLS, WIDEST_TABLE};

/// Why a file cannot be read as a list of registrations, in one sentence for the person who sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There is nothing in it.
    #[error("Ce fichier est vide.")]
    Empty,
    /// More than [`LARGEST_FILE`](super::LARGEST_FILE) bytes.
    #[error("Ce fichier dépasse 10 Mo : partagez-le en plusieurs fichiers.")]
    TooLarge,
    /// A file of another kind, recognised by its content.
    #[error("Ce fichier est {0} : enregistrez la liste au format XLSX, ODS ou CSV.")]
    OtherKind(&'static str),
    /// Neither text nor a spreadsheet.
    #[error("Ce fichier n’est pas un tableau : envoyez un fichier XLSX, ODS ou CSV.")]
    NotATable,
    /// The workbook asks for a password.
    #[error(
        "Ce fichier est protégé par un mot de passe : enregistrez-le sans mot de passe, puis renvoyez-le."
    )]
    Protected,
    /// It would unfold to far more than a list of registrations.
    #[error("Ce fichier devient démesuré une fois décompressé : copiez la liste dans un nouveau classeur.")]
    Oversized,
    /// It is damaged.
    #[error(
        "Ce fichier est abîmé ou incomplet : ouvrez-le dans un tableur, enregistrez-le, puis renvoyez-le."
    )]
    Damaged,
    /// A quotation mark opens a cell and nothing closes it, so that the lines that follow run together.
    #[error(
        "Ligne {line} : un guillemet (\") ouvre une cellule et n’est pas refermé. Corrigez-le, puis renvoyez le fichier."
    )]
    OpenQuote {
        /// The line in the file.
        line: usize,
    },
    /// No line bears titles known here.
    #[error(
        "Aucun titre de colonne n’est reconnu : la première ligne doit porter des titres comme \
         Prénom, Nom, Adresse e-mail, Code postal."
    )]
    NoHeading,
    /// There are titles, but none for the e-mail address by which people are recognised.
    #[error("La colonne « Adresse e-mail » manque : sans elle, on ne peut pas reconnaître les personnes.")]
    NoEmailColumn,
    /// There are titles and nothing below.
    #[error("Ce fichier n’a que des titres : aucune inscription n’y est écrite.")]
    NoLine,
    /// More than [`LONGEST_TABLE`] lines.
    #[error("Ce fichier a plus de {LONGEST_TABLE} lignes : partagez-le en plusieurs fichiers.")]
    TooManyLines,
    /// More than [`WIDEST_TABLE`] columns.
    #[error("Ce fichier a plus de {WIDEST_TABLE} colonnes : gardez seulement celles de l’inscription.")]
    TooManyColumns,
    /// More than [`MOST_CELLS`] cells, or texts of a workbook.
    #[error(
        "Ce fichier a plus de {MOST_CELLS} cellules : gardez seulement les colonnes de l’inscription, ou partagez-le en \
         plusieurs fichiers."
    )]
    TooManyCells,
    /// Nobody asks for it any more.
    #[error("La lecture de ce fichier prend trop de temps : partagez-le en plusieurs fichiers.")]
    Left,
    /// A cell of more than [`LONGEST_CELL`] signs.
    #[error(
        "Ligne {line} : une cellule dépasse {LONGEST_CELL} signes. Raccourcissez-la, puis renvoyez le fichier."
    )]
    CellTooLong {
        /// The line in the file.
        line: usize,
    },
}
