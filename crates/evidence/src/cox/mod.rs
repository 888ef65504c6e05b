//! How a trait multiplies the rate at which something happens.
//!
//! **The question.** Given age and schooling, do people go back to work faster once they have a mentor? And since a
//! mentor comes at some point of the journey, from when should those months count as mentored?
//!
//! **The formula.** Cox (1972): the rate of person i is `h₀(t) exp(β·xᵢ)`, h₀ left free. β maximises the product over
//! events of `exp(β·x)` divided by its sum over those at risk. Tied events are averaged as Efron (1977) does, or counted as
//! Breslow (1974) does. A trait that changes is written as several rows for one person, each from `start` (excluded) to
//! `stop` (included): the months before the first meeting in one row, those after it in another. That is what removes
//! immortal time. The three tests of β = 0, and Grambsch and Therneau's test (1994) that ratios do not drift with time
//! (as a score test, with time on the Kaplan-Meier scale), come with every fit.
//!
//! **When it misleads.** When the ratio changes with time (see [`CoxFit::proportional_hazards`]): one number then
//! averages opposite truths, and a difference of survival at a horizon says more. When those who got a mentor were
//! others than those who did not. And a ratio of rates is not a ratio of shares: say the latter to the public.
//!
//! ```
//! use evidence::cox::{Cox, Ties, fit};
//! use evidence::Covariate;
//!
//! // Months until work; person 3 met a mentor after 2 months, hence two rows.
//! let start = [0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0];
//! let stop = [4.0, 6.0, 2.0, 5.0, 3.0, 8.0, 7.0];
//! let hired = [true, false, false, true, true, true, true];
//! let mentored = [0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0];
//! let covariates = [Covariate { name: "mentored", values: &mentored }];
//! let cox = Cox { start: Some(&start), stop: &stop, event: &hired, covariates: &covariates, strata: None };
//! let answer = fit(&cox, Ties::Efron)?;
//! assert!(answer.coefficients[0].hazard_ratio.value > 1.0);
//! assert!(answer.coefficients[0].p > 0.05); // with seven rows, nothing is settled
//! # Ok::<(), evidence::Error>(())
//! ```

mod newton;
mod proportionality;
mod risk_sets;

use crate::numbers::{same_length, two_sided_p};
use crate::proportions::Ratio;
use crate::survival::Spells;
use crate::{Covariate, Error, Interval, Level, Result, Test, covariates, instants};
use newton::Optimum;
use risk_sets::RiskSets;

/// The rows of a Cox regression: a person observed from the origin is one row without `start`.
#[derive(Debug, Clone, Copy)]
pub struct Cox<'a> {
    /// When each row begins (excluded), 0 being the origin.
    pub start: Option<&'a [f64]>,
    /// When each row ends (included).
    pub stop: &'a [f64],
    /// Whether it ends with the event.
    pub event: &'a [bool],
    /// The traits.
    pub covariates: &'a [Covariate<'a>],
    /// Groups with a baseline rate of their own.
    pub strata: Option<&'a [usize]>,
}

impl<'a> Cox<'a> {
    fn spells(&self) -> Spells<'a> {
        Spells { time: self.stop, event: self.event, entry: self.start, weight: None }
    }
}

/// What is done with events at the same instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ties {
    /// Efron's average, close to the exact likelihood.
    #[default]
    Efron,
    /// Breslow's, simpler and biased towards no effect when ties are many.
    Breslow,
}

/// What one trait does to the rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// The trait.
    pub name: String,
    /// The log of the hazard ratio for one unit more.
    pub beta: f64,
    /// Its standard error, from the inverse information.
    pub std_error: f64,
    /// The hazard ratio with its interval.
    pub hazard_ratio: Ratio,
    /// beta over its standard error.
    pub z: f64,
    /// The two-sided p-value of z.
    pub p: f64,
}

/// A test that one trait's ratio does not drift with time; nothing where the data cannot tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Proportionality {
    /// The trait, or `GLOBAL` for all together.
    pub name: String,
    /// The test.
    pub test: Option<Test>,
}

/// A fitted Cox model.
#[derive(Debug, Clone, PartialEq)]
pub struct CoxFit {
    /// Rows.
    pub n: usize,
    /// Events.
    pub events: usize,
    /// One for each trait, in the order given.
    pub coefficients: Vec<Coefficient>,
    /// The log partial likelihood at β = 0.
    pub null_log_likelihood: f64,
    /// The log partial likelihood at the estimate.
    pub log_likelihood: f64,
    /// The likelihood ratio test of β = 0.
    pub likelihood_ratio: Test,
    /// The Wald test of β = 0.
    pub wald: Test,
    /// The score test of β = 0.
    pub score: Test,
    /// One for each trait, then `GLOBAL`.
    pub proportional_hazards: Vec<Proportionality>,
}

/// Fits the model, with 95 % intervals.
pub fn fit(cox: &Cox, ties: Ties) -> Result<CoxFit> {
    check(cox)?;
    let aligned = instants::joined(&cox.spells())?;
    let cox = &match &aligned {
        Some((start, stop)) => Cox { start: start.as_deref(), stop, ..*cox },
        None => *cox,
    };
    let sets = RiskSets::new(cox, ties)?;
    let optimum = newton::maximise(&sets)?;
    let df = cox.covariates.len();
    let gain = optimum.log_likelihood - optimum.null_log_likelihood;
    Ok(CoxFit {
        n: cox.stop.len(),
        events: cox.event.iter().filter(|event| **event).count(),
        coefficients: coefficients(&sets, &optimum, Level::default()),
        null_log_likelihood: optimum.null_log_likelihood,
        log_likelihood: optimum.log_likelihood,
        likelihood_ratio: Test::chi_squared(2.0 * gain, df),
        wald: Test::chi_squared(optimum.information.quadratic(&optimum.beta), df),
        score: Test::chi_squared(optimum.score_at_zero, df),
        proportional_hazards: proportionality::tests(cox, &sets, &optimum.beta)?,
    })
}

fn check(cox: &Cox) -> Result<()> {
    cox.spells().check()?;
    covariates::check(cox.covariates, cox.stop.len())?;
    if let Some(strata) = cox.strata {
        same_length("strata", cox.stop.len(), strata.len())?;
    }
    if cox.covariates.is_empty() {
        return Err(Error::OutOfRange { what: "covariates".into(), why: "au moins une variable" });
    }
    if cox.event.iter().any(|event| *event) { Ok(()) } else { Err(Error::NoEvent) }
}

/// Back from standardised traits to their units.
fn coefficients(sets: &RiskSets, optimum: &Optimum, level: Level) -> Vec<Coefficient> {
    let variances = optimum.covariance.diagonal();
    let standards = sets.rows.standards.iter().zip(&sets.rows.names);
    let of_one =
        |((beta, variance), (standard, name)): ((&f64, f64), (&crate::covariates::Standard, &String))| {
            let (beta, std_error) = (beta / standard.spread, variance.sqrt() / standard.spread);
            let log = Interval::around(beta, std_error, level);
            let interval = Interval { lower: log.lower.exp(), upper: log.upper.exp() };
            let (z, hazard_ratio) = (beta / std_error, Ratio { value: beta.exp(), interval });
            Coefficient { name: name.clone(), beta, std_error, hazard_ratio, z, p: two_sided_p(z) }
        };
    optimum.beta.iter().zip(variances).zip(standards).map(of_one).collect()
}
