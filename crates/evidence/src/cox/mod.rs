//! How a covariate multiplies the rate at which something happens.
//!
//! **The question.** Given age and schooling, do people go back to work faster once they have a mentor? And since they
//! meet the mentor some time after they are welcomed, from when should months count as mentored?
//!
//! **The formula.** Cox (1972): the hazard rate of person i is `h₀(t) exp(β·xᵢ)`, with an arbitrary baseline h₀. β
//! maximises the partial likelihood: the product over events of `exp(β·x)` divided by its sum over those at risk. Tied
//! events are handled by Efron's method (1977) or Breslow's (1974). A covariate that changes with time is given as
//! several rows for one person, each from `start` (excluded) to `stop` (included): the months before the first meeting
//! in one row, those after it in another. This avoids immortal time bias. Every fit comes with the three tests of β =
//! 0, and with Grambsch and Therneau's test of proportional hazards (1994; here a score test, with time on the
//! Kaplan-Meier scale).
//!
//! **When it misleads.** When the hazard ratio changes with time (see [`CoxFit::proportional_hazards`]): one number
//! then averages opposite effects, and a difference of survival at a horizon says more. When those who had a mentor
//! differed from the start from those who had none. And a ratio of rates is not a ratio of shares: quote the latter to
//! the public.
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
//! assert!(answer.coefficients[0].p > 0.05); // seven rows prove nothing
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

/// The rows of a Cox regression. A person whose covariates do not change is one row, without `start` if observed from
/// the origin.
#[derive(Debug, Clone, Copy)]
pub struct Cox<'a> {
    /// When each row begins (excluded), 0 being the origin; all at the origin if absent.
    pub start: Option<&'a [f64]>,
    /// When each row ends (included).
    pub stop: &'a [f64],
    /// Whether each row ends with the event.
    pub event: &'a [bool],
    /// At least one covariate, with one value for each row.
    pub covariates: &'a [Covariate<'a>],
    /// The stratum of each row; each stratum has its own baseline rate.
    pub strata: Option<&'a [usize]>,
}

impl<'a> Cox<'a> {
    fn spells(&self) -> Spells<'a> {
        Spells { time: self.stop, event: self.event, entry: self.start, weight: None }
    }
}

/// How events at the same instant are handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ties {
    /// Efron's method, close to the exact likelihood.
    #[default]
    Efron,
    /// Breslow's method: simpler, and biased towards no effect when ties are many.
    Breslow,
}

/// The effect of one covariate on the rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// The name of the covariate.
    pub name: String,
    /// The log of the hazard ratio for one unit more.
    pub beta: f64,
    /// The standard error of beta, from the inverse information matrix.
    pub std_error: f64,
    /// The hazard ratio for one unit more, exp(beta), with its interval.
    pub hazard_ratio: Ratio,
    /// Beta divided by its standard error.
    pub z: f64,
    /// The two-sided p-value of z, in [0, 1].
    pub p: f64,
}

/// The test of proportional hazards for one covariate, or for all together.
#[derive(Debug, Clone, PartialEq)]
pub struct Proportionality {
    /// The name of the covariate, or `GLOBAL` for all together.
    pub name: String,
    /// The test that the hazard ratio is constant in time; none where the data do not determine it.
    pub test: Option<Test>,
}

/// A fitted Cox model.
#[derive(Debug, Clone, PartialEq)]
pub struct CoxFit {
    /// The number of rows.
    pub n: usize,
    /// The number of events.
    pub events: usize,
    /// One for each covariate, in the order given.
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
    /// One for each covariate, then `GLOBAL`.
    pub proportional_hazards: Vec<Proportionality>,
}

/// Fits the model, with 95 % intervals.
pub fn fit(cox: &Cox, ties: Ties) -> Result<CoxFit> {
    check(cox)?;
    let merged = instants::with_ties_merged(&cox.spells())?;
    let cox = &match &merged {
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

/// Coefficients in the units of the covariates, from those of standardised ones.
fn coefficients(sets: &RiskSets, optimum: &Optimum, level: Level) -> Vec<Coefficient> {
    let variances = optimum.covariance.diagonal();
    let scalings = sets.rows.scalings.iter().zip(&sets.rows.names);
    let of_one =
        |((beta, variance), (scaling, name)): ((&f64, f64), (&crate::covariates::Scaling, &String))| {
            let (beta, std_error) = (beta / scaling.spread, variance.sqrt() / scaling.spread);
            let log = Interval::around(beta, std_error, level);
            let interval = Interval { lower: log.lower.exp(), upper: log.upper.exp() };
            let (z, hazard_ratio) = (beta / std_error, Ratio { value: beta.exp(), interval });
            Coefficient { name: name.clone(), beta, std_error, hazard_ratio, z, p: two_sided_p(z) }
        };
    optimum.beta.iter().zip(variances).zip(scalings).map(of_one).collect()
}
