//! The measured traits of people, one column each.

use crate::numbers::{all_finite, mean, same_length, variance};
use crate::{Error, Result};

/// One trait: its name and one number a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Covariate<'a> {
    /// Its name, for answers and errors.
    pub name: &'a str,
    /// One value a person.
    pub values: &'a [f64],
}

/// A trait brought to mean 0 and deviation 1, so that no unit makes a matrix ill-conditioned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Standard {
    pub(crate) centre: f64,
    pub(crate) spread: f64,
}

/// People as rows of standardised traits, in one block of memory.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    width: usize,
    cells: Vec<f64>,
    pub(crate) standards: Vec<Standard>,
    pub(crate) names: Vec<String>,
}

impl Rows {
    /// The people listed in `order`, each column standardised over them; refuses a column that takes one value.
    pub(crate) fn standardised(covariates: &[Covariate], order: &[usize]) -> Result<Self> {
        let mut standards = Vec::with_capacity(covariates.len());
        for covariate in covariates {
            let values: Vec<f64> = order.iter().map(|&person| covariate.values[person]).collect();
            standards.push(standard(covariate.name, &values)?);
        }
        let cell = |person: usize, column: usize| {
            let Standard { centre, spread } = standards[column];
            (covariates[column].values[person] - centre) / spread
        };
        let width = covariates.len();
        let cells = order.iter().flat_map(|&person| (0..width).map(move |column| (person, column)));
        let cells = cells.map(|(person, column)| cell(person, column)).collect();
        let names = covariates.iter().map(|covariate| covariate.name.to_string()).collect();
        Ok(Self { width, cells, standards, names })
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn row(&self, index: usize) -> &[f64] {
        &self.cells[index * self.width..(index + 1) * self.width]
    }

    pub(crate) fn name(&self, column: usize) -> String {
        self.names.get(column).cloned().unwrap_or_default()
    }
}

fn standard(name: &str, values: &[f64]) -> Result<Standard> {
    let (centre, spread) = (mean(values), variance(values).sqrt());
    let same = values.iter().all(|value| *value == values[0]);
    // A spread lost in the rounding of the mean, or past the largest number, is no spread to divide by.
    if same || !spread.is_finite() || spread <= centre.abs() * 1e-13 || spread < f64::MIN_POSITIVE {
        return Err(Error::ConstantCovariate { name: name.into() });
    }
    Ok(Standard { centre, spread })
}

/// Refuses columns of another length, or with something that is not a number.
pub(crate) fn check(covariates: &[Covariate], people: usize) -> Result<()> {
    for covariate in covariates {
        same_length(covariate.name, people, covariate.values.len())?;
        all_finite(covariate.name, covariate.values)?;
    }
    Ok(())
}
