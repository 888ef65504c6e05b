use super::{Cohort, Weights};
use crate::covariates::Rows;
use crate::linear::{Square, dot};
use crate::{Error, Result};

/// Newton's method converges in about ten steps where weights exist.
const MAX_STEPS: usize = 100;
/// Means that differ by less than this, in standard deviations, are the same.
const BALANCED: f64 = 1e-10;

/// The weights closest to equal, in relative entropy, that give the controls exactly the means of the treated
/// (Hainmueller 2012). Refused where no weights do, because the means of the treated lie outside the convex hull of the
/// controls.
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

/// Minimises the dual, `log Σ exp(λ·gap)`, by Newton's method; its gradient is the remaining imbalance.
fn balance(gaps: &[Vec<f64>], rows: &Rows) -> Result<Vec<f64>> {
    let mut lambda = vec![0.0; rows.width()];
    let mut here = Dual::at(gaps, &lambda);
    let initial: Vec<f64> = here.hessian.diagonal();
    if let Err(column) = here.hessian.cholesky(&initial, 1e-11) {
        return Err(Error::Collinear { name: rows.name(column) });
    }
    for _ in 0..MAX_STEPS {
        if here.gradient.iter().all(|gradient| gradient.abs() < BALANCED) {
            return Ok(here.shares);
        }
        let floor: Vec<f64> = initial.iter().map(|initial| initial * 1e-12).collect();
        let factor = here.hessian.cholesky(&floor, 1.0).map_err(|_| Error::NoOverlap)?;
        let step = factor.solve(&here.gradient);
        here = descend(gaps, &mut lambda, &step, &here).ok_or(Error::NoOverlap)?;
    }
    Err(Error::NoOverlap)
}

/// Takes a step, halved until the dual falls enough (Armijo 1966); none if it never does.
fn descend(gaps: &[Vec<f64>], lambda: &mut Vec<f64>, step: &[f64], from: &Dual) -> Option<Dual> {
    let expected = dot(step, &from.gradient);
    let mut length = 1.0;
    while length > 1e-10 {
        let there: Vec<f64> = lambda.iter().zip(step).map(|(lambda, step)| lambda - length * step).collect();
        let dual = Dual::at(gaps, &there);
        // Near the minimum the expected decrease is lost in rounding, and a full step is right.
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
    gradient: Vec<f64>,
    hessian: Square,
}

impl Dual {
    fn at(gaps: &[Vec<f64>], lambda: &[f64]) -> Self {
        let logs: Vec<f64> = gaps.iter().map(|gap| dot(lambda, gap)).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut shares: Vec<f64> = logs.iter().map(|log| (log - largest).exp()).collect();
        let sum: f64 = shares.iter().sum();
        let (mut gradient, mut hessian) = (vec![0.0; lambda.len()], Square::zero(lambda.len()));
        for (share, gap) in shares.iter_mut().zip(gaps) {
            *share /= sum;
            gradient.iter_mut().zip(gap).for_each(|(gradient, gap)| *gradient += *share * gap);
            hessian.add_outer(*share, gap);
        }
        hessian.add_outer(-1.0, &gradient);
        Self { value: largest + sum.ln(), shares, gradient, hessian }
    }
}
