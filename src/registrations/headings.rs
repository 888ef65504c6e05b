//! Which column holds what, by its title as people write it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::column::{Column, NAMES};
use super::file_error::FileError;
use super::table::Row;
use crate::territories::text::{distance, fold, near};

/// How surely a title is that of a column; the surest of several titles wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    SpeaksOfIt,
    Misspelt,
    Exact,
}

/// The columns recognised.
#[derive(Debug)]
pub(super) struct Headings {
    found: BTreeMap<Column, Heading>,
    titles: Vec<String>,
}

#[derive(Debug)]
struct Heading {
    index: usize,
    title: String,
    sureness: Sureness,
}

impl Headings {
    /// The first row that bears titles, with its position.
    ///
    /// Titles without an e-mail column are refused, since people are recognised by their address.
    pub fn find<'a>(rows: impl Iterator<Item = &'a Row>) -> Result<(usize, Self), FileError> {
        let mut error = FileError::NoHeading;
        for (position, row) in rows.enumerate() {
            let headings = Self::of(row);
            match (headings.found.contains_key(&Column::Email), headings.found.len()) {
                (true, 2..) => return Ok((position, headings)),
                (false, 3..) => error = FileError::NoEmailColumn,
                _ => {}
            }
        }
        Err(error)
    }

    /// The most columns that one of these rows recognises; one alone is a sentence that speaks of it.
    pub fn most_recognised<'a>(rows: impl Iterator<Item = &'a Row>) -> usize {
        rows.map(|row| Self::of(row).found.len()).filter(|found| *found > 1).max().unwrap_or(0)
    }

    fn of(row: &Row) -> Self {
        let mut found: BTreeMap<Column, Heading> = BTreeMap::new();
        for (index, cell) in row.cells.iter().enumerate() {
            let title = cell.text();
            let Some((column, sureness)) = recognise(&title) else { continue };
            if found.get(&column).is_none_or(|known| known.sureness < sureness) {
                found.insert(column, Heading { index, title: title.into_owned(), sureness });
            }
        }
        Self { found, titles: row.cells.iter().map(|cell| cell.text().into_owned()).collect() }
    }

    /// Whether the column at this place is one that is read.
    pub fn is_read(&self, index: usize) -> bool {
        self.found.values().any(|heading| heading.index == index)
    }

    /// What stands above the column at this place.
    pub fn title_at(&self, index: usize) -> &str {
        self.titles.get(index).map_or("", String::as_str)
    }

    /// Where a column stands, counted from 0.
    pub fn index(&self, column: Column) -> Option<usize> {
        self.found.get(&column).map(|heading| heading.index)
    }

    /// The title of a column in the file, or that of the model when the file lacks it.
    pub fn title(&self, column: Column) -> &str {
        self.found.get(&column).map_or(column.title(), |heading| &heading.title)
    }

    /// The columns recognised, with their titles in the file.
    pub fn columns(&self) -> impl Iterator<Item = (Column, &str)> {
        self.found.iter().map(|(column, heading)| (*column, heading.title.as_str()))
    }
}

/// Every known title, folded.
static TITLES: LazyLock<Vec<(String, Column)>> = LazyLock::new(|| {
    let titles = NAMES.iter().flat_map(|names| {
        let others = names.others.iter().map(|other| (*other).to_owned());
        std::iter::once(fold(names.title)).chain(others).map(|title| (title, names.column))
    });
    titles.collect()
});

/// The column a title stands for, and how surely.
fn recognise(title: &str) -> Option<(Column, Sureness)> {
    // Longer than any title: a paragraph above the table.
    const LONGEST: usize = 200;
    let title = Some(fold(title)).filter(|title| (1..LONGEST).contains(&title.len()))?;
    let known = |passes: &dyn Fn(&str) -> bool| {
        TITLES.iter().find(|(known, _)| passes(known)).map(|(_, column)| *column)
    };
    let exact = known(&|known| known == title).map(|column| (column, Sureness::Exact));
    let misspelt = || known(&|known| is_misspelt(&title, known)).map(|column| (column, Sureness::Misspelt));
    let speaks_of_it = || {
        let names = NAMES.iter().find(|names| (names.speaks_of_it)(&title))?;
        Some((names.column, Sureness::SpeaksOfIt))
    };
    exact.or_else(misspelt).or_else(speaks_of_it)
}

/// Whether a title is a known one with slips of the finger: as many as its words forgive, or one for six letters.
fn is_misspelt(title: &str, known: &str) -> bool {
    let slips = known.len() / 6;
    let difference = title.len().abs_diff(known.len());
    difference <= slips && slips > 0 && (near(title, known) || distance(title, known) <= slips)
}
