//! The tables of results as a file for a spreadsheet: numbers only.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::results::{NamedTable, tables};
use crate::app::App;
use crate::error::Error;
use crate::people::profile::Track;
use crate::reports::indicators::of_track;
use crate::reports::results::Counts;
use crate::web::{Fields, Viewer};

/// French spreadsheets expect semicolons, and a mark that says UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Sends the tables of the period asked for.
pub async fn download(State(app): State<App>, viewer: Viewer, fields: Fields) -> Result<Response, Error> {
    let tables = tables(&app, &viewer, fields.get("year")).await?;
    let text = write(&tables.tables).map_err(|error| Error::Broken(format!("results.csv: {error}")))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"resultats.csv\""),
    ];
    Ok((headers, format!("{BYTE_ORDER_MARK}{text}")).into_response())
}

fn write(tables: &[NamedTable]) -> Result<String, Box<dyn std::error::Error>> {
    let mut file = ::csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    file.write_record(heading())?;
    for table in tables {
        for (name, counts) in &table.rows {
            file.write_record(record(table.of, name, counts))?;
        }
    }
    Ok(String::from_utf8(file.into_inner()?)?)
}

fn heading() -> Vec<String> {
    let first = ["Découpage", "Nom", "Accueils", "En attente", "En tandem", "Clos"].map(str::to_owned);
    let by_track = Track::ALL.iter().flat_map(|track| {
        let name = of_track(*track).name;
        [format!("{name} (x)"), format!("{name} (N)"), format!("{name} (sans réponse)")]
    });
    first.into_iter().chain(by_track).collect()
}

fn record(of: &str, name: &str, counts: &Counts) -> Vec<String> {
    let figures = [counts.welcomed, counts.waiting, counts.in_tandem, counts.closed];
    let at_one_year = Track::ALL.iter().flat_map(|track| {
        let year = counts.at_one_year.get(track).copied().unwrap_or_default();
        [year.reached, year.population, year.not_known]
    });
    let numbers = figures.into_iter().chain(at_one_year).map(|number| number.to_string());
    [of.to_owned(), inert(name)].into_iter().chain(numbers).collect()
}

/// A text that no spreadsheet takes for a formula.
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_formula() {
        assert_eq!(inert("=1+1"), "'=1+1");
        assert_eq!(inert("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(inert("Aix-en-Provence"), "Aix-en-Provence");
    }

    #[test]
    fn a_line_has_as_many_cells_as_the_heading() {
        assert_eq!(record("Lieu", "Martigues", &Counts::default()).len(), heading().len());
    }
}
