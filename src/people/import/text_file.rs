//! A list kept as text: CSV, or what spreadsheets call "Unicode text".

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::file_error::FileError;
use super::headings::Headings;
use super::table::{Cell, Lines};

/// The signs that part cells, most usual first.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// How many records are enough to see which sign parts the cells.
const TRIAL: usize = 20;

/// The lines of a text.
pub(super) fn lines(bytes: &[u8]) -> Result<Lines, FileError> {
    let text = decode(bytes);
    if text.contains('\0') {
        return Err(FileError::NotATable);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (text, first_line) = skip_hint(&text);
    let records = Records { text, first_line };
    let recognised = |delimiter: &u8| {
        let mut trial = Lines::default();
        let is_refused = records.gather(*delimiter, TRIAL, &mut trial).is_err();
        // Lines beyond the limits speak for this delimiter, where none makes titles known here.
        (Headings::most_recognised(trial.rows.iter()), is_refused)
    };
    // The last of equals is the one max_by_key keeps, and the most usual sign comes first.
    let delimiter = DELIMITERS.into_iter().rev().max_by_key(recognised).unwrap_or(b';');
    let mut lines = Lines::default();
    records.gather(delimiter, usize::MAX, &mut lines)?;
    Ok(lines)
}

/// The text of the bytes: UTF-16 by its mark or its zeros, else UTF-8, and Windows-1252 for the lines that are not.
///
/// Line by line, because lists are glued together from files of both kinds.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some(encoding) = utf_16(bytes) {
        return encoding.decode_with_bom_removal(bytes).0;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let decode_line = |line| match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(line).0,
    };
    Cow::Owned(bytes.split_inclusive(|byte| *byte == b'\n').map(decode_line).collect())
}

fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        // Titles begin with a letter of the Latin alphabet, whose other byte is zero.
        [1..=255, 0, 1..=255, 0, ..] => Some(UTF_16LE),
        [0, 1..=255, 0, 1..=255, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The text after the line `sep=;` that Excel reads and writes first, and the number of the line it begins at.
fn skip_hint(text: &str) -> (&str, usize) {
    match text.split_once('\n') {
        Some((hint, rest)) if hint.len() <= 7 && hint.trim_matches('"').starts_with("sep=") => (rest, 2),
        _ => (text, 1),
    }
}

/// Records of a text whose lines end with `\n`.
struct Records<'a> {
    text: &'a str,
    first_line: usize,
}

impl Records<'_> {
    /// Adds the first records, parted by this sign.
    fn gather(&self, delimiter: u8, limit: usize, lines: &mut Lines) -> Result<(), FileError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(self.text.as_bytes());
        let mut record = csv::StringRecord::new();
        let (mut line, mut counted) = (self.first_line, 0);
        while lines.rows.len() < limit {
            let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            if !reader.read_record(&mut record).map_err(|_| FileError::Damaged)? {
                break;
            }
            // The reader skips blank lines and gives no number for them; people count them.
            let start =
                start + self.slice(start, self.text.len()).bytes().take_while(|byte| *byte == b'\n').count();
            let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            line += self.slice(counted, start).matches('\n').count();
            counted = start;
            check_quotes(self.slice(start, end), line)?;
            lines.push(line, record.iter().map(Cell::of).collect())?;
        }
        Ok(())
    }

    fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }
}

/// Refuses a record over several lines whose quotation marks do not pair: a cell was left open and took in the next lines.
fn check_quotes(record: &str, line: usize) -> Result<(), FileError> {
    let is_open = record.trim_end().contains('\n') && record.matches('"').count() % 2 == 1;
    if is_open { Err(FileError::OpenQuote { line }) } else { Ok(()) }
}
