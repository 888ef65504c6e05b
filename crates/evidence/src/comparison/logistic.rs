use crate::covariates::{self, Rows, Standard};
use crate::linear::{Cholesky, Square, dot};
use crate::numbers::same_length;
use crate::{Covariate, Error, Result};

/// Newton's method settles in five to ten steps; past this many the likelihood has no maximum.
const MOST_STEPS: usize = 50;
/// A step this small, in standardised traits, no longer changes any printed digit.
const SETTLED: f64 = 1e-9;
/// An information this much smaller than at the start is that of a coefficient on its way to infinity.
const VANISHED: f64 = 1e-10;
/// The share of a trait that the traits before it must leave unexplained.
const DISTINCT: f64 = 1e-11;

/// One coefficient on the log-odds scale.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticCoefficient {
    /// The trait, or `(Intercept)`.
    pub name: String,
    /// The change in log odds for one unit more.
    pub beta: f64,
    /// Its standard error.
    pub std_error: f64,
}

/// A fitted logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// The intercept, then one for each trait.
    pub coefficients: Vec<LogisticCoefficient>,
    /// The log likelihood.
    pub log_likelihood: f64,
    /// Each person's probability, in (0, 1).
    pub probabilities: Vec<f64>,
}

/// The probability of a yes given traits, by maximum likelihood (Cox 1958; iterated as McCullagh and Nelder 1989).
pub fn logistic(covariates: &[Covariate], yes: &[bool]) -> Result<Logistic> {
    covariates::check(covariates, yes.len())?;
    let rows = Rows::with_intercept(covariates, yes.len())?;
    let answers: Vec<f64> = yes.iter().map(|yes| f64::from(u8::from(*yes))).collect();
    let fit = fit(&rows, &answers, &vec![1.0; yes.len()])?;
    let covariance = fit.factor.inverse();
    let coefficients = (0..rows.width()).map(|column| {
        // A coefficient in its own units is a sum of standardised ones, and so is its variance.
        let parts = parts(&rows, column);
        LogisticCoefficient {
            name: rows.name(column),
            beta: dot(&parts, &fit.beta),
            std_error: covariance.quadratic(&parts).sqrt(),
        }
    });
    let coefficients = coefficients.collect();
    let probabilities = fit.log_odds(&rows).map(probability).collect();
    Ok(Logistic { coefficients, log_likelihood: fit.log_likelihood, probabilities })
}

/// What one coefficient takes of each standardised one: the intercept undoes every centring.
fn parts(rows: &Rows, column: usize) -> Vec<f64> {
    let standards = rows.standards.iter().enumerate();
    let part = |(other, standard): (usize, &Standard)| match (column, other) {
        (0, 0) => 1.0,
        (0, _) => -standard.centre / standard.spread,
        _ if other == column => 1.0 / standard.spread,
        _ => 0.0,
    };
    standards.map(part).collect()
}

/// A fit in standardised traits.
pub(crate) struct Fit {
    pub(crate) beta: Vec<f64>,
    pub(crate) log_likelihood: f64,
    factor: Cholesky,
}

impl Fit {
    /// Everybody's log odds.
    pub(crate) fn log_odds(&self, rows: &Rows) -> impl Iterator<Item = f64> {
        (0..rows.len()).map(|row| dot(&self.beta, rows.row(row)))
    }
}

/// Log odds to probability.
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Fits people counted `weight` times; answers are 0 or 1.
pub(crate) fn fit(rows: &Rows, answers: &[f64], weight: &[f64]) -> Result<Fit> {
    fit_from(vec![0.0; rows.width()], rows, answers, weight)
}

/// The same from a β that should be near: resampled people differ little from all of them.
pub(crate) fn fit_from(mut beta: Vec<f64>, rows: &Rows, answers: &[f64], weight: &[f64]) -> Result<Fit> {
    same_length("weight", answers.len(), weight.len())?;
    let counted = weight.iter().filter(|weight| **weight > 0.0).count();
    if counted <= rows.width() {
        return Err(Error::TooFewPeople { people: counted, unknowns: rows.width() });
    }
    let mut here = slope(rows, answers, weight, &beta);
    let at_start = here.information.diagonal();
    let collinear = |column| Error::Collinear { name: rows.name(column) };
    let mut factor = here.information.cholesky(&at_start, DISTINCT).map_err(collinear)?;
    let floor: Vec<f64> = at_start.iter().map(|at_start| at_start * VANISHED).collect();
    for _ in 0..MOST_STEPS {
        let step = factor.solve(&here.score);
        if step.iter().all(|step| step.abs() < SETTLED) {
            return Ok(Fit { beta, log_likelihood: here.log_likelihood, factor });
        }
        here = climb(rows, answers, weight, &mut beta, step, here.log_likelihood);
        factor = here.information.cholesky(&floor, 1.0).map_err(|_| separation(rows, &beta))?;
    }
    Err(separation(rows, &beta))
}

/// The likelihood, its slope and its curvature at one β.
struct Slope {
    log_likelihood: f64,
    score: Vec<f64>,
    information: Square,
}

fn slope(rows: &Rows, answers: &[f64], weight: &[f64], beta: &[f64]) -> Slope {
    let width = rows.width();
    let mut slope = Slope { log_likelihood: 0.0, score: vec![0.0; width], information: Square::zero(width) };
    for (index, (answer, weight)) in answers.iter().zip(weight).enumerate().filter(|(_, (_, w))| **w > 0.0) {
        let row = rows.row(index);
        let log_odds = dot(beta, row);
        let small = (-log_odds.abs()).exp();
        let p = if log_odds < 0.0 { small / (1.0 + small) } else { 1.0 / (1.0 + small) };
        slope.log_likelihood += weight * (answer * log_odds - log_odds.max(0.0) - small.ln_1p());
        let residual = weight * (answer - p);
        slope.score.iter_mut().zip(row).for_each(|(score, value)| *score += residual * value);
        slope.information.add_outer(weight * small / (1.0 + small).powi(2), row);
    }
    slope
}

/// One step, halved until it climbs.
fn climb(
    rows: &Rows,
    answers: &[f64],
    weight: &[f64],
    beta: &mut Vec<f64>,
    mut step: Vec<f64>,
    from: f64,
) -> Slope {
    let slack = 1e-10 * (1.0 + from.abs());
    loop {
        let there: Vec<f64> = beta.iter().zip(&step).map(|(beta, step)| beta + step).collect();
        let slope = slope(rows, answers, weight, &there);
        if slope.log_likelihood >= from - slack || step.iter().all(|step| step.abs() < SETTLED) {
            *beta = there;
            return slope;
        }
        step.iter_mut().for_each(|step| *step /= 2.0);
    }
}

/// Blames the trait furthest from having no effect; the intercept is nobody's trait.
fn separation(rows: &Rows, beta: &[f64]) -> Error {
    let traits = beta.iter().enumerate().skip(1);
    let column = traits.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())).map_or(0, |(column, _)| column);
    Error::Separation { name: rows.name(column) }
}
