//! CSV as spreadsheets write it: the text behind the bytes, and its records with the numbers of their lines.
//!
//! What the cells are about, and which delimiter is the right one, is for the caller to know.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a CSV file, with line endings written `\n` and no byte order mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvText {
    text: String,
    first_line: usize,
    needs_byte_order_mark: bool,
}

/// A record that is not an empty line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The number of its first line in the file, where the first is 1.
    pub line: usize,
    /// Its cells, without the quotation marks around them.
    pub cells: Vec<String>,
}

/// Why bytes cannot be read as records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The bytes are binary, or not divided into records.
    NotATable,
    /// A quotation mark opened in the record of this line is never closed: a cell took in the lines that follow.
    OpenQuote {
        /// The first line of the record, where the first of the file is 1.
        line: usize,
    },
    /// A record has more cells than were asked for.
    TooWide,
}

impl CsvText {
    /// Decodes a file: UTF-16 by its byte order mark or its zeros, else UTF-8, and Windows-1252 for the lines that are neither.
    /// A first line `sep=;`, which Excel reads and writes, is left out but counted.
    pub fn decode(bytes: &[u8]) -> Result<Self, ReadError> {
        let text = decode(bytes);
        if text.contains('\0') {
            return Err(ReadError::NotATable);
        }
        let needs_byte_order_mark = bytes.starts_with(BYTE_ORDER_MARK)
            || std::str::from_utf8(bytes).is_err()
            || utf_16(bytes).is_some();
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let (text, first_line) = match text.split_once('\n') {
            Some((hint, rest)) if is_hint(hint) => (rest.to_owned(), 2),
            _ => (text, 1),
        };
        Ok(Self { text, first_line, needs_byte_order_mark })
    }

    /// Whether an answer written the same way needs a byte order mark: the file had one, or was not UTF-8.
    pub fn needs_byte_order_mark(&self) -> bool {
        self.needs_byte_order_mark
    }

    /// How often a delimiter stands in it, in cells or between them: no record has more cells than that, and one.
    pub fn count(&self, delimiter: u8) -> usize {
        self.text.bytes().filter(|&byte| byte == delimiter).count()
    }

    /// Every record that is not an empty line; nothing comes after an error.
    pub fn records(&self, delimiter: u8) -> Records<'_> {
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(self.text.as_bytes());
        Records {
            reader,
            rest: &self.text,
            read: 0,
            line: self.first_line,
            widest: usize::MAX,
            has_failed: false,
        }
    }
}

/// The records of a text, one after the other.
pub struct Records<'a> {
    reader: csv::Reader<&'a [u8]>,
    /// What is not read yet.
    rest: &'a str,
    /// How many bytes are read.
    read: usize,
    /// The line that `rest` begins on.
    line: usize,
    /// The most cells of a record.
    widest: usize,
    has_failed: bool,
}

