//! A table as a file for a spreadsheet, where no cell is taken for a formula.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::error::Error;

/// French spreadsheets expect semicolons, and a mark that says UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Sends a table as a CSV file of a name.
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
        file.write_record(line.iter().map(|cell| inert(cell)))?;
    }
    Ok(String::from_utf8(file.into_inner()?)?)
}

/// A text that no spreadsheet takes for a formula, whatever invisible signs stand before it.
fn inert(text: &str) -> String {
    let visible =
        text.trim_start_matches(|sign: char| sign.is_whitespace() || sign.is_control() || is_invisible(sign));
    let begins = text.starts_with(['\t', '\r', '\n'])
        || visible.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if begins { format!("'{text}") } else { text.to_owned() }
}

/// Marks of direction and joiners, which show nothing.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_formula() {
        assert_eq!(inert("=1+1"), "'=1+1");
        assert_eq!(inert("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(inert(" \u{202e}=1+1"), "' \u{202e}=1+1");
        assert_eq!(inert("\tx"), "'\tx");
        assert_eq!(inert("Aix-en-Provence"), "Aix-en-Provence");
    }
}
