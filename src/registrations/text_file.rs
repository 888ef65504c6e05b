//! A list kept as text: CSV, or what spreadsheets call "Unicode text".

use csv_text::{CsvText, ReadError};

use super::file_error::FileError;
use super::headings::Headings;
use super::table::{Cell, Lines};

/// The signs that part cells, most usual first.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// How many records are enough to see which sign parts the cells.
const TRIAL: usize = 20;

/// The lines of a text.
pub(super) fn lines(bytes: &[u8]) -> Result<Lines, FileError> {
    let text = CsvText::decode(bytes).map_err(refused)?;
    let recognised = |delimiter: &u8| {
        let mut trial = Lines::default();
        let is_refused = gather(&text, *delimiter, TRIAL, &mut trial).is_err();
        // Lines beyond the limits speak for this delimiter, where none makes titles known here.
        (Headings::most_recognised(trial.rows.iter()), is_refused)
    };
    // The last of equals is the one max_by_key keeps, and the most usual sign comes first.
    let delimiter = DELIMITERS.into_iter().rev().max_by_key(recognised).unwrap_or(b';');
    let mut lines = Lines::default();
    gather(&text, delimiter, usize::MAX, &mut lines)?;
    Ok(lines)
}

/// Adds the first records, parted by this sign.
fn gather(text: &CsvText, delimiter: u8, limit: usize, lines: &mut Lines) -> Result<(), FileError> {
    let mut records = text.records(delimiter);
    while lines.rows.len() < limit
        && let Some(record) = records.next()
    {
        let record = record.map_err(refused)?;
        lines.push(record.line, record.cells.iter().map(|cell| Cell::of(cell)).collect())?;
    }
    Ok(())
}

fn refused(error: ReadError) -> FileError {
    match error {
        ReadError::NotATable => FileError::NotATable,
        ReadError::OpenQuote { line } => FileError::OpenQuote { line },
    }
}
