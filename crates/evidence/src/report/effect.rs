#[cfg(feature = "serde")]
use serde::Serialize;

use crate::comparison::{Cohort, Method, effect as estimate};
use crate::{Covariate, Result};

/// The balance of one trait.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct BalanceAnswer {
    /// The trait.
    pub name: String,
    /// The standardised mean difference as people are.
    pub smd_before: Option<f64>,
    /// The same once controls are weighted.
    pub smd_after: Option<f64>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct EffectAnswer {
    /// The method's name on the command line.
    pub method: &'static str,
    /// The effect on the treated.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// Treated people.
    pub n_treated: usize,
    /// Others.
    pub n_control: usize,
    /// The equal controls that would tell as much.
    pub effective_sample_size: f64,
    /// Trait by trait.
    pub balance: Vec<BalanceAnswer>,
    /// `no_overlap`, or none.
    pub warnings: Vec<String>,
}

/// The effect on the treated, at 95 %.
pub fn effect(
    treated: &[bool],
    outcome: &[f64],
    covariates: &[Covariate],
    method: Method,
) -> Result<EffectAnswer> {
    let answer = estimate(&Cohort { treated, outcome, covariates }, method)?;
    let balance = answer.balance.into_iter().map(|balance| BalanceAnswer {
        name: balance.name,
        smd_before: balance.before,
        smd_after: balance.after,
    });
    Ok(EffectAnswer {
        method: name(method),
        estimate: answer.estimate.value,
        std_error: answer.estimate.std_error,
        lower: answer.estimate.interval.lower,
        upper: answer.estimate.interval.upper,
        n_treated: answer.n_treated,
        n_control: answer.n_control,
        effective_sample_size: answer.effective_sample_size,
        balance: balance.collect(),
        warnings: answer.warnings.into_iter().map(String::from).collect(),
    })
}

fn name(method: Method) -> &'static str {
    match method {
        Method::Naive => "naive",
        Method::Standardised => "standardised",
        Method::Weighting => "ipw",
        Method::DoublyRobust => "aipw",
        Method::EntropyBalancing => "entropy",
    }
}
