use super::outcome_model::without_treatment;
use super::{Cohort, Weights, treated_weights};
use crate::{Covariate, Estimate, Level, Result};

/// An effect on the treated that is consistent if either the propensity model or the outcome model is correct.
#[derive(Debug, Clone, PartialEq)]
pub struct DoublyRobust {
    /// The effect with normalised weights; its standard error comes from the influence function.
    pub estimate: Estimate,
    /// The effect with unnormalised weights, divided by the number of treated.
    pub unnormalised: f64,
    /// The weights, from the propensity model.
    pub weights: Weights,
}

/// The augmented inverse-probability-weighted estimate: the covariates of the cohort model who is treated,
/// `outcome_covariates` the outcome without treatment.
pub fn doubly_robust(
    cohort: &Cohort,
    outcome_covariates: &[Covariate],
    level: Level,
) -> Result<DoublyRobust> {
    let weights = treated_weights(cohort)?;
    let outcome_cohort = Cohort { covariates: outcome_covariates, ..*cohort };
    outcome_cohort.check()?;
    let predicted = without_treatment(&outcome_cohort)?;
    let residuals: Vec<f64> =
        cohort.outcome.iter().zip(&predicted).map(|(observed, predicted)| observed - predicted).collect();
    let (with, without) = weights.means(cohort.treated, &residuals)?;
    let treated = cohort.treated.iter().filter(|treated| **treated).count() as f64;
    let rows = || cohort.treated.iter().zip(&residuals).zip(weights.values());
    let weighted: f64 = rows().filter(|((treated, _), _)| !**treated).map(|((_, r), w)| r * w).sum();
    let unnormalised = with - weighted / treated;
    let influence = |((is_treated, residual), weight): ((&bool, &f64), &f64)| match is_treated {
        true => (residual - unnormalised) / treated,
        false => -weight * residual / treated,
    };
    let std_error = rows().map(|row| influence(row).powi(2)).sum::<f64>().sqrt();
    Ok(DoublyRobust { estimate: Estimate::normal(with - without, std_error, level), unnormalised, weights })
}
