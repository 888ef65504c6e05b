//! The people of one file, in the order of their identifiers.

use std::collections::{BTreeSet, HashMap};

use super::criteria_file::{self, Capacity};
use super::error::{FilesError, Side};
use super::table::{Column, Row, Table};
use super::values::key;

/// The most places a mentor may have.
const MOST_PLACES: u32 = 1000;

/// The people of a file. Their order, hence everything computed from it, is that of their identifiers as texts.
pub(super) struct People {
    pub table: Table,
    pub people: Vec<Person>,
}

/// Somebody, as the files name them.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub id: String,
    pub name: String,
}

impl People {
    /// Reads a file; lines not to be kept are left out, an identifier that is blank or given twice is refused.
    pub fn read(side: Side, bytes: &[u8], columns: &criteria_file::People) -> Result<Self, FilesError> {
        let mut table = Table::read(side, bytes, &columns.id)?;
        let id = table.column(&columns.id)?;
        let names = columns.name.iter().map(|title| table.column(title)).collect::<Result<Vec<_>, _>>()?;
        if let Some(keep) = &columns.keep {
            let column = table.column(&keep.column)?;
            let kept: BTreeSet<String> = keep.values.iter().map(|value| key(value)).collect();
            table.rows.retain(|row| kept.contains(&key(row.text(column))));
        }
        check_ids(&table, id)?;
        table.rows.sort_by(|a, b| a.text(id).cmp(b.text(id)));
        let people =
            table.rows.iter().map(|row| Person { id: row.text(id).to_owned(), name: name(row, &names) });
        Ok(Self { people: people.collect(), table })
    }

    /// What each person's line says, `None` where it says nothing.
    pub fn each<T>(&self, read: impl FnMut(&Row) -> Option<T>) -> Vec<Option<T>> {
        self.table.rows.iter().map(read).collect()
    }

    /// The places of each person.
    pub fn places(&self, capacity: &Capacity) -> Result<Vec<u32>, FilesError> {
        let title = match capacity {
            Capacity::Places(places) => return Ok(vec![*places; self.people.len()]),
            Capacity::Column(title) => title,
        };
        let column = self.table.column(title)?;
        let places = |row: &Row| {
            let written = row.text(column).parse().ok().filter(|places| *places <= MOST_PLACES);
            written.ok_or_else(|| {
                let remedy = format!(
                    "écrivez un nombre entier de 0 à {MOST_PLACES} au lieu de « {} »",
                    row.text(column)
                );
                self.table.refuse(row, column, remedy)
            })
        };
        self.table.rows.iter().map(places).collect()
    }
}

fn check_ids(table: &Table, id: Column<'_>) -> Result<(), FilesError> {
    let mut lines = HashMap::new();
    for row in &table.rows {
        let written = row.text(id);
        if written.is_empty() {
            return Err(table.refuse(row, id, "l’identifiant manque".to_owned()));
        }
        if let Some(line) = lines.insert(key(written), row.line) {
            let remedy = format!("« {written} » est déjà l’identifiant de la ligne {line}");
            return Err(table.refuse(row, id, remedy));
        }
    }
    if lines.is_empty() { Err(FilesError::Nobody(table.side)) } else { Ok(()) }
}

fn name(row: &Row, columns: &[Column<'_>]) -> String {
    let parts = columns.iter().map(|column| row.text(*column)).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}
