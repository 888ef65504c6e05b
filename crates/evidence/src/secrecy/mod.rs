//! Tables from which nobody can be recognised.
//!
//! **The question.** The funder wants mentees by municipality and track. In one municipality three people look for
//! work: publishing "3" comes close to naming them. Hiding that cell is not enough, since the totals give it back.
//!
//! **The rule.** A count of 1 to 4 people, of fewer than 3 businesses, or of businesses of which one makes 85 %, is hidden
//! (*primary* suppression; Insee's rules for enterprise tables, and the common threshold of 5 for people). Then as few
//! other cells as can be are hidden (*complementary* suppression) until what can be worked out of any hidden cell is an interval at
//! least [`WIDTH`] wide. What can be worked out is the least and the largest value that a linear programme allows, given
//! every cell, total and rate published, in every table linked to this one and in every earlier edition (Fischetti and
//! Salazar 2001; Hundepool and others 2012, chapter 4).
//!
//! **When it misleads.** The attacker is supposed to know only what is published here and that counts are not negative.
//! A mentee who knows everybody in the room knows more. And a table that was once published in full stays published:
//! [`Protection::possible`] is then false, whatever is hidden now.
//!
//! ```
//! use evidence::secrecy::{Publication, Table, Unit, protect};
//!
//! let cells = vec![vec![12.0, 3.0, 25.0], vec![18.0, 22.0, 9.0], vec![30.0, 14.0, 17.0]];
//! let table = Table::new("mentees", Unit::People, cells);
//! let answer = protect(&Publication { tables: vec![table], ..Publication::default() })?;
//! assert!(answer[0].possible);
//! assert_eq!(answer[0].hidden, [(0, 0), (0, 1), (1, 0), (1, 1)]); // one small cell, three to cover it
//! assert!(answer[0].feasible.iter().all(|cell| cell.max.unwrap() - cell.min >= 5.0));
//! # Ok::<(), evidence::Error>(())
//! ```

mod advice;
mod attacker;
mod pattern;
mod system;

use crate::{Error, Result};
pub(crate) use system::System;

/// What can be worked out of a hidden cell spans at least this many people.
pub const WIDTH: f64 = 5.0;
/// The share of a cell that one business may make at most.
pub const DOMINANCE: f64 = 0.85;

/// What a table counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Unit {
    /// Sensitive from 1 to 4.
    People,
    /// Sensitive from 1 to 2, or where one makes 85 %.
    Businesses,
}

impl Unit {
    /// The least count that may be shown.
    pub fn threshold(self) -> f64 {
        match self {
            Self::People => 5.0,
            Self::Businesses => 3.0,
        }
    }
}

/// A total of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Total {
    /// Of one row, from 0.
    Row(usize),
    /// Of one column, from 0.
    Column(usize),
    /// Of everything.
    Grand,
}

/// A table of counts to publish with its totals.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name: an edition of the same name showed the same cells.
    pub name: String,
    /// What it counts.
    pub unit: Unit,
    /// Counts above 0 and below this are hidden.
    pub threshold: f64,
    /// Rows of counts.
    pub cells: Vec<Vec<f64>>,
    /// Totals that will not be published.
    pub hidden_totals: Vec<Total>,
    /// The share of each cell that its largest contributor makes, where known.
    pub largest_share: Option<Vec<Vec<Option<f64>>>>,
}

impl Table {
    /// A table published with all its totals.
    pub fn new(name: &str, unit: Unit, cells: Vec<Vec<f64>>) -> Self {
        let (name, threshold) = (name.to_string(), unit.threshold());
        Self { name, unit, threshold, cells, hidden_totals: Vec::new(), largest_share: None }
    }

    /// Whether a count of this table, with its largest contributor's share, must be hidden.
    pub(crate) fn is_sensitive(&self, count: f64, largest_share: Option<f64>) -> bool {
        let dominated =
            self.unit == Unit::Businesses && largest_share.is_some_and(|share| share >= DOMINANCE);
        count > 0.0 && (count < self.threshold || dominated)
    }
}

/// What was shown of a table before.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// The table's name.
    pub name: String,
    /// Its cells, `None` where hidden.
    pub cells: Vec<Vec<Option<f64>>>,
    /// Totals that were not published.
    pub hidden_totals: Vec<Total>,
}

/// A cell or a total of one of the tables: no row is the total of a column, neither is the total of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Place {
    /// The table, by its place in the publication.
    pub table: usize,
    /// The row, from 0.
    pub row: Option<usize>,
    /// The column, from 0.
    pub column: Option<usize>,
}

