use super::risk_sets::{RiskSets, Step};
use crate::linear::{Square, dot};
use crate::{Error, Result};

/// Newton's method converges in five to eight steps; if it takes more than this, the likelihood has no maximum.
const MAX_STEPS: usize = 40;
/// A step smaller than this, on standardised covariates, changes no printed digit.
const CONVERGED: f64 = 1e-9;
/// An information that falls to this share of that at β = 0 is that of a coefficient diverging to infinity.
const VANISHED: f64 = 1e-9;
/// The share of a covariate's variance that the covariates before it must leave unexplained.
const DISTINCT: f64 = 1e-10;

/// The maximum of the partial likelihood, on standardised covariates.
pub(super) struct Optimum {
    pub(super) beta: Vec<f64>,
    pub(super) information: Square,
    pub(super) covariance: Square,
    pub(super) null_log_likelihood: f64,
    pub(super) log_likelihood: f64,
    pub(super) score_at_zero: f64,
}

/// The log likelihood with its first and second derivatives at one β.
struct Derivatives {
    log_likelihood: f64,
    score: Vec<f64>,
    information: Square,
}

pub(super) fn maximise(sets: &RiskSets) -> Result<Optimum> {
    let width = sets.rows.width();
    let mut beta = vec![0.0; width];
    let mut here = derivatives(sets, &beta);
    let (null_log_likelihood, at_zero) = (here.log_likelihood, here.information.diagonal());
    let events = sets.events();
    if let Some(column) = at_zero.iter().position(|information| *information <= 1e-12 * events) {
        return Err(Error::ConstantCovariate { name: sets.rows.name(column) });
    }
    let mut factor =
        here.information.cholesky(&at_zero, DISTINCT).map_err(|column| collinear(sets, column))?;
    let mut step = factor.solve(&here.score);
    let score_at_zero = dot(&here.score, &step);
    for _ in 0..MAX_STEPS {
        let (there, taken) = climb(sets, &beta, &step, here.log_likelihood);
        beta.iter_mut().zip(&taken).for_each(|(beta, taken)| *beta += taken);
        here = there;
        let floor: Vec<f64> = at_zero.iter().map(|at_zero| at_zero * VANISHED).collect();
        factor = here.information.cholesky(&floor, 1.0).map_err(|_| separation(sets, largest(&beta)))?;
        step = factor.solve(&here.score);
        if step.iter().all(|step| step.abs() < CONVERGED) {
            let (covariance, information) = (factor.inverse(), here.information);
            let log_likelihood = here.log_likelihood;
            return Ok(Optimum {
                beta,
                information,
                covariance,
                null_log_likelihood,
                log_likelihood,
                score_at_zero,
            });
        }
    }
    Err(separation(sets, largest(&beta)))
}

/// Takes a step, halved until the likelihood does not fall (a step too small to change anything is taken as it is).
fn climb(sets: &RiskSets, beta: &[f64], step: &[f64], from: f64) -> (Derivatives, Vec<f64>) {
    let slack = 1e-10 * (1.0 + from.abs());
    let mut taken = step.to_vec();
    loop {
        let there: Vec<f64> = beta.iter().zip(&taken).map(|(beta, step)| beta + step).collect();
        let derivatives = derivatives(sets, &there);
        let tiny = taken.iter().all(|taken| taken.abs() < CONVERGED);
        if tiny || derivatives.log_likelihood >= from - slack {
            return (derivatives, taken);
        }
        taken.iter_mut().for_each(|taken| *taken /= 2.0);
    }
}

fn derivatives(sets: &RiskSets, beta: &[f64]) -> Derivatives {
    let width = beta.len();
    let mut here =
        Derivatives { log_likelihood: 0.0, score: vec![0.0; width], information: Square::zero(width) };
    sets.sweep(beta, |step| match step {
        Step::Event { log_risk, row, .. } => {
            here.log_likelihood += log_risk;
            here.score.iter_mut().zip(row).for_each(|(score, value)| *score += value);
        }
        Step::Term(term) => {
            here.log_likelihood -= term.count * term.log_risk;
            here.score.iter_mut().zip(term.mean).for_each(|(score, mean)| *score -= term.count * mean);
            here.information.add_scaled(term.count, term.variance);
        }
    });
    here.information = here.information.mirror();
    here
}

fn collinear(sets: &RiskSets, column: usize) -> Error {
    Error::Collinear { name: sets.rows.name(column) }
}

fn separation(sets: &RiskSets, column: usize) -> Error {
    Error::Separation { name: sets.rows.name(column) }
}

/// The coefficient furthest from 0.
fn largest(beta: &[f64]) -> usize {
    let by_size = |a: &(usize, &f64), b: &(usize, &f64)| a.1.abs().total_cmp(&b.1.abs());
    beta.iter().enumerate().max_by(by_size).map_or(0, |(column, _)| column)
}
