#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::secrecy::{Edition, Place, Protection, Publication, Rate, Table, Total, Unit, protect};
use crate::{Error, Result};

/// A table to publish, or one published before.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Deserialize))]
pub struct TableQuestion {
    /// The name, by which a table is recognised in earlier editions.
    pub name: String,
    /// Counts above 0 and below this are hidden; 5 for people or 3 for businesses if absent.
    #[cfg_attr(feature = "serde", serde(default))]
    pub threshold: Option<f64>,
    /// What the table counts; people if absent.
    #[cfg_attr(feature = "serde", serde(default))]
    pub unit: Option<Unit>,
    /// Rows of counts; a cell may be `null` in an earlier edition only.
    pub cells: Vec<Vec<Option<f64>>>,
    /// The totals of the rows, `null` where not published; all are published if absent.
    #[cfg_attr(feature = "serde", serde(default))]
    pub row_totals: Option<Vec<Option<f64>>>,
    /// The totals of the columns, likewise.
    #[cfg_attr(feature = "serde", serde(default))]
    pub column_totals: Option<Vec<Option<f64>>>,
    /// The share of each cell's count that its largest contributor accounts for, in [0, 1], where known.
    #[cfg_attr(feature = "serde", serde(default))]
    pub largest_share: Option<Vec<Vec<Option<f64>>>>,
}

/// Tables to publish together, and those published before.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Deserialize))]
pub struct SuppressQuestion {
    /// The tables to publish.
    pub tables: Vec<TableQuestion>,
    /// Earlier editions; one with the name of a table to publish must have the same rows and columns.
    #[cfg_attr(feature = "serde", serde(default))]
    pub published: Vec<TableQuestion>,
    /// Pairs of places that hold the same count.
    #[cfg_attr(feature = "serde", serde(default))]
    pub links: Vec<(Place, Place)>,
    /// Rates published beside the tables.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rates: Vec<Rate>,
}

/// The feasible interval of a hidden cell: what can be deduced of its count.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct FeasibleAnswer {
    /// Row and column, from 0.
    pub cell: [usize; 2],
    /// The least count it can have.
    pub min: f64,
    /// The largest count it can have; none if there is no limit.
    pub max: Option<f64>,
}

/// A table as it may be published.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct TableAnswer {
    /// The name of the table.
    pub name: String,
    /// Rows of counts, `null` where hidden.
    pub cells: Vec<Vec<Option<f64>>>,
    /// The totals of the rows, `null` where hidden.
    pub row_totals: Vec<Option<f64>>,
    /// The totals of the columns, `null` where hidden.
    pub column_totals: Vec<Option<f64>>,
    /// The hidden cells, as row and column from 0.
    pub hidden: Vec<[usize; 2]>,
    /// The feasible intervals of the hidden cells.
    pub feasible: Vec<FeasibleAnswer>,
    /// Whether the table may be published with these cells and totals hidden.
    pub possible: bool,
    /// If it may not, what to merge or which totals to hide, in French.
    pub advice: Option<String>,
}

/// The answer of [`suppress`].
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct SuppressAnswer {
    /// The tables to publish, in the order given.
    pub tables: Vec<TableAnswer>,
}

/// Hides in the tables what must be hidden.
pub fn suppress(question: &SuppressQuestion) -> Result<SuppressAnswer> {
    let publication = Publication {
        tables: question.tables.iter().map(table).collect::<Result<_>>()?,
        editions: question.published.iter().map(edition).collect(),
        links: question.links.clone(),
        rates: question.rates.clone(),
    };
    let protections = protect(&publication)?;
    let tables = publication.tables.into_iter().zip(protections);
    Ok(SuppressAnswer { tables: tables.map(|(table, protection)| answer(table, protection)).collect() })
}

fn table(question: &TableQuestion) -> Result<Table> {
    let missing = |row, column| Error::MissingCell { table: question.name.clone(), row, column };
    let line = |(row, line): (usize, &Vec<Option<f64>>)| -> Result<Vec<f64>> {
        line.iter().enumerate().map(|(column, count)| count.ok_or_else(|| missing(row, column))).collect()
    };
    let unit = question.unit.unwrap_or(Unit::People);
    let cells: Vec<Vec<f64>> = question.cells.iter().enumerate().map(line).collect::<Result<_>>()?;
    check_totals(question, &cells)?;
    Ok(Table {
        name: question.name.clone(),
        unit,
        threshold: question.threshold.unwrap_or(unit.threshold()),
        cells,
        hidden_totals: hidden_totals(question),
        largest_share: question.largest_share.clone(),
    })
}

fn edition(question: &TableQuestion) -> Edition {
    let (name, cells) = (question.name.clone(), question.cells.clone());
    Edition { name, cells, hidden_totals: hidden_totals(question) }
}

fn hidden_totals(question: &TableQuestion) -> Vec<Total> {
    let hidden = |totals: &Option<Vec<Option<f64>>>, make: fn(usize) -> Total| -> Vec<Total> {
        let totals = totals.iter().flatten().enumerate();
        totals.filter(|(_, total)| total.is_none()).map(|(place, _)| make(place)).collect()
    };
    let rows = hidden(&question.row_totals, Total::Row);
    rows.into_iter().chain(hidden(&question.column_totals, Total::Column)).collect()
}

/// Refuses totals that are given and are not the sums of the cells.
fn check_totals(question: &TableQuestion, cells: &[Vec<f64>]) -> Result<()> {
    let wrong = |given: &Option<Vec<Option<f64>>>, sums: Vec<f64>| {
        let differs =
            |(given, sum): (&Option<f64>, &f64)| given.is_some_and(|given| (given - sum).abs() > 1e-9);
        given.as_ref().is_some_and(|given| given.len() != sums.len() || given.iter().zip(&sums).any(differs))
    };
    if wrong(&question.row_totals, row_sums(cells)) || wrong(&question.column_totals, column_sums(cells)) {
        return Err(Error::InconsistentTotals { table: question.name.clone() });
    }
    Ok(())
}

fn row_sums(cells: &[Vec<f64>]) -> Vec<f64> {
    cells.iter().map(|line| line.iter().sum()).collect()
}

fn column_sums(cells: &[Vec<f64>]) -> Vec<f64> {
    let width = cells.first().map_or(0, Vec::len);
    (0..width).map(|column| cells.iter().filter_map(|line| line.get(column)).sum()).collect()
}

fn answer(table: Table, protection: Protection) -> TableAnswer {
    let shown = |total: Total, sum: f64| (!protection.hidden_totals.contains(&total)).then_some(sum);
    let rows = row_sums(&table.cells).into_iter().enumerate();
    let columns = column_sums(&table.cells).into_iter().enumerate();
    let mut cells: Vec<Vec<Option<f64>>> =
        table.cells.iter().map(|line| line.iter().copied().map(Some).collect()).collect();
    for &(row, column) in &protection.hidden {
        if let Some(cell) = cells.get_mut(row).and_then(|line| line.get_mut(column)) {
            *cell = None;
        }
    }
    let feasible = protection.feasible.iter().map(|feasible| {
        let (row, column) = feasible.cell;
        FeasibleAnswer { cell: [row, column], min: feasible.min, max: feasible.max }
    });
    TableAnswer {
        name: table.name,
        cells,
        row_totals: rows.map(|(row, sum)| shown(Total::Row(row), sum)).collect(),
        column_totals: columns.map(|(column, sum)| shown(Total::Column(column), sum)).collect(),
        hidden: protection.hidden.iter().map(|&(row, column)| [row, column]).collect(),
        feasible: feasible.collect(),
        possible: protection.possible,
        advice: protection.advice,
    }
}