/// A published share: a numerator and a denominator among the cells, rounded to the nearest multiple of twice
/// `half_unit` (0.005 for a whole percentage).
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Rate {
    /// Who has it.
    pub numerator: Place,
    /// Out of whom.
    pub denominator: Place,
    /// The largest rounding error of the rate as published.
    pub half_unit: f64,
}

/// Everything published together, and before.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Publication {
    /// Tables to publish.
    pub tables: Vec<Table>,
    /// Earlier editions.
    pub editions: Vec<Edition>,
    /// Places that hold one and the same count.
    pub links: Vec<(Place, Place)>,
    /// Rates published beside the tables.
    pub rates: Vec<Rate>,
}

/// What can be worked out of one hidden cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feasible {
    /// Its row and column.
    pub cell: (usize, usize),
    /// The least it can be.
    pub min: f64,
    /// The most it can be; nothing if there is no limit.
    pub max: Option<f64>,
}

/// What to hide of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Protection {
    /// Cells to hide, by row then column.
    pub hidden: Vec<(usize, usize)>,
    /// Totals to hide: those of the table, and those that are themselves too small to show.
    pub hidden_totals: Vec<Total>,
    /// What can be worked out of each hidden cell.
    pub feasible: Vec<Feasible>,
    /// Whether that leaves every hidden cell at least [`WIDTH`] wide. If not, the table must not be published.
    pub possible: bool,
    /// If not possible, what to merge or which totals to hide, in French.
    pub advice: Option<String>,
}

/// What to hide of each table, in the order given: few cells first, then small ones.
pub fn protect(publication: &Publication) -> Result<Vec<Protection>> {
    let system = System::new(publication)?;
    let mut hidden = system.sensitive_and_withheld();
    for group in system.independent_groups() {
        pattern::complete(&system, &group, &mut hidden)?;
    }
    (0..publication.tables.len()).map(|table| describe(publication, &system, table, &hidden)).collect()
}

fn describe(publication: &Publication, system: &System, table: usize, hidden: &[bool]) -> Result<Protection> {
    let mut feasible = Vec::new();
    let mut possible = !system.has_sensitive_total(table);
    // A small count that an earlier edition gave away is still not repeated.
    let masked =
        |variable: usize| hidden[variable] || system.must_hide[variable] || system.withheld[variable];
    for (cell, variable) in system.cells(table).filter(|(_, variable)| masked(*variable)) {
        let range = attacker::range(system, hidden, variable)?;
        possible &= range.is_wide(system.whole);
        feasible.push(Feasible { cell, min: range.min, max: range.max });
    }
    for (_, variable) in system.totals(table).filter(|(_, variable)| hidden[*variable]) {
        let withheld_but_small = system.must_hide[variable];
        possible &= !withheld_but_small || attacker::range(system, hidden, variable)?.is_wide(system.whole);
    }
    let advice = if possible { None } else { Some(advice::for_table(publication, system, table)?) };
    Ok(Protection {
        hidden: feasible.iter().map(|feasible| feasible.cell).collect(),
        hidden_totals: system.totals(table).filter(|(_, v)| masked(*v)).map(|(total, _)| total).collect(),
        feasible,
        possible,
        advice,
    })
}

/// Refuses what is not a rectangular table of counts.
pub(crate) fn check(table: &Table) -> Result<()> {
    let ragged = || Error::RaggedTable { table: table.name.clone() };
    let width = table.cells.first().map(Vec::len).filter(|width| *width > 0).ok_or_else(ragged)?;
    let shares = table.largest_share.iter().flatten();
    let widths = table.cells.iter().map(Vec::len).chain(shares.map(Vec::len));
    let heights = [Some(table.cells.len()), table.largest_share.as_ref().map(Vec::len)];
    if widths.into_iter().any(|other| other != width)
        || heights.iter().flatten().any(|h| *h != table.cells.len())
    {
        return Err(ragged());
    }
    for (row, line) in table.cells.iter().enumerate() {
        if line.iter().any(|count| !count.is_finite()) {
            return Err(Error::NotANumber { what: table.name.clone(), row });
        }
        if line.iter().any(|count| *count < 0.0 || *count > 1e9) {
            return Err(Error::OutOfRange {
                what: table.name.clone(),
                why: "des effectifs de 0 à un milliard",
            });
        }
    }
    if table.threshold.is_finite() && table.threshold >= 0.0 {
        return Ok(());
    }
    Err(Error::OutOfRange { what: "threshold".into(), why: "un effectif" })
}
