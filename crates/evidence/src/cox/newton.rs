use super::risk_sets::{RiskSets, Step};
use crate::linear::{Square, dot};
use crate::{Error, Result};

/// Newton's method settles in five to eight steps; past this many the likelihood has no maximum.
const MOST_STEPS: usize = 40;
/// A step this small, in standardised traits, no longer changes any printed digit.
const SETTLED: f64 = 1e-9;
/// An information this much smaller than at β = 0 is that of a coefficient on its way to infinity.
const VANISHED: f64 = 1e-9;
/// The share of a trait that the traits before it must leave unexplained.
const DISTINCT: f64 = 1e-10;

/// The maximum of the partial likelihood, in standardised traits.
pub(super) struct Optimum {
    pub(super) beta: Vec<f64>,
    pub(super) information: Square,
    pub(super) covariance: Square,
    pub(super) null_log_likelihood: f64,
    pub(super) log_likelihood: f64,
    pub(super) score_at_zero: f64,
}

/// The likelihood, its slope and its curvature at one β.
struct Slope {
    log_likelihood: f64,
    score: Vec<f64>,
    information: Square,
}

pub(super) fn maximise(sets: &RiskSets) -> Result<Optimum> {
    let width = sets.rows.width();
    let mut beta = vec![0.0; width];
    let mut here = slope(sets, &beta);
    let (null_log_likelihood, at_zero) = (here.log_likelihood, here.information.diagonal());
    let events = sets.events();
    if let Some(column) = at_zero.iter().position(|information| *information <= 1e-12 * events) {
        return Err(Error::ConstantCovariate { name: sets.rows.name(column) });
    }
    let mut factor =
        here.information.cholesky(&at_zero, DISTINCT).map_err(|column| collinear(sets, column))?;
    let mut step = factor.solve(&here.score);
    let score_at_zero = dot(&here.score, &step);
    for _ in 0..MOST_STEPS {
        let (there, taken) = climb(sets, &beta, &step, here.log_likelihood);
        beta.iter_mut().zip(&taken).for_each(|(beta, taken)| *beta += taken);
        here = there;
        let floor: Vec<f64> = at_zero.iter().map(|at_zero| at_zero * VANISHED).collect();
        factor = here.information.cholesky(&floor, 1.0).map_err(|_| separation(sets, largest(&beta)))?;
        step = factor.solve(&here.score);
        if step.iter().all(|step| step.abs() < SETTLED) {
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

/// One step, halved until it climbs (a step that changes nothing is taken as it is).
fn climb(sets: &RiskSets, beta: &[f64], step: &[f64], from: f64) -> (Slope, Vec<f64>) {
    let slack = 1e-10 * (1.0 + from.abs());
    let mut taken = step.to_vec();
    loop {
        let there: Vec<f64> = beta.iter().zip(&taken).map(|(beta, step)| beta + step).collect();
        let slope = slope(sets, &there);
        let tiny = taken.iter().all(|taken| taken.abs() < SETTLED);
        if tiny || slope.log_likelihood >= from - slack {
            return (slope, taken);
        }
        taken.iter_mut().for_each(|taken| *taken /= 2.0);
    }
}

fn slope(sets: &RiskSets, beta: &[f64]) -> Slope {
    let width = beta.len();
    let mut slope = Slope { log_likelihood: 0.0, score: vec![0.0; width], information: Square::zero(width) };
    sets.sweep(beta, |step| match step {
        Step::Event { log_risk, row, .. } => {
            slope.log_likelihood += log_risk;
            slope.score.iter_mut().zip(row).for_each(|(score, value)| *score += value);
        }
        Step::Term(term) => {
            slope.log_likelihood -= term.count * term.log_risk;
            slope.score.iter_mut().zip(term.mean).for_each(|(score, mean)| *score -= term.count * mean);
            slope.information.add_scaled(term.count, term.variance);
        }
    });
    slope.information = slope.information.mirror();
    slope
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
