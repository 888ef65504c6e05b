//! What is published of the figures: what is merged, what is hidden, what is left out.

use std::collections::BTreeMap;

use evidence::secrecy::figures::protect;
use serde::{Deserialize, Serialize};

use super::counts::{Breakdown, Counted, Counts, NamedRow};
use super::figures::{Places, Year, figures_of};
use crate::track::Track;

/// The fewest people a figure shown to those outside may speak of, above none.
pub const FEWEST_SHOWN: u32 = 5;
/// The fewest rows that a merged row is made of.
const FEWEST_MERGED: usize = 3;

/// A count, absent where it is not published.
pub type Figure = Option<u32>;

/// A published result at one year. Either both of `reached` and `not_known` are published, or neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedYear {
    /// x: those who reached it.
    pub reached: Figure,
    /// N: those welcomed a year ago or more.
    pub population: Figure,
    /// M: those of whom nothing is known.
    pub not_known: Figure,
}

/// The published figures of a row. A track that is absent from `at_one_year` has nobody welcomed a year ago.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the figures of `Counts`")]
pub struct PublishedCounts {
    pub welcomed: Figure,
    pub waiting: Figure,
    pub meeting: Figure,
    pub closed: Figure,
    pub at_one_year: BTreeMap<Track, PublishedYear>,
}

impl From<&Counts> for PublishedCounts {
    /// Everything, for those who work with the people counted.
    fn from(counts: &Counts) -> Self {
        let year = |(track, year): (&Track, &super::counts::OneYear)| {
            let [reached, population, not_known] = [year.reached, year.population, year.not_known].map(Some);
            (*track, PublishedYear { reached, population, not_known })
        };
        Self {
            welcomed: Some(counts.welcomed),
            waiting: Some(counts.waiting),
            meeting: Some(counts.meeting),
            closed: Some(counts.closed),
            at_one_year: counts.at_one_year.iter().map(year).collect(),
        }
    }
}

/// A row of a published table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedRow {
    /// What it is about; absent for several branches or places that are counted together.
    pub name: Option<String>,
    /// Its figures.
    pub counts: PublishedCounts,
}

/// A published table; its rows add up to the total of the publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedTable {
    /// What its rows are.
    pub breakdown: Breakdown,
    /// Its rows, the merged one last.
    pub rows: Vec<PublishedRow>,
}

/// A word of the tables, with its meaning on the day of the publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Definition {
    pub term: String,
    pub meaning: String,
}

/// Everything that those outside may read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Mentors who have not left.
    pub mentors: Figure,
    /// All journeys together.
    pub total: PublishedCounts,
    /// The tables that could be protected.
    pub tables: Vec<PublishedTable>,
    /// The tables that are not published, because their rows are too few or too small.
    pub left_out: Vec<Breakdown>,
    /// What the figures mean.
    pub definitions: Vec<Definition>,
}

/// A row, and whether it is made of several.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) name: Option<String>,
    pub(super) counts: Counts,
}

/// A table whose small rows are merged.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) breakdown: Breakdown,
    pub(super) rows: Vec<Row>,
}

impl Publication {
    /// Protects what was counted. A table that cannot be protected, or only by hiding how many were welcomed in all, is left out;
    /// the finest first.
    pub fn of(counted: &Counted, definitions: Vec<Definition>) -> Result<Self, evidence::Error> {
        let tracks = counted.tracks.iter().map(|row| Row::one(row.clone())).collect();
        let tables = [
            Some(Table { breakdown: Breakdown::Tracks, rows: tracks }).filter(|table| table.rows.len() > 1),
            merged(Breakdown::Branches, &counted.branches),
            merged(Breakdown::Places, &counted.places),
        ];
        let without: [&[Breakdown]; 5] = [
            &[],
            &[Breakdown::Places],
            &[Breakdown::Branches],
            &[Breakdown::Branches, Breakdown::Places],
            &[Breakdown::Tracks, Breakdown::Branches, Breakdown::Places],
        ];
        let mut tried = Vec::new();
        for without in without {
            let shown: Vec<Table> = tables
                .iter()
                .flatten()
                .filter(|table| !without.contains(&table.breakdown))
                .cloned()
                .collect();
            let breakdowns: Vec<Breakdown> = shown.iter().map(|table| table.breakdown).collect();
            if tried.contains(&breakdowns) {
                continue;
            }
            if let Some(publication) = Self::protected(counted, shown, &definitions)? {
                // Tables that cost the total are worth less than it.
                let costs_the_total = publication.total.welcomed.is_none() && !is_few(counted.total.welcomed);
                if !costs_the_total || breakdowns.is_empty() {
                    return Ok(publication);
                }
            }
            tried.push(breakdowns);
        }
        let left_out = vec![Breakdown::Tracks, Breakdown::Branches, Breakdown::Places];
        Ok(Self { left_out, definitions, ..Self::default() })
    }

