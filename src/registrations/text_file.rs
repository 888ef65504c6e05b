//! A list kept as text: CSV, or what spreadsheets call "Unicode text".

use csv_text::{CsvText, ReadError};

use super::file_error::FileError;
use super::headings::Headings;
use super::table::{Cell, LONGEST_TABLE, Lines, WIDEST_TABLE};
use crate::limits::Stop;

/// The signs that part cells, most usual first.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// How many records are enough to see which sign parts the cells.
const TRIAL: usize = 20;

/// The lines of a text.
pub(super) fn lines(bytes: &[u8], stop: &Stop) -> Result<Lines, FileError> {
    let text = CsvText::decode(bytes).map_err(refused)?;
    let recognised = |delimiter: &u8| {
        let mut trial = Lines::new(stop);
        let is_refused = gather(&text, *delimiter, TRIAL, &mut trial).is_err();
        // Lines beyond the limits speak for this delimiter, where none makes titles known here.
        (Headings::most_recognised(trial.rows.iter()), is_refused)
    };
    // The last of equals is the one max_by_key keeps, and the most usual sign comes first.
    let delimiter = DELIMITERS.into_iter().rev().max_by_key(recognised).unwrap_or(b';');
    let mut lines = Lines::new(stop);
    gather(&text, delimiter, usize::MAX, &mut lines)?;
    Ok(lines)
}

/// The most signs that part cells: as many lines as may be, each of a hundred cells, most of them blank.
const MOST_DELIMITERS: usize = 100 * LONGEST_TABLE;

/// Adds the first records, parted by this sign.
fn gather(text: &CsvText, delimiter: u8, limit: usize, lines: &mut Lines) -> Result<(), FileError> {
    if text.count(delimiter) > MOST_DELIMITERS {
        return Err(FileError::TooManyCells);
    }
    // Beyond the widest table a line may hold blanks, and they are left out; but not a whole file of them.
    let mut records = text.records(delimiter).at_most(100 * WIDEST_TABLE);
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
        ReadError::TooWide => FileError::TooManyColumns,
    }
}
