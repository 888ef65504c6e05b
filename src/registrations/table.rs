//! The table a file holds, whatever its kind: lines of cells, each with its number in the file.

use std::borrow::Cow;

use time::macros::format_description;
use time::{Date, PrimitiveDateTime};

use super::archive::{Archive, Kind, kind_of};
use super::column::Column;
use super::file_error::FileError;
use super::headings::Headings;
use super::{open_document, text_file, workbook};
use crate::limits::Stop;

/// The largest file taken, in bytes.
pub const LARGEST_FILE: usize = 10_000_000;
/// The most lines below the titles, blank ones apart.
pub const LONGEST_TABLE: usize = 20_000;
/// The most columns that a file may have.
pub const WIDEST_TABLE: usize = 200;
/// The most cells below and among the titles, blank ones between others included. Each takes some sixty bytes once read.
pub const MOST_CELLS: usize = 500_000;
/// The most signs in one cell.
pub const LONGEST_CELL: usize = 10_000;
/// The most bytes the texts of all cells together may take: a workbook writes a text once and shows it a million times.
const LARGEST_TEXT: usize = 32_000_000;
/// How many lines may stand above the titles, for the name of a list or a logo.
const LINES_BEFORE_TITLES: usize = 20;

/// Reads a file by its content, whatever it is called: CSV (`;`, `,` or tab; UTF-8, UTF-16 or Windows-1252), XLSX or ODS.
///
/// Of a workbook, the first sheet with titles known here. Refuses, with a sentence, a file of another kind, beyond the
/// limits of this module, damaged, or without titles.
pub fn read(bytes: &[u8]) -> Result<Table, FileError> {
    read_until(bytes, &Stop::default())
}

/// The same, as long as it is asked for.
pub fn read_until(bytes: &[u8], stop: &Stop) -> Result<Table, FileError> {
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    if bytes.len() > LARGEST_FILE {
        return Err(FileError::TooLarge);
    }
    match kind_of(bytes)? {
        Kind::Text => Table::new(text_file::lines(bytes, stop)?),
        Kind::Zip => {
            let mut archive = Archive::open(bytes, stop)?;
            if archive.has("xl/workbook.xml") {
                first_table(workbook::sheets(&mut archive, bytes, stop)?)
            } else if archive.has("content.xml") {
                first_table(open_document::sheets(&mut archive, stop)?)
            } else {
                Err(archive.other_kind())
            }
        }
    }
}

/// The first sheet that is a list of registrations, else what is wrong with the first that holds anything.
fn first_table(sheets: impl Iterator<Item = Result<Lines, FileError>>) -> Result<Table, FileError> {
    let mut wrong = FileError::Empty;
    for sheet in sheets {
        match Table::new(sheet?) {
            Ok(table) => return Ok(table),
            Err(error) if wrong == FileError::Empty => wrong = error,
            Err(_) => {}
        }
    }
    Err(wrong)
}

/// A list of registrations: the columns recognised, and the lines below the titles.
#[derive(Debug)]
pub struct Table {
    pub(super) headings: Headings,
    pub(super) rows: Vec<Row>,
}

impl Table {
    fn new(lines: Lines) -> Result<Self, FileError> {
        let mut rows = lines.rows;
        if rows.is_empty() {
            return Err(FileError::Empty);
        }
        let (position, headings) = Headings::find(rows.iter().take(LINES_BEFORE_TITLES))?;
        let rows = rows.split_off(position + 1);
        match rows.len() {
            0 => Err(FileError::NoLine),
            1..=LONGEST_TABLE => Ok(Self { headings, rows }),
            _ => Err(FileError::TooManyLines),
        }
    }

    /// The number of registrations.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none; a table that was read has some.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The columns recognised, each with its title in the file.
    pub fn columns(&self) -> impl Iterator<Item = (Column, &str)> {
        self.headings.columns()
    }
}

