#[cfg(feature = "serde")]
use serde::Serialize;

use crate::cox::{Coefficient, Cox, CoxFit, Proportionality, Ties, fit};
use crate::{Result, Test};

/// One coefficient.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct CoxCoefficient {
    /// The trait.
    pub name: String,
    /// The log hazard ratio of one unit more.
    pub beta: f64,
    /// Its standard error.
    pub std_error: f64,
    /// The hazard ratio.
    pub hazard_ratio: Option<f64>,
    /// The lower end of its interval.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
    /// beta over its standard error.
    pub z: f64,
    /// Its p-value.
    pub p: f64,
}

/// Log partial likelihoods.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct CoxLogLikelihood {
    /// Without any trait.
    pub null: f64,
    /// With them.
    pub model: f64,
}

/// The tests that no trait matters.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct CoxTests {
    /// By the gain in likelihood.
    pub likelihood_ratio: Test,
    /// By the coefficients.
    pub wald: Test,
    /// By the slope without any trait.
    pub score: Test,
}

/// One test of proportional hazards.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct CoxProportionality {
    /// The trait, or `GLOBAL`.
    pub name: String,
    /// The statistic.
    pub chi2: Option<f64>,
    /// Degrees of freedom.
    pub df: Option<usize>,
    /// The p-value.
    pub p: Option<f64>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct CoxAnswer {
    /// Rows.
    pub n: usize,
    /// Events.
    pub events: usize,
    /// One for each trait.
    pub coefficients: Vec<CoxCoefficient>,
    /// With and without the traits.
    pub log_likelihood: CoxLogLikelihood,
    /// The tests that no trait matters.
    pub tests: CoxTests,
    /// One for each trait, then `GLOBAL`.
    pub proportional_hazards: Vec<CoxProportionality>,
}

/// A Cox regression, with 95 % intervals.
pub fn cox(cox: &Cox, ties: Ties) -> Result<CoxAnswer> {
    let fitted: CoxFit = fit(cox, ties)?;
    let (likelihood_ratio, wald, score) = (fitted.likelihood_ratio, fitted.wald, fitted.score);
    Ok(CoxAnswer {
        n: fitted.n,
        events: fitted.events,
        coefficients: fitted.coefficients.into_iter().map(coefficient).collect(),
        log_likelihood: CoxLogLikelihood { null: fitted.null_log_likelihood, model: fitted.log_likelihood },
        tests: CoxTests { likelihood_ratio, wald, score },
        proportional_hazards: fitted.proportional_hazards.into_iter().map(proportionality).collect(),
    })
}

/// A ratio past the largest number is undefined; its logarithm is not.
fn coefficient(of: Coefficient) -> CoxCoefficient {
    let finite = |value: f64| value.is_finite().then_some(value);
    CoxCoefficient {
        name: of.name,
        beta: of.beta,
        std_error: of.std_error,
        hazard_ratio: finite(of.hazard_ratio.value),
        lower: finite(of.hazard_ratio.interval.lower),
        upper: finite(of.hazard_ratio.interval.upper),
        z: of.z,
        p: of.p,
    }
}

fn proportionality(of: Proportionality) -> CoxProportionality {
    let test = of.test;
    CoxProportionality {
        name: of.name,
        chi2: test.map(|test| test.chi2),
        df: test.map(|test| test.df),
        p: test.map(|test| test.p),
    }
}
