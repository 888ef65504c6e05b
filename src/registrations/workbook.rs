//! A list kept as an XLSX workbook.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxCellReader, XlsxError};
use time::{Date, Month, PrimitiveDateTime, Time};

use super::archive::Archive;
use super::file_error::FileError;
use super::table::{Cell, Lines, MOST_CELLS, WIDEST_TABLE};
use crate::limits::Stop;

/// How the tag of a text that cells share begins; so do others, which are few beside it.
const SHARED_TEXT: &[u8] = b"<si";

/// The sheets, in their order; each is read when it is asked for.
///
/// The texts that cells share are all made when the workbook is opened: they are counted before.
pub(super) fn sheets(
    archive: &mut Archive<'_>,
    bytes: &[u8],
    stop: &Stop,
) -> Result<impl Iterator<Item = Result<Lines, FileError>>, FileError> {
    if archive.count("xl/sharedStrings.xml", SHARED_TEXT, stop)? > MOST_CELLS {
        return Err(FileError::TooManyCells);
    }
    let mut workbook = guarded(|| Xlsx::new(Cursor::new(bytes)))?;
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    Ok(names.into_iter().map(move |name| {
        let cells = guarded(|| workbook.worksheet_cells_reader(&name))?;
        lines(cells, stop)
    }))
}

/// Reads cell by cell, because a sheet may claim a million lines of sixteen thousand columns and hold two cells.
fn lines(mut reader: XlsxCellReader<'_, Cursor<&[u8]>>, stop: &Stop) -> Result<Lines, FileError> {
    let mut lines = Lines::new(stop);
    let (mut current, mut cells) = (0, Vec::new());
    while let Some(record) = guarded(|| reader.next_cell_with_formula_metadata())? {
        lines.go_on()?;
        let cell = match &record.formula {
            Some(_) => Cell::Formula(format!("={}", shown(&record.value))),
            None => cell(&record.value),
        };
        let (row, column) = record.pos;
        if cell.is_blank() {
            continue;
        }
        if row != current {
            lines.push(line_number(current), std::mem::take(&mut cells))?;
            current = row;
        }
        let column = column as usize;
        if column >= WIDEST_TABLE {
            return Err(FileError::TooManyColumns);
        }
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Blank);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
    }
    lines.push(line_number(current), cells)?;
    Ok(lines)
}

fn line_number(row: u32) -> usize {
    row as usize + 1
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date =
                Month::try_from(month).and_then(|month| Date::from_calendar_date(year.into(), month, day));
            let time = Time::from_hms(hour, minute, second);
            match (date, time) {
                (Ok(date), Ok(time)) => Cell::Moment(PrimitiveDateTime::new(date, time)),
                _ => Cell::Number(moment.as_f64()),
            }
        }
        DataRef::DateTimeIso(text) => Cell::of_iso_moment(text).unwrap_or_else(|| Cell::of(text)),
        // A cell shows an error because a formula of it went wrong.
        DataRef::Error(error) => Cell::Formula(error.to_string()),
        other => Cell::of(&shown(other)),
    }
}

fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Bool(true) => "VRAI".into(),
        DataRef::Bool(false) => "FAUX".into(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
        _ => String::new(),
    }
}

/// What the library reads. It panics on some damaged files, as on a cell whose row is beyond what it counts with: they are damaged, and
/// nothing of it is used again.
fn guarded<T>(read: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, FileError> {
    let read = catch_unwind(AssertUnwindSafe(read)).map_err(|_| FileError::Damaged)?;
    read.map_err(|error| refusal(&error))
}

fn refusal(error: &XlsxError) -> FileError {
    match error {
        XlsxError::Password => FileError::Protected,
        _ => FileError::Damaged,
    }
}
