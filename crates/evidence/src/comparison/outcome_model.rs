use super::Cohort;
use super::logistic::{fit, probability};
use crate::covariates::Rows;
use crate::linear::{Cholesky, Square, dot};
use crate::{Covariate, Error, Result};

/// The share of a covariate's variance that the covariates before it must leave unexplained.
const DISTINCT: f64 = 1e-11;

/// The outcome of each person without treatment, predicted by a model fitted on the controls: logistic for outcomes of
/// 0 and 1, linear otherwise.
pub(super) fn without_treatment(cohort: &Cohort) -> Result<Vec<f64>> {
    let rows = Rows::with_intercept(cohort.covariates, cohort.treated.len())?;
    let control: Vec<f64> = cohort.treated.iter().map(|treated| f64::from(u8::from(!treated))).collect();
    let controls = cohort.outcomes(false);
    if controls.iter().all(|outcome| *outcome == controls[0]) {
        return Ok(vec![controls[0]; cohort.outcome.len()]);
    }
    if cohort.outcome.iter().all(|outcome| *outcome == 0.0 || *outcome == 1.0) {
        let model = fit(&rows, cohort.outcome, &control)?;
        return Ok(model.log_odds(&rows).map(probability).collect());
    }
    let (beta, _) = least_squares(&rows, cohort.outcome, &control)?;
    Ok((0..rows.len()).map(|row| dot(&beta, rows.row(row))).collect())
}

/// The effect on the treated: their mean outcome minus the one that a model of the controls predicts for them (Robins's
/// g-formula, 1986).
pub fn standardised_by_model(cohort: &Cohort) -> Result<f64> {
    cohort.check()?;
    let predicted = without_treatment(cohort)?;
    let treated = cohort.members(true);
    let gain: f64 = treated.iter().map(|&person| cohort.outcome[person] - predicted[person]).sum();
    Ok(gain / treated.len() as f64)
}

/// The coefficient of the treatment in a linear regression with covariates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjusted {
    /// The coefficient, in the outcome's unit.
    pub value: f64,
    /// White's standard error, robust to unequal variances, with n/(n − k) (MacKinnon and White 1985, HC1).
    pub std_error: f64,
}

/// The difference between treated and controls, adjusted for the covariates by ordinary least squares.
pub fn adjusted_difference(cohort: &Cohort) -> Result<Adjusted> {
    cohort.check()?;
    let treated: Vec<f64> = cohort.treated.iter().map(|treated| f64::from(u8::from(*treated))).collect();
    let mut columns = vec![Covariate { name: "treated", values: &treated }];
    columns.extend_from_slice(cohort.covariates);
    let rows = Rows::with_intercept(&columns, treated.len())?;
    let (beta, factor) = least_squares(&rows, cohort.outcome, &vec![1.0; treated.len()])?;
    let mut scatter = Square::zero(rows.width());
    for (row, outcome) in cohort.outcome.iter().enumerate() {
        scatter.add_outer((outcome - dot(&beta, rows.row(row))).powi(2), rows.row(row));
    }
    let unit: Vec<f64> = (0..rows.width()).map(|column| f64::from(u8::from(column == 1))).collect();
    let (people, unknowns) = (rows.len() as f64, rows.width() as f64);
    let variance = scatter.mirror().quadratic(&factor.solve(&unit)) * people / (people - unknowns);
    let spread = rows.scalings[1].spread;
    Ok(Adjusted { value: beta[1] / spread, std_error: variance.sqrt() / spread })
}

fn least_squares(rows: &Rows, outcome: &[f64], weight: &[f64]) -> Result<(Vec<f64>, Cholesky)> {
    let counted = weight.iter().filter(|weight| **weight > 0.0).count();
    if counted <= rows.width() {
        return Err(Error::TooFewPeople { people: counted, unknowns: rows.width() });
    }
    let (mut cross, mut right) = (Square::zero(rows.width()), vec![0.0; rows.width()]);
    for (index, (outcome, weight)) in outcome.iter().zip(weight).enumerate() {
        cross.add_outer(*weight, rows.row(index));
        right.iter_mut().zip(rows.row(index)).for_each(|(right, value)| *right += weight * value * outcome);
    }
    let collinear = |column| Error::Collinear { name: rows.name(column) };
    let factor = cross.cholesky(&cross.diagonal(), DISTINCT).map_err(collinear)?;
    Ok((factor.solve(&right), factor))
}
