use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{
    Balance, Cohort, NO_OVERLAP, Weights, balance, doubly_robust, entropy_weights, standardised,
    treated_weights,
};
use crate::numbers::{mean, variance};
use crate::{Error, Estimate, Interval, Level, Result};

/// How the treated are compared with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Without adjustment, with Welch's interval (1947).
    Naive,
    /// Within strata of equal covariates: [`standardised()`].
    Standardised,
    /// Controls weighted by their odds of being treated: [`treated_weights`].
    Weighting,
    /// Weighting and a model of the outcome: [`doubly_robust()`].
    DoublyRobust,
    /// Controls weighted to have the same means as the treated: [`entropy_weights`].
    EntropyBalancing,
}

/// The effect on the treated, and what is needed to judge it.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The effect, in the unit of the outcome.
    pub estimate: Estimate,
    /// The number of treated people.
    pub n_treated: usize,
    /// The number of controls.
    pub n_control: usize,
    /// How many equally weighted controls would be as informative (Kish 1965).
    pub effective_sample_size: f64,
    /// The balance of each covariate.
    pub balance: Vec<Balance>,
    /// [`NO_OVERLAP`] or nothing.
    pub warnings: Vec<&'static str>,
}

/// Estimates the effect on the treated, with a 95 % interval.
pub fn effect(cohort: &Cohort, method: Method) -> Result<Effect> {
    cohort.check()?;
    let level = Level::default();
    let (estimate, weights, matched) = match method {
        Method::Naive => (naive(cohort, level)?, Weights::equal(cohort.treated)?, true),
        Method::Standardised => {
            let answer = standardised(cohort, level)?;
            (answer.estimate, answer.weights, answer.unmatched == 0)
        }
        Method::Weighting => weighted(cohort, treated_weights(cohort)?, level)?,
        Method::EntropyBalancing => weighted(cohort, entropy_weights(cohort)?, level)?,
        Method::DoublyRobust => {
            let answer = doubly_robust(cohort, cohort.covariates, level)?;
            (answer.estimate, answer.weights, true)
        }
    };
    finite(&estimate)?;
    let comparable = method == Method::Naive || (matched && weights.overlap());
    Ok(Effect {
        estimate,
        n_treated: cohort.members(true).len(),
        n_control: cohort.members(false).len(),
        effective_sample_size: weights.effective_sample_size(),
        balance: balance(cohort, &weights)?,
        warnings: if comparable { Vec::new() } else { vec![NO_OVERLAP] },
    })
}

fn weighted(cohort: &Cohort, weights: Weights, level: Level) -> Result<(Estimate, Weights, bool)> {
    Ok((weights.difference(cohort.treated, cohort.outcome, level)?, weights, true))
}

/// Refuses an estimate that overflowed because outcomes are too large to square.
fn finite(estimate: &Estimate) -> Result<()> {
    let Interval { lower, upper } = estimate.interval;
    let numbers = [estimate.value, estimate.std_error, lower, upper];
    let finite = numbers.iter().all(|number| number.is_finite());
    finite.then_some(()).ok_or(Error::OutOfRange { what: "outcome".into(), why: "des nombres trop grands" })
}

/// The difference of means, with Satterthwaite's degrees of freedom (1946).
fn naive(cohort: &Cohort, level: Level) -> Result<Estimate> {
    let (with, without) = (cohort.outcomes(true), cohort.outcomes(false));
    if with.len() < 2 || without.len() < 2 {
        return Err(Error::TooFewPeople { people: with.len().min(without.len()), unknowns: 1 });
    }
    let share = |values: &[f64]| variance(values) / values.len() as f64;
    let (a, b) = (share(&with), share(&without));
    let (value, std_error) = (mean(&with) - mean(&without), (a + b).sqrt());
    let df = (a + b).powi(2) / (a * a / (with.len() - 1) as f64 + b * b / (without.len() - 1) as f64);
    let reach = match StudentsT::new(0.0, 1.0, df) {
        Ok(student) if std_error > 0.0 => student.inverse_cdf(1.0 - level.alpha() / 2.0) * std_error,
        _ => 0.0,
    };
    let interval = Interval { lower: value - reach, upper: value + reach };
    Ok(Estimate { value, std_error, interval })
}
