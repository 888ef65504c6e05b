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
        Self::build(covariates, order, false)
    }

    /// Everybody, with a first column of ones.
    pub(crate) fn with_intercept(covariates: &[Covariate], people: usize) -> Result<Self> {
        Self::build(covariates, &(0..people).collect::<Vec<_>>(), true)
    }

    fn build(covariates: &[Covariate], order: &[usize], intercept: bool) -> Result<Self> {
        let (mut standards, mut names) = (Vec::new(), Vec::new());
        if intercept {
            standards.push(Standard { centre: 0.0, spread: 1.0 });
            names.push("(Intercept)".to_string());
        }
        let skipped = standards.len();
        let width = covariates.len() + skipped;
        let mut cells = vec![1.0; width * order.len()];
        for (column, covariate) in covariates.iter().enumerate() {
            let values: Vec<f64> = order.iter().map(|&person| covariate.values[person]).collect();
            let Standard { centre, spread } = standard(covariate.name, &values)?;
            for (row, value) in values.into_iter().enumerate() {
                cells[row * width + skipped + column] = (value - centre) / spread;
            }
            standards.push(Standard { centre, spread });
            names.push(covariate.name.to_string());
        }
        Ok(Self { width, cells, standards, names })
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len() / self.width.max(1)
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
