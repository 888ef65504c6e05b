//! The tables of results as a file for a spreadsheet: numbers only.

use axum::response::Response;

use super::results::tables;
use crate::error::Error;
use crate::reports::indicators::of_track;
use crate::reports::results::Counts;
use crate::track::Track;
use crate::web::{self, Context, Fields};

/// Sends the tables of the period asked for.
pub async fn download(Context { app, viewer, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let tables = tables(&app, &viewer, fields.get("year")).await?;
    let lines = tables.tables.iter().flat_map(|table| {
        table.rows.iter().map(|(name, counts)| record(table.of, name, counts)).collect::<Vec<_>>()
    });
    web::csv_file("resultats.csv", std::iter::once(heading()).chain(lines))
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
    [of.to_owned(), name.to_owned()].into_iter().chain(numbers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_as_many_cells_as_the_heading() {
        assert_eq!(record("Lieu", "Martigues", &Counts::default()).len(), heading().len());
    }
}
