use super::outcome_model::without_treatment;
use super::{Cohort, Weights, treated_weights};
use crate::{Covariate, Estimate, Level, Result};

/// An effect on the treated that is right if either the propensity or the outcome model is.
#[derive(Debug, Clone, PartialEq)]
pub struct DoublyRobust {
    /// With normalised weights; the standard error comes from the influence function.
    pub estimate: Estimate,
    /// The same with the weights as they are, over the number of treated.
    pub unnormalised: f64,
    /// The propensity's weights.
    pub weights: Weights,
}

/// The augmented inverse-probability estimate: the cohort's covariates model who is treated, `outcome_covariates` what
/// comes of it without treatment.
pub fn doubly_robust(
    cohort: &Cohort,
    outcome_covariates: &[Covariate],
    level: Level,
) -> Result<DoublyRobust> {
    let weights = treated_weights(cohort)?;
    let outcome_cohort = Cohort { covariates: outcome_covariates, ..*cohort };
    outcome_cohort.check()?;
    let predicted = without_treatment(&outcome_cohort)?;
    let residuals: Vec<f64> = cohort.outcome.iter().zip(&predicted).map(|(seen, said)| seen - said).collect();
    let (with, without) = weights.means(cohort.treated, &residuals)?;
    let treated = cohort.treated.iter().filter(|treated| **treated).count() as f64;
    let rows = || cohort.treated.iter().zip(&residuals).zip(weights.values());
    let left: f64 = rows().filter(|((treated, _), _)| !**treated).map(|((_, r), w)| r * w).sum();
    let unnormalised = with - left / treated;
    let influence = |((is_treated, residual), weight): ((&bool, &f64), &f64)| match is_treated {
        true => (residual - unnormalised) / treated,
        false => -weight * residual / treated,
    };
    let std_error = rows().map(|row| influence(row).powi(2)).sum::<f64>().sqrt();
    Ok(DoublyRobust { estimate: Estimate::normal(with - without, std_error, level), unnormalised, weights })
}