impl Records<'_> {
    /// The same records, of which one with more cells is an error: its cells are not made.
    pub fn at_most(self, widest: usize) -> Self {
        Self { widest, ..self }
    }

    fn read(&mut self) -> Result<Option<Record>, ReadError> {
        let mut record = csv::StringRecord::new();
        if !self.reader.read_record(&mut record).map_err(|_| ReadError::NotATable)? {
            return Ok(None);
        }
        if record.len() > self.widest {
            return Err(ReadError::TooWide);
        }
        let end = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        let (source, rest) =
            self.rest.split_at_checked(end.saturating_sub(self.read)).unwrap_or((self.rest, ""));
        // The reader skips empty lines without counting them; people count them.
        let filled = source.trim_start_matches('\n');
        let line = self.line + (source.len() - filled.len());
        let spans_lines = filled.trim_end_matches('\n').contains('\n');
        if spans_lines && filled.matches('"').count() % 2 == 1 {
            return Err(ReadError::OpenQuote { line });
        }
        self.line = line + filled.matches('\n').count();
        (self.read, self.rest) = (end, rest);
        Ok(Some(Record { line, cells: record.iter().map(str::to_owned).collect() }))
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let record = self.read();
        self.has_failed = record.is_err();
        record.transpose()
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text of the bytes. Line by line where it is no Unicode, because lists are glued together from files of both kinds.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some(encoding) = utf_16(bytes) {
        return encoding.decode_with_bom_removal(bytes).0;
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
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

/// Whether a first line only says which delimiter follows.
fn is_hint(line: &str) -> bool {
    line.len() <= 7 && line.trim_matches('"').starts_with("sep=")
}

/// The text of a cell to write: with an apostrophe before it where a spreadsheet would read a formula, even behind invisible
/// characters.
pub fn inert(text: &str) -> Cow<'_, str> {
    let visible =
        text.trim_start_matches(|sign: char| sign.is_whitespace() || sign.is_control() || is_invisible(sign));
    let begins = text.starts_with(['\t', '\r', '\n'])
        || visible.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if begins { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Zero-width characters: joiners and direction marks.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], delimiter: u8) -> Result<Vec<(usize, Vec<String>)>, ReadError> {
        let text = CsvText::decode(bytes)?;
        text.records(delimiter).map(|record| record.map(|record| (record.line, record.cells))).collect()
    }

    fn record<const N: usize>(line: usize, cells: [&str; N]) -> (usize, Vec<String>) {
        (line, cells.map(str::to_owned).to_vec())
    }

    #[test]
    fn every_line_ending_and_encoding_of_spreadsheets_gives_the_same_records() {
        let expected =
            vec![record(1, ["Identité", "Lieu"]), record(2, ["Zoé", "x"]), record(3, ["a, b; c", "y"])];
        let plain = "Identité,Lieu\nZoé,x\n\"a, b; c\",y\n";
        let returns = plain.replace('\n', "\r\n");
        let old = plain.replace('\n', "\r");
        let (latin, _, _) = WINDOWS_1252.encode(&returns);
        let marked = format!("\u{feff}{plain}");
        let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let unmarked: Vec<u8> = plain.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let glued = [b"Identit\xe9,Lieu\n".as_slice(), &plain.as_bytes()["Identité,Lieu\n".len()..]].concat();
        for bytes in [
            plain.as_bytes(),
            returns.as_bytes(),
            old.as_bytes(),
            &latin,
            marked.as_bytes(),
            &wide,
            &unmarked,
            &glued,
        ] {
            assert_eq!(read(bytes, b',').as_ref(), Ok(&expected));
        }
    }

    #[test]
    fn only_what_was_plain_utf_8_is_answered_without_a_byte_order_mark() {
        for (bytes, needed) in
            [("é;à".as_bytes(), false), ("\u{feff}é;à".as_bytes(), true), (b"\xe9;a".as_slice(), true)]
        {
            assert_eq!(CsvText::decode(bytes).map(|text| text.needs_byte_order_mark()), Ok(needed));
        }
    }

    #[test]
    fn lines_are_counted_as_people_count_them() {
        let text = b"\nid;n\n\n\"a\nb\";1\n\r\nc;2\n";
        let expected = vec![record(2, ["id", "n"]), record(4, ["a\nb", "1"]), record(7, ["c", "2"])];
        assert_eq!(read(text, b';'), Ok(expected));
    }

    #[test]
    fn the_line_that_names_the_delimiter_is_left_out_but_counted() {
        assert_eq!(read(b"sep=;\r\nid;n\r\n", b';'), Ok(vec![record(2, ["id", "n"])]));
        assert_eq!(read(b"\"sep=,\"\nid,n", b','), Ok(vec![record(2, ["id", "n"])]));
    }

    #[test]
    fn a_quotation_mark_left_open_is_found_on_its_line_with_or_without_a_last_newline() {
        let text = b"id;n\na;1\n\"b;2\nc;3\n";
        for text in [&text[..], &text[..text.len() - 1]] {
            assert_eq!(read(text, b';'), Err(ReadError::OpenQuote { line: 3 }));
        }
    }

    #[test]
    fn a_record_with_more_cells_than_asked_for_is_an_error() {
        let text = CsvText::decode(b"a;b\na;b;c\na\n").unwrap();
        let read: Vec<_> = text.records(b';').at_most(2).map(|record| record.map(|one| one.line)).collect();
        assert_eq!(read, [Ok(1), Err(ReadError::TooWide)]);
    }

    #[test]
    fn nothing_comes_after_an_error() {
        let text = CsvText::decode(b"id\n\"b\nc\n").unwrap();
        assert_eq!(text.records(b';').count(), 2);
    }

    #[test]
    fn a_name_is_never_a_formula() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            (" \u{202e}=1+1", "' \u{202e}=1+1"),
            ("\tx", "'\tx"),
            ("Aix-en-Provence", "Aix-en-Provence"),
        ] {
            assert_eq!(inert(text), written);
        }
    }

    #[test]
    fn binary_files_are_refused() {
        assert_eq!(read(b"PK\x03\x04\0\0", b';'), Err(ReadError::NotATable));
    }
}
