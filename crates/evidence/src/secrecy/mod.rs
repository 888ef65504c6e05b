//! Statistical disclosure control: tables from which nobody can be identified.
//!
//! **The question.** The funder wants mentees by municipality and track. In one municipality three people look for
//! work: publishing "3" comes close to naming them. Hiding that cell is not enough, since it can be computed from the
//! totals.
//!
//! **The rule.** A count of 1 to 4 people, of fewer than 3 businesses, or of businesses of which one accounts for 85 %,
//! is hidden (*primary* suppression; Insee's rules for enterprise tables, and the common threshold of 5 for people).
//! Then as few other cells as possible are hidden (*complementary* suppression) until the feasible interval of every
//! hidden cell is at least [`WIDTH`] wide. The feasible interval is what can be deduced: the least and the largest
//! value that a linear programme allows, given every cell, total and rate published, in every table linked to this one
//! and in every earlier edition (Fischetti and Salazar 2001; Hundepool and others 2012, chapter 4).
//!
//! **When it misleads.** The attacker is assumed to know only what is published here and that counts are not negative.
//! A mentee who knows everybody in the room knows more. And a table once published in full stays published:
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
pub mod figures;
mod pattern;
mod system;

use crate::{Error, Result};
pub(crate) use system::System;

/// The least width of the feasible interval of a hidden cell, in people or businesses.
pub const WIDTH: f64 = 5.0;
/// A cell is hidden when one business accounts for this share of it or more.
pub const DOMINANCE: f64 = 0.85;

/// What a table counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Unit {
    /// Sensitive from 1 to 4.
    People,
    /// Sensitive from 1 to 2, or where one accounts for [`DOMINANCE`].
    Businesses,
}

impl Unit {
    /// The least count above 0 that may be published.
    pub fn threshold(self) -> f64 {
        match self {
            Self::People => 5.0,
            Self::Businesses => 3.0,
        }
    }
}

/// Identifies a total of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Total {
    /// The total of a row, numbered from 0.
    Row(usize),
    /// The total of a column, numbered from 0.
    Column(usize),
    /// The grand total.
    Grand,
}

/// A table of counts to publish with its totals.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The name, by which the table is recognised in earlier editions.
    pub name: String,
    /// What the table counts.
    pub unit: Unit,
    /// Counts above 0 and below this are hidden.
    pub threshold: f64,
    /// Rows of counts, all of the same length.
    pub cells: Vec<Vec<f64>>,
    /// The totals that will not be published.
    pub hidden_totals: Vec<Total>,
    /// The share of each cell's count that its largest contributor accounts for, in [0, 1], where known.
    pub largest_share: Option<Vec<Vec<Option<f64>>>>,
}

impl Table {
    /// A table to publish with all its totals and the threshold of its unit.
    pub fn new(name: &str, unit: Unit, cells: Vec<Vec<f64>>) -> Self {
        let (name, threshold) = (name.to_string(), unit.threshold());
        Self { name, unit, threshold, cells, hidden_totals: Vec::new(), largest_share: None }
    }

    /// Whether a count of this table must be hidden, given the share of its largest contributor.
    pub(crate) fn is_sensitive(&self, count: f64, largest_share: Option<f64>) -> bool {
        let dominated =
            self.unit == Unit::Businesses && largest_share.is_some_and(|share| share >= DOMINANCE);
        count > 0.0 && (count < self.threshold || dominated)
    }
}

/// What an earlier edition of a table showed.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// The name of the table.
    pub name: String,
    /// Rows of counts, none where hidden.
    pub cells: Vec<Vec<Option<f64>>>,
    /// The totals that were not published.
    pub hidden_totals: Vec<Total>,
}

/// A cell or a total of a table. Without a row it is the total of a column, without a column that of a row, without
/// either the grand total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Place {
    /// The index of the table in the publication.
    pub table: usize,
    /// The row, from 0.
    pub row: Option<usize>,
    /// The column, from 0.
    pub column: Option<usize>,
}

/// A published rate of two counts, rounded to the nearest multiple of twice `half_unit`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Rate {
    /// The count in the numerator.
    pub numerator: Place,
    /// The count in the denominator.
    pub denominator: Place,
    /// The largest rounding error of the published rate: 0.005 for a whole percentage.
    pub half_unit: f64,
}

/// All tables published together, and what was published before.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Publication {
    /// The tables to publish.
    pub tables: Vec<Table>,
    /// Earlier editions of these tables; those of other tables are ignored.
    pub editions: Vec<Edition>,
    /// Pairs of places that hold the same count.
    pub links: Vec<(Place, Place)>,
    /// Rates published beside the tables.
    pub rates: Vec<Rate>,
}

/// The feasible interval of a hidden cell: what can be deduced of its count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feasible {
    /// The row and column, from 0.
    pub cell: (usize, usize),
    /// The least count it can have.
    pub min: f64,
    /// The largest count it can have; none if there is no limit.
    pub max: Option<f64>,
}

/// What to hide in one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Protection {
    /// The cells to hide, in order of row then column.
    pub hidden: Vec<(usize, usize)>,
    /// The totals to hide: those that the table does not publish, and those too small to be shown.
    pub hidden_totals: Vec<Total>,
    /// The feasible interval of each hidden cell, in the same order.
    pub feasible: Vec<Feasible>,
    /// Whether every feasible interval is at least [`WIDTH`] wide. If not, the table must not be published.
    pub possible: bool,
    /// If it must not be published, what to merge or which totals to hide, in French.
    pub advice: Option<String>,
}

/// Decides what to hide in each table, in the order given: as few cells as possible and, among patterns of as many
/// cells, those with the least sum. Large tables get a good pattern, not always the least.
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
    // A small count that an earlier edition disclosed is not repeated all the same.
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

/// Refuses a table that is not rectangular, and values that are not counts.
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
