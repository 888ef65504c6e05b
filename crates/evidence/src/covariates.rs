//! Covariates: what was measured of people, one column each.

use crate::numbers::{all_finite, mean, same_length, variance};
use crate::{Error, Result};

/// A covariate: its name and one number for each person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Covariate<'a> {
    /// The name that answers and errors use.
    pub name: &'a str,
    /// The value of each person.
    pub values: &'a [f64],
}

/// The mean and standard deviation by which a covariate is standardised, so that no unit makes a matrix
/// ill-conditioned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scaling {
    pub(crate) centre: f64,
    pub(crate) spread: f64,
}

/// People as rows of standardised covariates, in one block of memory.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    width: usize,
    cells: Vec<f64>,
    pub(crate) scalings: Vec<Scaling>,
    pub(crate) names: Vec<String>,
}

impl Rows {
    /// The people listed in `order`, each column standardised over them; refuses a column with a single value.
    pub(crate) fn standardised(covariates: &[Covariate], order: &[usize]) -> Result<Self> {
        Self::build(covariates, order, false)
    }

    /// All people, with a first column of ones.
    pub(crate) fn with_intercept(covariates: &[Covariate], people: usize) -> Result<Self> {
        Self::build(covariates, &(0..people).collect::<Vec<_>>(), true)
    }

    fn build(covariates: &[Covariate], order: &[usize], intercept: bool) -> Result<Self> {
        let (mut scalings, mut names) = (Vec::new(), Vec::new());
        if intercept {
            scalings.push(Scaling { centre: 0.0, spread: 1.0 });
            names.push("(Intercept)".to_string());
        }
        let offset = scalings.len();
        let width = covariates.len() + offset;
        let mut cells = vec![1.0; width * order.len()];
        for (column, covariate) in covariates.iter().enumerate() {
            let values: Vec<f64> = order.iter().map(|&person| covariate.values[person]).collect();
            let Scaling { centre, spread } = scaling(covariate.name, &values)?;
            for (row, value) in values.into_iter().enumerate() {
                cells[row * width + offset + column] = (value - centre) / spread;
            }
            scalings.push(Scaling { centre, spread });
            names.push(covariate.name.to_string());
        }
        Ok(Self { width, cells, scalings, names })
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

fn scaling(name: &str, values: &[f64]) -> Result<Scaling> {
    let (centre, spread) = (mean(values), variance(values).sqrt());
    let same = values.iter().all(|value| *value == values[0]);
    // A deviation lost in the rounding of the mean, or too small or large for a normal number, cannot be divided by.
    if same || !spread.is_finite() || spread <= centre.abs() * 1e-13 || spread < f64::MIN_POSITIVE {
        return Err(Error::ConstantCovariate { name: name.into() });
    }
    Ok(Scaling { centre, spread })
}

/// Refuses columns of unexpected length, or with values that are not finite numbers.
pub(crate) fn check(covariates: &[Covariate], people: usize) -> Result<()> {
    for covariate in covariates {
        same_length(covariate.name, people, covariate.values.len())?;
        all_finite(covariate.name, covariate.values)?;
    }
    Ok(())
}
