use super::{Cohort, Weights};
use crate::covariates::Rows;
use crate::linear::{Square, dot};
use crate::{Error, Result};

/// Newton's method settles in about ten steps where weights exist.
const MOST_STEPS: usize = 100;
/// Means that differ by less than this, in standard deviations, are the same.
const BALANCED: f64 = 1e-10;

/// The weights closest to equal, in entropy, that give the controls exactly the treated's means (Hainmueller 2012).
/// Refused where no weights can: the treated's means lie outside what any mixture of controls can make.
pub fn entropy_weights(cohort: &Cohort) -> Result<Weights> {
    cohort.check()?;
    if cohort.covariates.is_empty() {
        return Weights::equal(cohort.treated);
    }
    let everybody: Vec<usize> = (0..cohort.treated.len()).collect();
    let rows = Rows::standardised(cohort.covariates, &everybody)?;
    let (treated, controls) = (cohort.members(true), cohort.members(false));
    let target = mean_row(&rows, &treated);
    let gaps: Vec<Vec<f64>> = controls
        .iter()
        .map(|&person| rows.row(person).iter().zip(&target).map(|(value, target)| value - target).collect())
        .collect();
    let shares = balance(&gaps, &rows)?;
    let mut values = vec![1.0; cohort.treated.len()];
    controls.iter().zip(shares).for_each(|(&person, share)| values[person] = share * controls.len() as f64);
    Weights::new(cohort.treated, values)
}

fn mean_row(rows: &Rows, people: &[usize]) -> Vec<f64> {
    let mut mean = vec![0.0; rows.width()];
    for &person in people {
        mean.iter_mut().zip(rows.row(person)).for_each(|(mean, value)| *mean += value / people.len() as f64);
    }
    mean
}

/// Minimises the dual, `log Σ exp(λ·gap)`, by Newton's method; its slope is the imbalance left.
fn balance(gaps: &[Vec<f64>], rows: &Rows) -> Result<Vec<f64>> {
    let mut lambda = vec![0.0; rows.width()];
    let mut here = Dual::at(gaps, &lambda);
    let plain: Vec<f64> = here.curvature.diagonal();
    if let Err(column) = here.curvature.cholesky(&plain, 1e-11) {
        return Err(Error::Collinear { name: rows.name(column) });
    }
    for _ in 0..MOST_STEPS {
        if here.slope.iter().all(|slope| slope.abs() < BALANCED) {
            return Ok(here.shares);
        }
        let floor: Vec<f64> = plain.iter().map(|plain| plain * 1e-12).collect();
        let factor = here.curvature.cholesky(&floor, 1.0).map_err(|_| Error::NoOverlap)?;
        let step = factor.solve(&here.slope);
        here = descend(gaps, &mut lambda, &step, &here).ok_or(Error::NoOverlap)?;
    }
    Err(Error::NoOverlap)
}

/// One step, halved until it goes down enough (Armijo 1966); nothing if it never does.
fn descend(gaps: &[Vec<f64>], lambda: &mut Vec<f64>, step: &[f64], from: &Dual) -> Option<Dual> {
    let expected = dot(step, &from.slope);
    let mut length = 1.0;
    while length > 1e-10 {
        let there: Vec<f64> = lambda.iter().zip(step).map(|(lambda, step)| lambda - length * step).collect();
        let dual = Dual::at(gaps, &there);
        // Near the bottom the expected gain is lost in rounding: a full step is right there.
        if dual.value <= from.value - 1e-4 * length * expected + 1e-13 {
            *lambda = there;
            return Some(dual);
        }
        length /= 2.0;
    }
    None
}

struct Dual {
    value: f64,
    shares: Vec<f64>,
    slope: Vec<f64>,
    curvature: Square,
}

impl Dual {
    fn at(gaps: &[Vec<f64>], lambda: &[f64]) -> Self {
        let logs: Vec<f64> = gaps.iter().map(|gap| dot(lambda, gap)).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut shares: Vec<f64> = logs.iter().map(|log| (log - largest).exp()).collect();
        let sum: f64 = shares.iter().sum();
        let (mut slope, mut curvature) = (vec![0.0; lambda.len()], Square::zero(lambda.len()));
        for (share, gap) in shares.iter_mut().zip(gaps) {
            *share /= sum;
            slope.iter_mut().zip(gap).for_each(|(slope, gap)| *slope += *share * gap);
            curvature.add_outer(*share, gap);
        }
        curvature.add_outer(-1.0, &slope);
        Self { value: largest + sum.ln(), shares, slope, curvature }
    }
}
