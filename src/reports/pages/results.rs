//! The results: counts by track, by branch and by place, and what came of it at one year.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::response::Response;

use crate::accounts::access::Role;
use crate::db::{Db, Id};
use crate::error::Error;
use crate::outcomes::outcome::result_of;
use crate::reports::indicators::of_track;
use crate::reports::results::{Counts, Group, OneYear, Table, count, is_few, protect};
use crate::reports::store::list_lines;
use crate::state::App;
use crate::territories::places;
use crate::track::Track;
use crate::web::{self, Context, Fields, Frame, Viewer};
use crate::{french, organisations};

/// The tables of a viewer, with names for their rows.
pub struct Tables {
    /// The years of welcome one may choose from, the latest first; none for those outside.
    pub years: Vec<i32>,
    /// The year of welcome that the figures are of; all years when none was chosen.
    pub year: Option<i32>,
    /// The figures of everybody together.
    pub total: Counts,
    /// By track, by branch, by place.
    pub tables: [NamedTable; 3],
}

/// A table whose rows have names.
pub struct NamedTable {
    /// What its rows are.
    pub heading: &'static str,
    /// What one row is.
    pub of: &'static str,
    /// The rows: name and figures.
    pub rows: Vec<(String, Counts)>,
}

/// Counts what the viewer may count, for the year of welcome asked for.
pub async fn tables(app: &App, viewer: &Viewer, year: &str) -> Result<Tables, Error> {
    let outside = viewer.role() == Some(Role::Funder);
    let mut lines = list_lines(&app.db, viewer.scope(), app.today()).await?;
    let years: BTreeSet<i32> = lines.iter().map(|line| line.welcomed_on.year()).collect();
    let year = year.parse().ok().filter(|year| !outside && years.contains(year));
    if let Some(year) = year {
        lines.retain(|line| line.welcomed_on.year() == year);
    }
    let branches = branch_names(&app.db).await?;
    let by_track = named(count(&lines, |line| line.track), outside, |track| match track {
        Group::One(track) => french::capitalised(track.label()),
        Group::Others => "Autres parcours".to_owned(),
    });
    let by_branch = named(count(&lines, |line| line.branch), outside, |branch| match branch {
        Group::One(Some(id)) => branches.get(id).cloned().unwrap_or_default(),
        Group::One(None) => "Sans antenne".to_owned(),
        Group::Others => "Autres antennes".to_owned(),
    });
    let by_place = named(count(&lines, |line| line.place.clone()), outside, |place| match place {
        Group::One(code) => french::capitalised(places::name_of(code.as_deref())),
        Group::Others => "Autres lieux".to_owned(),
    });
    Ok(Tables {
        years: if outside { Vec::new() } else { years.into_iter().rev().collect() },
        year,
        total: count(&lines, |_| ()).total,
        tables: [
            NamedTable { heading: "Par parcours", of: "Parcours", rows: by_track },
            NamedTable { heading: "Par antenne", of: "Antenne", rows: by_branch },
            NamedTable { heading: "Par lieu", of: "Lieu", rows: by_place },
        ],
    })
}

fn named<K>(table: Table<K>, outside: bool, name: impl Fn(&Group<K>) -> String) -> Vec<(String, Counts)> {
    let table = if outside { protect(table) } else { table };
    table.rows.into_iter().map(|(group, counts)| (name(&group), counts)).collect()
}

async fn branch_names(db: &Db) -> Result<BTreeMap<Id, String>, Error> {
    let branches = organisations::store::list_branches(db).await?;
    Ok(branches.into_iter().map(|branch| (branch.id, branch.name)).collect())
}

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
    few: bool,
    reached: String,
    population: String,
    not_known: String,
}

/// A line of a table; every figure of a population too small is shown as such.
struct ResultRow {
    name: String,
    few: bool,
    welcomed: String,
    waiting: String,
    in_tandem: String,
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
    outside: bool,
    whose: &'static str,
    periods: Vec<Period>,
    csv_href: String,
    welcomed: String,
    figures: Vec<TopFigure>,
    tables: Vec<ResultTable>,
}

/// Shows the results of the viewer's people; of the hub's, in counts only, to those who pay.
pub async fn show(Context { app, viewer, frame, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let outside = viewer.role() == Some(Role::Funder);
    let Tables { years, year, total, tables } = tables(&app, &viewer, fields.get("year")).await?;
    let table = |(id, table): (&'static str, NamedTable)| ResultTable {
        id,
        heading: table.heading,
        of: table.of,
        rows: table.rows.into_iter().map(|(name, counts)| row(name, &counts, outside)).collect(),
        total: row("Ensemble".to_owned(), &total, outside),
    };
    web::page(&ResultsPage {
        page: frame.titled("Résultats"),
        outside,
        whose: if viewer.role().is_some_and(Role::is_partner_staff) {
            "par votre structure"
        } else {
            "par le hub"
        },
        periods: periods(&years, year),
        csv_href: match (viewer.is_staff(), year) {
            (true, Some(year)) => format!("/results.csv?year={year}"),
            (true, None) => "/results.csv".to_owned(),
            (false, _) => String::new(),
        },
        welcomed: figure(total.welcomed, outside && is_few(total.welcomed)),
        figures: total.at_one_year.iter().map(|(track, year)| top_figure(*track, *year, outside)).collect(),
        tables: ["tracks", "branches", "places"].into_iter().zip(tables).map(table).collect(),
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
        label: format!("Accueils de {year}"),
        href: format!("/results?year={year}"),
        current: chosen == Some(*year),
    };
    std::iter::once(all).chain(years.iter().map(one)).collect()
}

fn top_figure(track: Track, year: OneYear, outside: bool) -> TopFigure {
    TopFigure { label: of_track(track).name, href: definition(track), value: year_cell(track, year, outside) }
}

fn definition(track: Track) -> String {
    format!("/results/definitions#{}", track.code())
}

fn row(name: String, counts: &Counts, outside: bool) -> ResultRow {
    let few = outside && is_few(counts.welcomed);
    ResultRow {
        name,
        few,
        welcomed: figure(counts.welcomed, few),
        waiting: figure(counts.waiting, few),
        in_tandem: figure(counts.in_tandem, few),
        closed: figure(counts.closed, few),
        at_one_year: counts
            .at_one_year
            .iter()
            .map(|(track, year)| year_cell(*track, *year, outside))
            .collect(),
    }
}

fn year_cell(track: Track, year: OneYear, outside: bool) -> YearCell {
    YearCell {
        name: french::capitalised(result_of(track)),
        few: outside && is_few(year.population),
        reached: french::number(year.reached),
        population: french::number(year.population),
        not_known: french::number(year.not_known),
    }
}

fn figure(value: u32, few: bool) -> String {
    if few { String::new() } else { french::number(value) }
}