/// A line that is not blank.
#[derive(Debug)]
pub(super) struct Row {
    /// Its number in the file, where the first is 1.
    pub line: usize,
    /// Its cells, from the first column on.
    pub cells: Vec<Cell>,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing, or only a dash.
    Blank,
    /// A text, without the spaces around it.
    Text(String),
    /// A number of a workbook.
    Number(f64),
    /// A date, with its time of day, of a workbook.
    Moment(PrimitiveDateTime),
    /// A formula of a workbook.
    Formula(String),
}

impl Cell {
    /// The cell of a text as the file has it.
    pub fn of(text: &str) -> Self {
        // Web pages and phones leave signs that no one sees, and that are in no address or name.
        let invisible =
            |sign| matches!(sign, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}' | '\0');
        let text =
            text.trim_matches(|sign: char| sign.is_whitespace() || sign.is_control() || invisible(sign));
        if text.chars().all(|sign| matches!(sign, '-' | '–' | '—')) {
            return Self::Blank;
        }
        Self::Text(if text.contains(invisible) { text.replace(invisible, "") } else { text.into() })
    }

    /// The moment of a text such as `2019-01-31` or `2019-01-31T08:00:00`, in which workbooks keep real dates.
    pub fn of_iso_moment(text: &str) -> Option<Self> {
        let date_only = format_description!("[year]-[month]-[day]");
        let with_time = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
        let date = text.get(..10).and_then(|date| Date::parse(date, date_only).ok())?;
        let moment = text.get(..19).and_then(|moment| PrimitiveDateTime::parse(moment, with_time).ok());
        Some(Self::Moment(moment.unwrap_or(date.midnight())))
    }

    /// Whether it holds nothing.
    pub fn is_blank(&self) -> bool {
        *self == Self::Blank
    }

    /// What a person reads in it.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Blank => Cow::Borrowed(""),
            Self::Text(text) | Self::Formula(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Moment(moment) => Cow::Owned(moment.date().to_string()),
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Text(text) | Self::Formula(text) => text.len(),
            Self::Blank | Self::Number(_) | Self::Moment(_) => 0,
        }
    }

    fn is_too_long(&self) -> bool {
        self.size() > LONGEST_CELL && self.text().chars().count() > LONGEST_CELL
    }
}

/// Lines being gathered, within the limits of this module.
#[derive(Debug)]
pub(super) struct Lines {
    pub rows: Vec<Row>,
    size: usize,
    cells: usize,
    stop: Stop,
}

impl Lines {
    /// No line yet; reading ends when it is not asked for any more.
    pub fn new(stop: &Stop) -> Self {
        Self { rows: Vec::new(), size: 0, cells: 0, stop: stop.clone() }
    }

    /// The lines so far; there is none left.
    pub fn take(&mut self) -> Self {
        let none = Self::new(&self.stop);
        std::mem::replace(self, none)
    }

    /// Refuses to go on if it is not asked for any more.
    pub fn go_on(&self) -> Result<(), FileError> {
        if self.stop.is_set() { Err(FileError::Left) } else { Ok(()) }
    }

    /// Adds a line, unless it is blank.
    pub fn push(&mut self, line: usize, mut cells: Vec<Cell>) -> Result<(), FileError> {
        self.go_on()?;
        let width = cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
        cells.truncate(width);
        match width {
            0 => return Ok(()),
            1..=WIDEST_TABLE => {}
            _ => return Err(FileError::TooManyColumns),
        }
        if cells.iter().any(Cell::is_too_long) {
            return Err(FileError::CellTooLong { line });
        }
        self.cells += width;
        if self.cells > MOST_CELLS {
            return Err(FileError::TooManyCells);
        }
        self.size += cells.iter().map(Cell::size).sum::<usize>();
        if self.size > LARGEST_TEXT {
            return Err(FileError::Oversized);
        }
        cells.shrink_to_fit();
        self.rows.push(Row { line, cells });
        if self.rows.len() > LONGEST_TABLE + LINES_BEFORE_TITLES {
            return Err(FileError::TooManyLines);
        }
        Ok(())
    }
}
