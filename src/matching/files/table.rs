//! A CSV file as spreadsheets really write it.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, WINDOWS_1252};

use super::error::{FilesError, Side};
use crate::territories::text::fold;

/// The signs that part cells, most usual first.
const DELIMITERS: [u8; 3] = [b';', b',', b'\t'];

/// A file of people: titles, and the lines below that hold anything.
pub(super) struct Table {
    pub side: Side,
    titles: Vec<String>,
    pub rows: Vec<Row>,
    pub writing: Writing,
}

/// A line.
pub(super) struct Row {
    /// Its number in the file, where the first is 1.
    pub line: usize,
    cells: Vec<String>,
}

/// How a file is written, so that the answer is written the same way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writing {
    /// The sign that parts cells.
    pub delimiter: u8,
    /// Whether a byte order mark tells spreadsheets that the text is UTF-8.
    pub has_mark: bool,
}

/// A column of a table: its place, and its title as the criteria write it.
#[derive(Clone, Copy)]
pub(super) struct Column<'a> {
    index: usize,
    title: &'a str,
}

impl Table {
    /// Reads the bytes; the sign that parts the cells is the one under which a column of this title appears.
    pub fn read(side: Side, bytes: &[u8], title: &str) -> Result<Self, FilesError> {
        let text = decode(bytes);
        if text.contains('\0') {
            return Err(FilesError::NotATable(side));
        }
        let has_mark = std::str::from_utf8(bytes).is_err() || text.starts_with('\u{feff}');
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let delimiter = delimiter(&text, title);
        let mut records = records(side, &text, delimiter)?.into_iter();
        let (_, titles) = records.next().ok_or(FilesError::Nobody(side))?;
        let mut table =
            Self { side, titles: cells(&titles), rows: Vec::new(), writing: Writing { delimiter, has_mark } };
        for (line, record) in records {
            table.push(line, cells(&record))?;
        }
        Ok(table)
    }

    fn push(&mut self, line: usize, mut cells: Vec<String>) -> Result<(), FilesError> {
        cells.truncate(cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1));
        let (values, headings) = (cells.len(), self.titles.len());
        if values > headings {
            return Err(FilesError::TooManyValues { side: self.side, line, values, headings });
        }
        if values > 0 {
            self.rows.push(Row { line, cells });
        }
        Ok(())
    }

    /// The column of a title: written the same, else the same but for case, accents and punctuation.
    pub fn column<'a>(&self, title: &'a str) -> Result<Column<'a>, FilesError> {
        let folded = fold(title);
        let same = |passes: &dyn Fn(&str) -> bool| -> Vec<usize> {
            (0..self.titles.len())
                .filter(|&index| self.titles.get(index).is_some_and(|own| passes(own)))
                .collect()
        };
        let exact = same(&|own| own == title.trim());
        let found = if exact.is_empty() { same(&|own| fold(own) == folded) } else { exact };
        match found.as_slice() {
            [index] => Ok(Column { index: *index, title }),
            [] => Err(self.missing(title)),
            _ => Err(FilesError::SameTitle { side: self.side, column: title.to_owned() }),
        }
    }

    fn missing(&self, title: &str) -> FilesError {
        let found = self.titles.iter().filter(|own| !own.is_empty()).map(String::as_str);
        let found = found.collect::<Vec<_>>().join(", ");
        FilesError::MissingColumn { side: self.side, column: title.to_owned(), found }
    }

    /// The error of a cell that cannot be used.
    pub fn refuse(&self, row: &Row, column: Column<'_>, remedy: String) -> FilesError {
        FilesError::Cell { side: self.side, line: row.line, column: column.title.to_owned(), remedy }
    }
}

impl Row {
    /// What a cell says, without the spaces around it; nothing when it is blank or a mere dash.
    pub fn text(&self, column: Column<'_>) -> &str {
        self.cells.get(column.index).map_or("", String::as_str)
    }
}

/// The text of the bytes: by its byte order mark, else UTF-8, else Windows-1252.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match (Encoding::for_bom(bytes), std::str::from_utf8(bytes)) {
        (_, Ok(text)) => Cow::Borrowed(text),
        (Some((encoding, _)), Err(_)) => encoding.decode_with_bom_removal(bytes).0,
        (None, Err(_)) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The sign under which the title appears, else the one that makes most columns.
fn delimiter(text: &str, title: &str) -> u8 {
    let titles = |delimiter: u8| {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        reader.headers().map(cells).unwrap_or_default()
    };
    let title = fold(title);
    let holds = |delimiter: &u8| titles(*delimiter).iter().any(|own| fold(own) == title);
    let most = || DELIMITERS.into_iter().rev().max_by_key(|delimiter| titles(*delimiter).len());
    DELIMITERS.into_iter().find(holds).or_else(most).unwrap_or(b';')
}

