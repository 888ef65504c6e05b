//! A list kept as an ODS workbook.
//!
//! Read here cell by cell rather than through calamine, which unfolds repeated rows and columns in memory before anyone
//! can count them: a file of a few hundred bytes then takes gigabytes.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::archive::Archive;
use super::file_error::FileError;
use super::table::{Cell, LONGEST_TABLE, Lines, WIDEST_TABLE};
use crate::limits::Stop;

/// The sheets, in their order; each is read when it is asked for.
pub(super) fn sheets(
    archive: &mut Archive<'_>,
    stop: &Stop,
) -> Result<impl Iterator<Item = Result<Lines, FileError>>, FileError> {
    let manifest = archive.text("META-INF/manifest.xml").unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(FileError::Protected);
    }
    Ok(Sheets { content: archive.text("content.xml")?, at: 0, stop: stop.clone() })
}

/// The sheets of a document. Each is looked for behind the one before, so that the document is read once, whatever it claims.
struct Sheets {
    content: String,
    /// Where the sheets already read end.
    at: usize,
    stop: Stop,
}

impl Iterator for Sheets {
    type Item = Result<Lines, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.content.get(self.at..)?;
        let start = rest.find("<table:table ")?;
        let mut sheet = Sheet::new(rest.get(start..)?, &self.stop);
        let read = sheet.lines();
        self.at = match read {
            Ok(_) => self.at.saturating_add(start).saturating_add(sheet.position()),
            Err(_) => self.content.len(),
        };
        Some(read)
    }
}

/// One sheet being read, from its first tag on.
struct Sheet<'a> {
    reader: Reader<&'a [u8]>,
    lines: Lines,
    line: usize,
}

impl<'a> Sheet<'a> {
    fn new(content: &'a str, stop: &Stop) -> Self {
        let mut reader = Reader::from_str(content);
        // The text begins inside the document and is left at the end of the sheet.
        reader.config_mut().check_end_names = false;
        Self { reader, lines: Lines::new(stop), line: 0 }
    }

    /// How far it was read, in bytes.
    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn lines(&mut self) -> Result<Lines, FileError> {
        let mut is_open = false;
        loop {
            match self.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "table-row" => {
                    let cells = self.row()?;
                    self.repeat_row(repeated(&tag, "number-rows-repeated"), cells)?;
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "table-row" => {
                    self.line = self.line.saturating_add(repeated(&tag, "number-rows-repeated"));
                }
                // A sheet within a sheet is no list.
                Event::Start(tag)
                    if tag.local_name().as_ref() == "table" && std::mem::replace(&mut is_open, true) =>
                {
                    return Err(FileError::Damaged);
                }
                Event::End(tag) if tag.local_name().as_ref() == "table" => {
                    return Ok(self.lines.take());
                }
                Event::Eof => return Err(FileError::Damaged),
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Result<Event<'a>, FileError> {
        self.lines.go_on()?;
        self.reader.read_event().map_err(|_| FileError::Damaged)
    }

    /// Adds a row as often as it is repeated; the blank rows at the foot of a sheet are a million.
    fn repeat_row(&mut self, times: usize, cells: Vec<Cell>) -> Result<(), FileError> {
        if cells.is_empty() {
            self.line = self.line.saturating_add(times);
            return Ok(());
        }
        for _ in 0..times.min(LONGEST_TABLE * 2) {
            self.line = self.line.saturating_add(1);
            self.lines.push(self.line, cells.clone())?;
        }
        Ok(())
    }

    /// The cells of a row up to the last that holds something.
    fn row(&mut self) -> Result<Vec<Cell>, FileError> {
        let mut cells = Vec::new();
        let mut blanks = 0_usize;
        loop {
            let (tag, cell) = match self.next()? {
                Event::Start(tag) if is_cell(&tag) => {
                    let text = self.cell_text(tag.name().as_ref())?;
                    let cell = cell(&tag, &text);
                    (tag, cell)
                }
                Event::Empty(tag) if is_cell(&tag) => {
                    let cell = cell(&tag, "");
                    (tag, cell)
                }
                Event::End(tag) if tag.local_name().as_ref() == "table-row" => return Ok(cells),
                Event::Eof => return Err(FileError::Damaged),
                _ => continue,
            };
            let times = repeated(&tag, "number-columns-repeated");
            if cell.is_blank() {
                blanks = blanks.saturating_add(times);
            } else if cells.len().saturating_add(blanks).saturating_add(times) > WIDEST_TABLE {
                return Err(FileError::TooManyColumns);
            } else {
                cells.extend(std::iter::repeat_n(Cell::Blank, std::mem::take(&mut blanks)));
                cells.extend(std::iter::repeat_n(cell, times));
            }
        }
    }

    /// The text of a cell, its paragraphs one below the other, without the comments pinned to it.
    fn cell_text(&mut self, cell: &str) -> Result<String, FileError> {
        let mut text = String::new();
        let mut in_comment = false;
        loop {
            match self.next()? {
                Event::End(tag) if tag.name().as_ref() == cell => return Ok(text),
                Event::Start(tag) if tag.local_name().as_ref() == "annotation" => in_comment = true,
                Event::End(tag) if tag.local_name().as_ref() == "annotation" => in_comment = false,
                Event::Eof => return Err(FileError::Damaged),
                _ if in_comment => {}
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) => text.extend(resolve(&reference)),
                Event::Empty(tag) if matches!(tag.local_name().as_ref(), "s" | "tab") => text.push(' '),
                Event::Empty(tag) if tag.local_name().as_ref() == "line-break" => text.push('\n'),
                Event::End(tag) if tag.local_name().as_ref() == "p" => text.push('\n'),
                _ => {}
            }
        }
    }
}

fn is_cell(tag: &BytesStart<'_>) -> bool {
    matches!(tag.local_name().as_ref(), "table-cell" | "covered-table-cell")
}

/// The cell of a tag and of the text it shows (OpenDocument 1.2, 19.385).
fn cell(tag: &BytesStart<'_>, text: &str) -> Cell {
    if attribute(tag, "formula").is_some() {
        return Cell::Formula(format!("={}", text.trim()));
    }
    let value = |name| attribute(tag, name).unwrap_or_default();
    match value("value-type").as_str() {
        "date" => Cell::of_iso_moment(&value("date-value")).unwrap_or_else(|| Cell::of(text)),
        "float" => value("value").parse().map_or_else(|_| Cell::of(text), Cell::Number),
        _ => Cell::of(text),
    }
}

fn repeated(tag: &BytesStart<'_>, name: &str) -> usize {
    attribute(tag, name).and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// An attribute by its name without prefix; the type of the value that calcext repeats says the same.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes().filter_map(Result::ok);
    let attribute = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(attribute.value.into_owned())
}

/// The sign a reference such as `&amp;` or `&#233;` stands for.
fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    match reference.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}
