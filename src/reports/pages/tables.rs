//! The tables of a viewer: live for those who work with the people counted, published for those outside.

use std::collections::BTreeSet;
use std::sync::Arc;

use time::Date;

use crate::accounts::access::Role;
use crate::error::Error;
use crate::french;
use crate::organisations;
use crate::publications::counts::{Breakdown, NamedRow};
use crate::publications::publication::{PublishedCounts, PublishedTable};
use crate::publications::store::{Stored, find_public};
use crate::reports::results::{count, named_rows};
use crate::reports::store::list_lines;
use crate::state::App;
use crate::web::Viewer;

/// How much of what is no year is said again, in characters.
const LONGEST_SAID: usize = 10;

/// The tables of a viewer, with names for their rows.
#[derive(Default)]
pub struct Tables {
    /// The years of welcome one may choose from, the latest first; none for those outside.
    pub years: Vec<i32>,
    /// The year of welcome that the figures are of; all years when none was chosen.
    pub year: Option<i32>,
    /// The day of the publication that those outside read.
    pub published_on: Option<Date>,
    /// The figures of everybody together.
    pub total: PublishedCounts,
    /// By track, by branch, by place.
    pub tables: Vec<NamedTable>,
    /// The tables that are not published.
    pub left_out: Vec<Breakdown>,
}

impl Tables {
    /// What is said of a year that was asked for and that these are not the figures of; empty otherwise.
    pub fn no_such_year(&self, asked: &str) -> String {
        if asked.is_empty() || self.year.is_some() {
            return String::new();
        }
        if self.published_on.is_some() {
            return "Ce qui est publié l’est pour toutes les années ensemble\u{a0}: en voici les résultats."
                .to_owned();
        }
        let start: String = asked.chars().take(LONGEST_SAID).collect();
        let known = match (self.years.last(), self.years.first()) {
            (Some(first), Some(last)) if first != last => {
                format!("les accueils vont {} à {last}", french::de(&first.to_string()))
            }
            (Some(only), _) => format!("tous les accueils sont {}", french::de(&only.to_string())),
            (None, _) => "personne n’a encore été accueilli".to_owned(),
        };
        format!("Aucun accueil pour l’année «\u{a0}{start}\u{a0}»\u{a0}: {known}.")
    }
}

/// A table whose rows have names.
pub struct NamedTable {
    /// What its rows are.
    pub breakdown: Breakdown,
    /// The rows: name and figures.
    pub rows: Vec<(String, PublishedCounts)>,
}

/// The address of a table in the page, its heading, and what one row is.
pub fn words(breakdown: Breakdown) -> [&'static str; 3] {
    match breakdown {
        Breakdown::Tracks => ["tracks", "Par parcours", "Parcours"],
        Breakdown::Branches => ["branches", "Par antenne", "Antenne"],
        Breakdown::Places => ["places", "Par lieu", "Lieu"],
    }
}

/// Whether somebody reads what is published, and nothing else.
fn is_outside(viewer: &Viewer) -> bool {
    viewer.role() == Some(Role::Funder)
}

/// What the viewer may read, for the year of welcome asked for; none when nothing is published yet.
pub async fn tables(app: &App, viewer: &Viewer, year: &str) -> Result<Option<Arc<Tables>>, Error> {
    if is_outside(viewer) {
        return Ok(find_public(&app.db).await?.map(published).map(Arc::new));
    }
    let (today, scope) = (app.today(), viewer.scope());
    let year: Option<i32> = year.parse().ok();
    let name = format!("results {scope:?} {year:?} {today}");
    Ok(Some(app.lately().get(name, counted(app, viewer, year)).await?))
}

/// The tables of those who work with the people counted.
async fn counted(app: &App, viewer: &Viewer, year: Option<i32>) -> Result<Tables, Error> {
    let mut lines = list_lines(&app.db, viewer.scope(), app.today()).await?;
    let years: BTreeSet<i32> = lines.iter().map(|line| line.welcomed_on.year()).collect();
    let year = year.filter(|year| years.contains(year));
    if let Some(year) = year {
        lines.retain(|line| line.welcomed_on.year() == year);
    }
    let branches = organisations::store::list_branches(&app.db).await?;
    let [tracks, branches, places] = named_rows(&lines, &branches)?;
    Ok(Tables {
        years: years.into_iter().rev().collect(),
        year,
        total: PublishedCounts::from(&count(&lines, |_| ()).total),
        tables: vec![
            live(Breakdown::Tracks, tracks),
            live(Breakdown::Branches, branches),
            live(Breakdown::Places, places),
        ],
        ..Tables::default()
    })
}

fn live(breakdown: Breakdown, rows: Vec<NamedRow>) -> NamedTable {
    let rows = rows.into_iter().map(|row| (row.name, PublishedCounts::from(&row.counts)));
    NamedTable { breakdown, rows: rows.collect() }
}

fn published(Stored { published_on, publication }: Stored) -> Tables {
    let table = |table: PublishedTable| {
        let others = match table.breakdown {
            Breakdown::Tracks => "Autres parcours",
            Breakdown::Branches => "Autres antennes",
            Breakdown::Places => "Autres lieux",
        };
        let name = |name: Option<String>| name.unwrap_or_else(|| others.to_owned());
        let rows = table.rows.into_iter().map(|row| (name(row.name), row.counts)).collect();
        NamedTable { breakdown: table.breakdown, rows }
    };
    Tables {
        published_on: Some(published_on),
        total: publication.total,
        tables: publication.tables.into_iter().map(table).collect(),
        left_out: publication.left_out,
        ..Tables::default()
    }
}
