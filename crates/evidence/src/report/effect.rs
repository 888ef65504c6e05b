#[cfg(feature = "serde")]
use serde::Serialize;

use crate::comparison::{Cohort, Method, effect as estimate};
use crate::{Covariate, Result};

/// The balance of one covariate: its standardised mean difference before and after weighting, as in
/// [`Balance`](crate::comparison::Balance).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "documented at `Balance`")]
pub struct BalanceAnswer {
    pub name: String,
    pub smd_before: Option<f64>,
    pub smd_after: Option<f64>,
}

/// The effect on the treated, with the fields of [`Effect`](crate::comparison::Effect).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "documented at `Effect` and `Estimate`")]
pub struct EffectAnswer {
    /// The name of the method on the command line.
    pub method: &'static str,
    pub estimate: f64,
    pub std_error: f64,
    pub lower: f64,
    pub upper: f64,
    pub n_treated: usize,
    pub n_control: usize,
    pub effective_sample_size: f64,
    pub balance: Vec<BalanceAnswer>,
    pub warnings: Vec<String>,
}

/// Estimates the effect on the treated, with a 95 % interval.
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
