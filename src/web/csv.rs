//! Exports tables as CSV for spreadsheets, safe from formula injection.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::error::Error;

/// Without it, French Excel does not read the file as UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A response that downloads a table as a CSV file with this name. Cells are separated by semicolons, as French spreadsheets
/// expect.
pub fn csv_file(file_name: &str, table: impl IntoIterator<Item = Vec<String>>) -> Result<Response, Error> {
    let text = write(table).map_err(|error| Error::Broken(format!("{file_name}: {error}")))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")),
    ];
    Ok((headers, format!("{BYTE_ORDER_MARK}{text}")).into_response())
}

fn write(table: impl IntoIterator<Item = Vec<String>>) -> Result<String, Box<dyn std::error::Error>> {
    let mut file = ::csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for line in table {
        file.write_record(line.iter().map(|cell| csv_text::inert(cell).into_owned()))?;
    }
    Ok(String::from_utf8(file.into_inner()?)?)
}
