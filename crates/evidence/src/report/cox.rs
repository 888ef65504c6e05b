#[cfg(feature = "serde")]
use serde::Serialize;

use crate::cox::{Coefficient, Cox, CoxFit, Proportionality, Ties, fit};
use crate::{Result, Test};

/// One coefficient, with the fields of [`Coefficient`]; a hazard ratio or an end of its interval too large for a number
/// is none.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "documented at `Coefficient`")]
pub struct CoxCoefficient {
    pub name: String,
    pub beta: f64,
    pub std_error: f64,
    pub hazard_ratio: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub z: f64,
    pub p: f64,
}

/// The log partial likelihoods without covariates (`null`) and with them (`model`).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "the sentence above names the fields")]
pub struct CoxLogLikelihood {
    pub null: f64,
    pub model: f64,
}

/// The three tests that no covariate has an effect.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "the fields are the usual names of the tests")]
pub struct CoxTests {
    pub likelihood_ratio: Test,
    pub wald: Test,
    pub score: Test,
}

/// One test of proportional hazards: [`Proportionality`] without nesting.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "documented at `Proportionality` and `Test`")]
pub struct CoxProportionality {
    pub name: String,
    pub chi2: Option<f64>,
    pub df: Option<usize>,
    pub p: Option<f64>,
}

/// A fitted Cox model: [`CoxFit`] in the form in which it is printed.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "documented at `CoxFit`")]
pub struct CoxAnswer {
    pub n: usize,
    pub events: usize,
    pub coefficients: Vec<CoxCoefficient>,
    pub log_likelihood: CoxLogLikelihood,
    pub tests: CoxTests,
    pub proportional_hazards: Vec<CoxProportionality>,
}

/// Fits a Cox regression, with 95 % intervals.
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

/// A ratio may be too large for a floating-point number where its logarithm is not.
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