/// Every record that is not an empty line, with the number of its first line, in a text whose lines end with `\n`.
fn records(side: Side, text: &str, delimiter: u8) -> Result<Vec<(usize, StringRecord)>, FilesError> {
    let builder =
        |text| ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
    let mut reader = builder(text.as_bytes());
    let mut records = Vec::new();
    let mut record = StringRecord::new();
    let (mut line, mut rest) = (1, text);
    loop {
        // The reader skips empty lines without counting them; people count them.
        let filled = rest.trim_start_matches('\n');
        line += rest.len() - filled.len();
        let start = text.len() - filled.len();
        if !reader.read_record(&mut record).map_err(|_| FilesError::NotATable(side))? {
            return Ok(records);
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        let source = text.get(start..end).unwrap_or_default();
        let lines = source.matches('\n').count();
        if lines > 1 && source.matches('"').count() % 2 == 1 {
            return Err(FilesError::OpenQuote { side, line });
        }
        records.push((line, record.clone()));
        line += lines;
        rest = text.get(end..).unwrap_or_default();
    }
}

fn cells(record: &StringRecord) -> Vec<String> {
    let cell = |text: &str| {
        let text = text.trim_matches(|sign: char| sign.is_whitespace() || sign.is_control());
        let is_dash = text.chars().all(|sign| matches!(sign, '-' | '–' | '—'));
        if is_dash { String::new() } else { text.to_owned() }
    };
    record.iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Table, FilesError> {
        Table::read(Side::Mentor, bytes, "Identité")
    }

    fn lines(bytes: &[u8], title: &str) -> Vec<(usize, String)> {
        let Ok(table) = read(bytes) else { return Vec::new() };
        let Ok(column) = table.column(title) else { return Vec::new() };
        table.rows.iter().map(|row| (row.line, row.text(column).to_owned())).collect()
    }

    #[test]
    fn every_separator_mark_and_encoding_of_spreadsheets_gives_the_same_table() {
        let expected = [(2, "Zoé".to_owned()), (3, "a, b; c".to_owned())];
        let plain = "Identité,Lieu\nZoé,x\n\"a, b; c\",y\n";
        let tabs = plain.replace(",x", "\tx").replace("\",y", "\"\ty").replace("é,L", "é\tL");
        let semicolons = tabs.replace('\t', ";").replace('\n', "\r\n");
        let (latin, _, _) = WINDOWS_1252.encode(&semicolons);
        for bytes in [plain.as_bytes(), tabs.as_bytes(), semicolons.as_bytes(), &latin] {
            assert_eq!(lines(bytes, "Identité"), expected);
        }
        assert_eq!(lines(format!("\u{feff}{plain}").as_bytes(), "Identité"), expected);
        let wide: Vec<u8> = format!("\u{feff}{plain}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(&wide, "Identité"), expected);
    }

    #[test]
    fn lines_are_counted_as_people_count_them() {
        let text = "\nIdentité;n\n\n\"a\nb\";1\n;;;\r\n\r\nc;2\n";
        assert_eq!(lines(text.as_bytes(), "n"), [(4, "1".to_owned()), (8, "2".to_owned())]);
    }

    #[test]
    fn a_title_may_differ_by_case_accents_and_punctuation_unless_two_do() {
        let text = "Identité;PLACES ?;lieu;Lieu !\na;3;x;y\n";
        assert_eq!(lines(text.as_bytes(), "places"), [(2, "3".to_owned())]);
        assert_eq!(lines(text.as_bytes(), "lieu"), [(2, "x".to_owned())]);
        let error = read(text.as_bytes()).and_then(|table| table.column("LIEU").map(|_| ()));
        assert_eq!(error, Err(FilesError::SameTitle { side: Side::Mentor, column: "LIEU".to_owned() }));
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        let sentence = |bytes| read(bytes).err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(
            sentence(b"Identit\xe9;n\na;1\n\"b;2\nc;3\n"),
            "Dans le fichier des mentors, ligne 3 : un guillemet ouvert n’est pas refermé."
        );
        assert_eq!(
            sentence(b"id;n\na;1;2\n"),
            "Dans le fichier des mentors, ligne 2 : 3 valeurs pour 2 colonnes."
        );
        assert_eq!(sentence(b""), "Le fichier des mentors ne contient personne.");
        assert!(sentence(b"PK\x03\x04\0\0").starts_with("Le fichier des mentors ne se lit pas"));
    }

    #[test]
    fn a_missing_column_is_named_with_those_found() {
        let error = read(b"id;n\na;1\n").and_then(|table| table.column("Lieu").map(|_| ()));
        let sentence = error.map_err(|error| error.to_string());
        assert_eq!(
            sentence,
            Err("Dans le fichier des mentors, il manque la colonne « Lieu ». Colonnes trouvées : id, n."
                .to_owned())
        );
    }
}
