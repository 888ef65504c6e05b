//! The people of one file, in the order of their identifiers.

use std::collections::{BTreeSet, HashMap};

use crate::criteria::{self, Capacity};
use crate::error::{Error, Side};
use crate::table::{Column, Row, Table};
use crate::text::value_key;

/// The highest capacity of a mentor.
const MAX_CAPACITY: u32 = 1000;

/// The people of a file. They are sorted by identifier, as text, and so is everything computed from them.
pub(crate) struct People {
    pub table: Table,
    people: Vec<Person>,
}

/// Somebody, as their file names them.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub id: String,
    pub name: String,
}

impl People {
    /// Reads a file without the lines that `keep` excludes; an identifier that is blank or given twice is refused.
    pub fn read(side: Side, bytes: &[u8], columns: &criteria::People) -> Result<Self, Error> {
        let mut table = Table::read(side, bytes, &columns.id)?;
        let id = table.column(&columns.id)?;
        let names = columns.name.iter().map(|title| table.column(title)).collect::<Result<Vec<_>, _>>()?;
        if let Some(keep) = &columns.keep {
            let column = table.column(&keep.column)?;
            let values: BTreeSet<String> = keep.values.iter().map(|value| value_key(value)).collect();
            table.rows.retain(|row| values.contains(&value_key(row.text(column))));
        }
        check_ids(&table, id)?;
        table.rows.sort_by(|a, b| a.text(id).cmp(b.text(id)));
        let people =
            table.rows.iter().map(|row| Person { id: row.text(id).to_owned(), name: name(row, &names) });
        Ok(Self { people: people.collect(), table })
    }

    /// Everybody, by identifier.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.people.iter()
    }

    /// The person at a position.
    pub fn get(&self, position: usize) -> Option<&Person> {
        self.people.get(position)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// What each person's line says; `None` where it says nothing.
    pub fn read_each<T>(&self, read: impl FnMut(&Row) -> Option<T>) -> Vec<Option<T>> {
        self.table.rows.iter().map(read).collect()
    }

    /// How many mentees each person takes.
    pub fn capacities(&self, capacity: &Capacity) -> Result<Vec<u32>, Error> {
        let title = match capacity {
            Capacity::Places(places) => return Ok(vec![*places; self.people.len()]),
            Capacity::Column(title) => title,
        };
        let column = self.table.column(title)?;
        let capacity = |row: &Row| {
            let written = row.text(column).parse().ok().filter(|capacity| *capacity <= MAX_CAPACITY);
            written.ok_or_else(|| {
                let text = row.text(column);
                let problem = format!("écrivez un nombre entier de 0 à {MAX_CAPACITY} au lieu de « {text} »");
                self.table.cell_error(row, column, problem).into()
            })
        };
        self.table.rows.iter().map(capacity).collect()
    }
}

fn check_ids(table: &Table, id: Column<'_>) -> Result<(), Error> {
    let mut lines = HashMap::new();
    for row in &table.rows {
        let text = row.text(id);
        if text.is_empty() {
            return Err(table.cell_error(row, id, "l’identifiant manque".to_owned()).into());
        }
        if let Some(line) = lines.insert(value_key(text), row.line) {
            let problem = format!("« {text} » est déjà l’identifiant de la ligne {line}");
            return Err(table.cell_error(row, id, problem).into());
        }
    }
    if lines.is_empty() { Err(Error::Nobody(table.side)) } else { Ok(()) }
}

fn name(row: &Row, columns: &[Column<'_>]) -> String {
    let parts = columns.iter().map(|column| row.text(*column)).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}
