//! The results: counts by track, by branch and by place, and what came of it at one year.

use askama::Template;
use axum::response::Response;

use super::tables::{NamedTable, Tables, tables, words};
use crate::accounts::access::{Right, Role};
use crate::error::Error;
use crate::french;
use crate::outcomes::outcome::result_of;
use crate::publications::publication::{Figure, PublishedCounts, PublishedYear};
use crate::reports::indicators::of_track;
use crate::track::Track;
use crate::web::{self, Context, Fields, Frame};

/// A period of welcome.
struct Period {
    label: String,
    href: String,
    current: bool,
}

/// A large figure on top.
struct TopFigure {
    label: &'static str,
    href: String,
    value: YearCell,
}

/// "x sur N, dont M sans réponse", for one track.
struct YearCell {
    name: String,
    /// Whether x and M are published.
    shown: bool,
    reached: String,
    /// Empty when it is not published.
    population: String,
    not_known: String,
}

/// A line of a table.
struct ResultRow {
    name: String,
    welcomed: String,
    waiting: String,
    meeting: String,
    closed: String,
    at_one_year: Vec<YearCell>,
}

struct ResultTable {
    id: &'static str,
    heading: &'static str,
    of: &'static str,
    rows: Vec<ResultRow>,
    total: ResultRow,
}

#[derive(Template)]
#[template(path = "reports/results.html")]
struct ResultsPage {
    page: Frame,
    /// The day of the publication, for those outside.
    published_on: String,
    left_out: Vec<&'static str>,
    whose: &'static str,
    periods: Vec<Period>,
    csv_href: String,
    welcomed: String,
    figures: Vec<TopFigure>,
    tables: Vec<ResultTable>,
}

#[derive(Template)]
#[template(path = "reports/none_yet.html")]
struct NoneYetPage {
    page: Frame,
}

/// Shows the results of the viewer's people; to those outside, what is published of the hub's.
pub async fn show(Context { app, viewer, frame, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let page = frame.titled("Résultats");
    let Some(found) = tables(&app, &viewer, fields.get("year")).await? else {
        return web::page(&NoneYetPage { page });
    };
    let Tables { years, year, published_on, total, tables, left_out } = &*found;
    let table = |NamedTable { breakdown, rows }: &NamedTable| {
        let [id, heading, of] = words(*breakdown);
        let rows = rows.iter().map(|(name, counts)| row(name.clone(), counts)).collect();
        ResultTable { id, heading, of, rows, total: row("Ensemble".to_owned(), total) }
    };
    web::page(&ResultsPage {
        page: page.noting(all_years_instead(found.no_such_year(fields.get("year")))),
        published_on: published_on.as_ref().map_or_else(String::new, french::short_day),
        left_out: left_out.iter().map(|breakdown| words(*breakdown)[1]).collect(),
        whose: if viewer.role().is_some_and(Role::is_partner_staff) {
            "par votre structure"
        } else {
            "par le hub"
        },
        periods: periods(years, *year),
        csv_href: match (viewer.may(Right::ExportFigures), year) {
            (true, Some(year)) => format!("/results.csv?year={year}"),
            (true, None) => "/results.csv".to_owned(),
            (false, _) => String::new(),
        },
        welcomed: figure(total.welcomed),
        figures: total.at_one_year.iter().map(|(track, year)| top_figure(*track, *year)).collect(),
        tables: tables.iter().map(table).collect(),
    })
}

fn periods(years: &[i32], chosen: Option<i32>) -> Vec<Period> {
    if years.len() < 2 {
        return Vec::new();
    }
    let all = Period {
        label: "Toutes les années".to_owned(),
        href: "/results".to_owned(),
        current: chosen.is_none(),
    };
    let one = |year: &i32| Period {
        label: format!("Premiers accueils de {year}"),
        href: format!("/results?year={year}"),
        current: chosen == Some(*year),
    };
    std::iter::once(all).chain(years.iter().map(one)).collect()
}

fn top_figure(track: Track, year: PublishedYear) -> TopFigure {
    let href = format!("/results/definitions#{}", track.code());
    TopFigure { label: of_track(track).name, href, value: year_cell(track, year) }
}

fn row(name: String, counts: &PublishedCounts) -> ResultRow {
    ResultRow {
        name,
        welcomed: figure(counts.welcomed),
        waiting: figure(counts.waiting),
        meeting: figure(counts.meeting),
        closed: figure(counts.closed),
        at_one_year: counts.at_one_year.iter().map(|(track, year)| year_cell(*track, *year)).collect(),
    }
}

fn year_cell(track: Track, year: PublishedYear) -> YearCell {
    YearCell {
        name: french::capitalised(result_of(track)),
        shown: year.reached.is_some() && year.not_known.is_some(),
        reached: figure(year.reached),
        population: year.population.map_or_else(String::new, french::number),
        not_known: figure(year.not_known),
    }
}

/// What is read in the place of a figure that is not published, on the page and in the file.
pub const NOT_PUBLISHED: &str = "non publié";

fn figure(figure: Figure) -> String {
    figure.map_or_else(|| NOT_PUBLISHED.to_owned(), french::number)
}

/// Says that every year is shown because the one asked for is not; nothing when it is.
fn all_years_instead(no_such_year: String) -> String {
    if no_such_year.is_empty() { no_such_year } else { no_such_year + " Voici toutes les années ensemble." }
}
