//! The tables of results as a file for a spreadsheet: the figures of the page.

use axum::response::Response;

use super::results::NOT_PUBLISHED;
use super::tables::{tables, words};
use crate::error::Error;
use crate::publications::publication::{Figure, PublishedCounts};
use crate::reports::indicators::of_track;
use crate::track::Track;
use crate::web::{self, Context, Fields};

/// Sends the tables of the period asked for.
pub async fn download(Context { app, viewer, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let found = tables(&app, &viewer, fields.get("year")).await?;
    // A file cannot say that it is not what was asked for.
    let no_such_year =
        found.as_ref().map_or_else(String::new, |found| found.no_such_year(fields.get("year")));
    if !no_such_year.is_empty() {
        return Err(Error::Refused(no_such_year));
    }
    let tables = found.unwrap_or_default();
    let lines = tables.tables.iter().flat_map(|table| {
        let [_, _, of] = words(table.breakdown);
        table.rows.iter().map(move |(name, counts)| record(of, name, counts))
    });
    let total = tables.published_on.map(|_| record("Ensemble", "", &tables.total));
    web::csv_file("resultats.csv", std::iter::once(heading()).chain(lines).chain(total))
}

fn heading() -> Vec<String> {
    let first = ["Découpage", "Nom", "Premiers accueils", "En attente", "Se rencontrent", "Terminés"]
        .map(str::to_owned);
    let by_track = Track::ALL.iter().flat_map(|track| {
        let name = of_track(*track).name;
        [format!("{name} (x)"), format!("{name} (N)"), format!("{name} (sans réponse)")]
    });
    first.into_iter().chain(by_track).collect()
}

fn record(of: &str, name: &str, counts: &PublishedCounts) -> Vec<String> {
    let figures = [counts.welcomed, counts.waiting, counts.meeting, counts.closed];
    let at_one_year = Track::ALL.iter().flat_map(|track| {
        let year = counts.at_one_year.get(track);
        year.map_or([Some(0); 3], |year| [year.reached, year.population, year.not_known])
    });
    let text = |figure: Figure| figure.map_or_else(|| NOT_PUBLISHED.to_owned(), |count| count.to_string());
    let figures = figures.into_iter().chain(at_one_year).map(text);
    [of.to_owned(), name.to_owned()].into_iter().chain(figures).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_as_many_cells_as_the_heading() {
        assert_eq!(record("Lieu", "Martigues", &PublishedCounts::default()).len(), heading().len());
    }
}
