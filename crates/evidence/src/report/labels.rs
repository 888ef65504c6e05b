use std::collections::{BTreeSet, HashMap};

use crate::{Error, Result};

/// A column of labels, numbered from 0 in order: numerical if all labels are numbers, alphabetical otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    /// The distinct labels, in order.
    pub names: Vec<String>,
    /// For each row, the index of its label in `names`.
    pub of_row: Vec<usize>,
}

impl Labels {
    /// Numbers the labels of a column.
    pub fn new(column: &[String]) -> Self {
        let distinct: BTreeSet<&String> = column.iter().collect();
        let mut names: Vec<String> = distinct.into_iter().cloned().collect();
        let numbers: Option<Vec<f64>> = names.iter().map(|name| number(name)).collect();
        if let Some(numbers) = numbers {
            let mut by_number: Vec<_> = numbers.into_iter().zip(names).collect();
            by_number.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
            names = by_number.into_iter().map(|(_, name)| name).collect();
        }
        let places: HashMap<&String, usize> = names.iter().zip(0..).collect();
        let of_row = column.iter().map(|word| places.get(word).copied().unwrap_or_default()).collect();
        Self { names, of_row }
    }
}

fn number(word: &str) -> Option<f64> {
    word.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// Reads a column of 0 (no) and 1 (yes), or of 1 (no) and 2 (yes) if it contains a 2; refuses any other value.
pub fn flags(name: &str, column: &[f64]) -> Result<Vec<bool>> {
    crate::numbers::all_finite(name, column)?;
    let yes = if column.contains(&2.0) { 2.0 } else { 1.0 };
    if column.iter().any(|value| *value != yes && *value != yes - 1.0) {
        return Err(Error::OutOfRange { what: name.into(), why: "0 ou 1" });
    }
    Ok(column.iter().map(|value| *value == yes).collect())
}
