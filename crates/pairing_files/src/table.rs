//! A file of people as a table: titles, and the lines below them.

use csv_text::{CsvText, ReadError, Record};

use crate::error::{CellError, Error, Side};
use crate::text::fold;

/// Delimiters tried, most common first.
const DELIMITERS: [u8; 3] = [b';', b',', b'\t'];

/// A file of people: its titles, and the lines below them that are not blank.
pub(crate) struct Table {
    pub side: Side,
    titles: Vec<String>,
    pub rows: Vec<Row>,
    pub format: Format,
}

/// How a file is written, so that the answer can be written the same way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format {
    pub delimiter: u8,
    pub needs_byte_order_mark: bool,
}

/// A line that is not blank.
pub(crate) struct Row {
    /// Its number in the file, where the first is 1.
    pub line: usize,
    cells: Vec<String>,
}

/// A column of a table, with its title as the criteria write it.
#[derive(Clone, Copy)]
pub(crate) struct Column<'a> {
    index: usize,
    title: &'a str,
}

impl Table {
    /// Reads a file that should have a column of this title, which also tells its delimiter.
    pub fn read(side: Side, bytes: &[u8], title: &str) -> Result<Self, Error> {
        let unreadable = |error| match error {
            ReadError::NotATable | ReadError::TooWide => Error::NotATable(side),
            ReadError::OpenQuote { line } => Error::OpenQuote { side, line },
        };
        let text = CsvText::decode(bytes).map_err(unreadable)?;
        let folded = fold(title);
        let delimiter = delimiter(&text, |cell| fold(cell) == folded);
        let mut records = text.records(delimiter);
        let titles = cells(records.next().ok_or(Error::Nobody(side))?.map_err(unreadable)?.cells);
        let format = Format { delimiter, needs_byte_order_mark: text.needs_byte_order_mark() };
        let mut table = Self { side, titles, rows: Vec::new(), format };
        for record in records {
            table.push(record.map_err(unreadable)?)?;
        }
        Ok(table)
    }

    fn push(&mut self, Record { line, cells: written }: Record) -> Result<(), Error> {
        let mut cells = cells(written);
        cells.truncate(cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1));
        let (values, titles) = (cells.len(), self.titles.len());
        if values > titles {
            return Err(Error::TooManyValues { side: self.side, line, values, titles });
        }
        if values > 0 {
            self.rows.push(Row { line, cells });
        }
        Ok(())
    }

    /// The column of a title: written the same, else the same but for case, accents and punctuation.
    pub fn column<'a>(&self, title: &'a str) -> Result<Column<'a>, Error> {
        let exact = self.columns_where(|own| own == title.trim());
        let folded = fold(title);
        let found = if exact.is_empty() { self.columns_where(|own| fold(own) == folded) } else { exact };
        match found.as_slice() {
            [index] => Ok(Column { index: *index, title }),
            [] => Err(self.missing(title)),
            _ => Err(Error::DuplicateColumn { side: self.side, column: title.to_owned() }),
        }
    }

    fn columns_where(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<usize> {
        let columns = self.titles.iter().enumerate();
        columns.filter(|(_, title)| is_wanted(title)).map(|(index, _)| index).collect()
    }

    fn missing(&self, title: &str) -> Error {
        let found = self.titles.iter().filter(|own| !own.is_empty()).map(String::as_str);
        let found = found.collect::<Vec<_>>().join(", ");
        Error::MissingColumn { side: self.side, column: title.to_owned(), found }
    }

    /// The error of a cell that cannot be used.
    pub fn cell_error(&self, row: &Row, column: Column<'_>, problem: String) -> CellError {
        CellError { side: self.side, line: row.line, column: column.title.to_owned(), problem }
    }
}

/// The delimiter under which the first record has a cell that is looked for, else the one that gives it most cells.
fn delimiter(text: &CsvText, is_looked_for: impl Fn(&str) -> bool) -> u8 {
    let first = |delimiter: u8| match text.records(delimiter).next() {
        Some(Ok(record)) => cells(record.cells),
        _ => Vec::new(),
    };
    let holds = |delimiter: &u8| first(*delimiter).iter().any(|cell| is_looked_for(cell));
    // max_by_key returns the last of equals, and the most common delimiter comes first.
    let widest = || DELIMITERS.into_iter().rev().max_by_key(|delimiter| first(*delimiter).len());
    DELIMITERS.into_iter().find(holds).or_else(widest).unwrap_or(b';')
}

/// Cells without surrounding spaces; a cell that is only a dash is empty.
fn cells(written: Vec<String>) -> Vec<String> {
    let cell = |text: String| {
        let text = text.trim_matches(|character: char| character.is_whitespace() || character.is_control());
        let is_dash = text.chars().all(|character| matches!(character, '-' | '–' | '—'));
        if is_dash { String::new() } else { text.to_owned() }
    };
    written.into_iter().map(cell).collect()
}

impl Row {
    /// The text of a cell; nothing when it is blank or only a dash.
    pub fn text(&self, column: Column<'_>) -> &str {
        self.cells.get(column.index).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Table, Error> {
        Table::read(Side::Mentor, text.as_bytes(), "id")
    }

    fn cells(text: &str, title: &str) -> Result<Vec<(usize, String)>, Error> {
        let table = read(text)?;
        let column = table.column(title)?;
        Ok(table.rows.iter().map(|row| (row.line, row.text(column).to_owned())).collect())
    }

    #[test]
    fn blank_lines_are_left_out_but_counted() {
        let expected = vec![(2, "1".to_owned()), (5, "2".to_owned())];
        assert_eq!(cells("id;n\na;1\n;;;\n\nc;2\n", "n"), Ok(expected));
    }

    #[test]
    fn a_title_may_differ_by_case_accents_and_punctuation_unless_two_do() {
        let text = "ID;PLACES ?;lieu;Lieu !\na;3;x;y\n";
        assert_eq!(cells(text, "places"), Ok(vec![(2, "3".to_owned())]));
        assert_eq!(cells(text, "lieu"), Ok(vec![(2, "x".to_owned())]));
        let duplicate = Error::DuplicateColumn { side: Side::Mentor, column: "LIEU".to_owned() };
        assert_eq!(cells(text, "LIEU"), Err(duplicate));
    }

    #[test]
    fn what_cannot_be_read_is_reported_with_its_line() {
        let sentence = |text| read(text).err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(
            sentence("id;n\na;1\n\"b;2\nc;3\n"),
            "Dans le fichier des mentors, ligne 3 : un guillemet ouvert n’est pas refermé."
        );
        assert_eq!(
            sentence("id;n\na;1;2\n"),
            "Dans le fichier des mentors, ligne 2 : 3 valeurs pour 2 colonnes."
        );
        assert_eq!(sentence(""), "Le fichier des mentors ne contient personne.");
        assert!(sentence("PK\x03\x04\0\0").starts_with("Le fichier des mentors ne se lit pas"));
    }

    #[test]
    fn a_missing_column_is_reported_with_those_found() {
        assert_eq!(
            cells("id;n\na;1\n", "Lieu").map_err(|error| error.to_string()),
            Err("Dans le fichier des mentors, il manque la colonne « Lieu ». Colonnes trouvées : id, n."
                .to_owned())
        );
    }
}
