//! A spreadsheet of registrations, as partners really keep them, turned into mentors and mentees.
//!
//! Two steps, both pure. [`read`] turns the bytes of a CSV, XLSX or ODS file into a [`Table`] of cells, or says in a
//! sentence why the file as a whole cannot be used. [`examine`] gives each line its verdict, with what to correct,
//! and the [`Registration`] it stands for. Nothing is saved here, so a bad file changes nothing.
//!
//! What is kept is what was written: nothing is guessed beyond what an item on the line says.

mod archive;
mod cells;
mod column;
mod duplicates;
mod examine;
mod file_error;
mod headings;
mod line_reader;
mod open_document;
mod registration;
mod report;
mod table;
mod text_file;
mod verdict;
mod workbook;

#[cfg(test)]
mod tests;

pub use column::Column;
pub use examine::examine;
pub use file_error::FileError;
pub use registration::{KnownPerson, Registration, Role};
pub use report::Report;
pub use table::{LARGEST_FILE, LONGEST_CELL, LONGEST_TABLE, Table, WIDEST_TABLE, read};
pub use verdict::{Code, Counts, Effect, Examination, Item, Line, Verdict};