    fn protected(
        counted: &Counted,
        tables: Vec<Table>,
        definitions: &[Definition],
    ) -> Result<Option<Self>, evidence::Error> {
        let (figures, places) = figures_of(counted, &tables);
        let Some(hidden) = protect(&figures)? else { return Ok(None) };
        let Places { mentors, total, tables: rows_of } = places;
        let show = |counts: &Counts, at: &super::figures::RowPlaces| shown(counts, at, &hidden);
        let all = [Breakdown::Tracks, Breakdown::Branches, Breakdown::Places];
        let left_out =
            all.into_iter().filter(|of| tables.iter().all(|table| table.breakdown != *of)).collect();
        let published = |(table, rows): (&Table, &Vec<super::figures::RowPlaces>)| PublishedTable {
            breakdown: table.breakdown,
            rows: table
                .rows
                .iter()
                .zip(rows)
                .map(|(row, at)| PublishedRow { name: row.name.clone(), counts: show(&row.counts, at) })
                .collect(),
        };
        Ok(Some(Self {
            mentors: figure(counted.mentors, mentors, &hidden),
            total: show(&counted.total, &total),
            tables: tables.iter().zip(&rows_of).map(published).collect(),
            left_out,
            definitions: definitions.to_vec(),
        }))
    }
}

impl Row {
    fn one(row: NamedRow) -> Self {
        Self { name: Some(row.name), counts: row.counts }
    }
}

fn is_few(people: u32) -> bool {
    (1..FEWEST_SHOWN).contains(&people)
}

/// The table with its small rows counted together; none where nothing would remain beside them.
///
/// A merged row is made of three rows at least, and not of small ones only: five rows of which each is known to have one to four
/// people, with five in all, have one each.
fn merged(breakdown: Breakdown, rows: &[NamedRow]) -> Option<Table> {
    let (small, mut shown): (Vec<_>, Vec<_>) =
        rows.iter().cloned().partition(|row| row.counts.welcomed < FEWEST_SHOWN);
    let mut others = Counts::default();
    small.iter().for_each(|row| others.merge(&row.counts));
    let mut merged = small.len();
    while !small.is_empty() && (merged < FEWEST_MERGED || merged == small.len()) && !shown.is_empty() {
        let smallest = shown.iter().enumerate().min_by_key(|(_, row)| row.counts.welcomed);
        let row = shown.remove(smallest.map_or(0, |(position, _)| position));
        others.merge(&row.counts);
        merged += 1;
    }
    let mut rows: Vec<Row> = shown.into_iter().map(Row::one).collect();
    if merged > 0 {
        rows.push(Row { name: None, counts: others });
    }
    (rows.len() > 1).then_some(Table { breakdown, rows })
}

fn figure(count: u32, at: usize, hidden: &[bool]) -> Figure {
    hidden.get(at).is_some_and(|hidden| !hidden).then_some(count)
}

fn shown(counts: &Counts, at: &super::figures::RowPlaces, hidden: &[bool]) -> PublishedCounts {
    let figure = |count: u32, at: usize| figure(count, at, hidden);
    let year = |(track, year): (&Track, &Year)| {
        let counted = counts.at_one_year.get(track).copied().unwrap_or_default();
        let population = figure(counted.population, year.population);
        let both = population.and(figure(counted.reached, year.reached));
        let both = both.zip(figure(counted.not_known, year.not_known));
        let (reached, not_known) = both.unzip();
        (*track, PublishedYear { reached, population, not_known })
    };
    PublishedCounts {
        welcomed: figure(counts.welcomed, at.welcomed),
        waiting: figure(counts.waiting, at.waiting),
        meeting: figure(counts.meeting, at.meeting),
        closed: figure(counts.closed, at.closed),
        at_one_year: at.at_one_year.iter().map(year).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, waiting: u32, closed: u32) -> NamedRow {
        let welcomed = waiting + closed;
        NamedRow { name: name.to_owned(), counts: Counts { welcomed, waiting, closed, ..Counts::default() } }
    }

    fn names(rows: &[NamedRow]) -> Option<Vec<String>> {
        let table = merged(Breakdown::Places, rows)?;
        Some(table.rows.into_iter().map(|row| row.name.unwrap_or_else(|| "others".to_owned())).collect())
    }

    #[test]
    fn a_merged_row_has_three_rows_and_one_that_is_not_small() {
        let large = [row("a", 20, 20), row("b", 9, 9), row("c", 8, 8), row("d", 7, 7)];
        let with = |small: &[NamedRow]| names(&[&large, small].concat()).unwrap();
        assert_eq!(with(&[]), ["a", "b", "c", "d"]);
        assert_eq!(with(&[row("e", 1, 1)]), ["a", "b", "others"]);
        assert_eq!(with(&[row("e", 1, 1), row("f", 4, 0)]), ["a", "b", "c", "others"]);
        let four: Vec<NamedRow> = ["e", "f", "g", "h"].map(|name| row(name, 1, 1)).to_vec();
        assert_eq!(with(&four), ["a", "b", "c", "others"]);
    }

    #[test]
    fn a_table_of_which_only_the_merged_row_would_remain_is_left_out() {
        assert_eq!(names(&[row("a", 9, 9), row("b", 2, 0), row("c", 1, 1)]), None);
        assert_eq!(names(&[row("a", 9, 9)]), None);
    }

    #[test]
    fn a_table_of_one_row_tells_nothing_that_the_total_does_not() {
        let total = row("", 12, 30).counts;
        let tracks = vec![row("Emploi", 12, 30)];
        let counted = Counted { mentors: 3, total, tracks, ..Counted::default() };
        let publication = Publication::of(&counted, Vec::new()).unwrap();
        assert!(publication.tables.is_empty());
        assert_eq!((publication.mentors, publication.total.closed), (None, Some(30)));
    }
}
