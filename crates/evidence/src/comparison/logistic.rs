use crate::covariates::{self, Rows, Scaling};
use crate::linear::{Cholesky, Square, dot};
use crate::numbers::same_length;
use crate::{Covariate, Error, Result};

/// Newton's method converges in five to ten steps; if it takes more than this, the likelihood has no maximum.
const MAX_STEPS: usize = 50;
/// A step smaller than this, on standardised covariates, changes no printed digit.
const CONVERGED: f64 = 1e-9;
/// An information that falls to this share of that at the start is that of a coefficient diverging to infinity.
const VANISHED: f64 = 1e-10;
/// The share of a covariate's variance that the covariates before it must leave unexplained.
const DISTINCT: f64 = 1e-11;

/// One coefficient on the log-odds scale.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticCoefficient {
    /// The name of the covariate, or `(Intercept)`.
    pub name: String,
    /// The change in log odds for one unit more.
    pub beta: f64,
    /// The standard error of beta.
    pub std_error: f64,
}

/// A fitted logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// The intercept, then one for each covariate in the order given.
    pub coefficients: Vec<LogisticCoefficient>,
    /// The log likelihood at the estimate.
    pub log_likelihood: f64,
    /// The fitted probability of each person, in (0, 1).
    pub probabilities: Vec<f64>,
}

/// Fits the probability of `yes` given covariates by maximum likelihood (Cox 1958), with Newton's method (McCullagh and
/// Nelder 1989).
pub fn logistic(covariates: &[Covariate], yes: &[bool]) -> Result<Logistic> {
    covariates::check(covariates, yes.len())?;
    let rows = Rows::with_intercept(covariates, yes.len())?;
    let answers: Vec<f64> = yes.iter().map(|yes| f64::from(u8::from(*yes))).collect();
    let fit = fit(&rows, &answers, &vec![1.0; yes.len()])?;
    let covariance = fit.factor.inverse();
    let coefficients = (0..rows.width()).map(|column| {
        // A coefficient in its own units is a linear combination of the standardised ones.
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

/// The linear combination of standardised coefficients that gives one coefficient; the intercept undoes every centring.
fn parts(rows: &Rows, column: usize) -> Vec<f64> {
    let scalings = rows.scalings.iter().enumerate();
    let part = |(other, scaling): (usize, &Scaling)| match (column, other) {
        (0, 0) => 1.0,
        (0, _) => -scaling.centre / scaling.spread,
        _ if other == column => 1.0 / scaling.spread,
        _ => 0.0,
    };
    scalings.map(part).collect()
}

/// A fit on standardised covariates.
pub(crate) struct Fit {
    pub(crate) beta: Vec<f64>,
    pub(crate) log_likelihood: f64,
    factor: Cholesky,
}

impl Fit {
    /// The log odds of each person.
    pub(crate) fn log_odds(&self, rows: &Rows) -> impl Iterator<Item = f64> {
        (0..rows.len()).map(|row| dot(&self.beta, rows.row(row)))
    }
}

/// The probability with these log odds.
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Fits people with these weights; answers are 0 or 1.
pub(crate) fn fit(rows: &Rows, answers: &[f64], weight: &[f64]) -> Result<Fit> {
    fit_from(vec![0.0; rows.width()], rows, answers, weight)
}

/// As [`fit`], starting from a β expected to be close: that of a resample is close to that of all people.
pub(crate) fn fit_from(mut beta: Vec<f64>, rows: &Rows, answers: &[f64], weight: &[f64]) -> Result<Fit> {
    same_length("weight", answers.len(), weight.len())?;
    let counted = weight.iter().filter(|weight| **weight > 0.0).count();
    if counted <= rows.width() {
        return Err(Error::TooFewPeople { people: counted, unknowns: rows.width() });
    }
    let mut here = derivatives(rows, answers, weight, &beta);
    let at_start = here.information.diagonal();
    let collinear = |column| Error::Collinear { name: rows.name(column) };
    let mut factor = here.information.cholesky(&at_start, DISTINCT).map_err(collinear)?;
    let floor: Vec<f64> = at_start.iter().map(|at_start| at_start * VANISHED).collect();
    for _ in 0..MAX_STEPS {
        let step = factor.solve(&here.score);
        if step.iter().all(|step| step.abs() < CONVERGED) {
            return Ok(Fit { beta, log_likelihood: here.log_likelihood, factor });
        }
        here = climb(rows, answers, weight, &mut beta, step, here.log_likelihood);
        factor = here.information.cholesky(&floor, 1.0).map_err(|_| separation(rows, &beta))?;
    }
    Err(separation(rows, &beta))
}

/// The log likelihood with its first and second derivatives at one β.
struct Derivatives {
    log_likelihood: f64,
    score: Vec<f64>,
    information: Square,
}

fn derivatives(rows: &Rows, answers: &[f64], weight: &[f64], beta: &[f64]) -> Derivatives {
    let width = rows.width();
    let mut here =
        Derivatives { log_likelihood: 0.0, score: vec![0.0; width], information: Square::zero(width) };
    for (index, (answer, weight)) in answers.iter().zip(weight).enumerate().filter(|(_, (_, w))| **w > 0.0) {
        let row = rows.row(index);
        let log_odds = dot(beta, row);
        let small = (-log_odds.abs()).exp();
        let p = if log_odds < 0.0 { small / (1.0 + small) } else { 1.0 / (1.0 + small) };
        here.log_likelihood += weight * (answer * log_odds - log_odds.max(0.0) - small.ln_1p());
        let residual = weight * (answer - p);
        here.score.iter_mut().zip(row).for_each(|(score, value)| *score += residual * value);
        here.information.add_outer(weight * small / (1.0 + small).powi(2), row);
    }
    here
}

/// Takes a step, halved until the likelihood does not fall.
fn climb(
    rows: &Rows,
    answers: &[f64],
    weight: &[f64],
    beta: &mut Vec<f64>,
    mut step: Vec<f64>,
    from: f64,
) -> Derivatives {
    let slack = 1e-10 * (1.0 + from.abs());
    loop {
        let there: Vec<f64> = beta.iter().zip(&step).map(|(beta, step)| beta + step).collect();
        let derivatives = derivatives(rows, answers, weight, &there);
        if derivatives.log_likelihood >= from - slack || step.iter().all(|step| step.abs() < CONVERGED) {
            *beta = there;
            return derivatives;
        }
        step.iter_mut().for_each(|step| *step /= 2.0);
    }
}

/// Blames the covariate with the largest standardised coefficient, the intercept apart.
fn separation(rows: &Rows, beta: &[f64]) -> Error {
    let covariates = beta.iter().enumerate().skip(1);
    let column = covariates.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())).map_or(0, |(column, _)| column);
    Error::Separation { name: rows.name(column) }
}
