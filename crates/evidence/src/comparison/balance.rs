use super::{Cohort, Weights};
use crate::Result;
use crate::numbers::variance;

/// The standardised mean difference between the two groups on one covariate.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// The name of the covariate.
    pub name: String,
    /// The difference of means divided by the standard deviation of the treated; none if they do not vary.
    pub before: Option<f64>,
    /// The same with weighted controls.
    pub after: Option<f64>,
}

/// Standardised mean differences (Rosenbaum and Rubin 1985; Austin 2009) before and after weighting, both divided by
/// the unweighted standard deviation of the treated.
pub fn balance(cohort: &Cohort, weights: &Weights) -> Result<Vec<Balance>> {
    let equal = Weights::equal(cohort.treated)?;
    let treated = cohort.members(true);
    cohort
        .covariates
        .iter()
        .map(|covariate| {
            let values: Vec<f64> = treated.iter().map(|&person| covariate.values[person]).collect();
            let varies = values.iter().any(|value| *value != values[0]);
            let spread = variance(&values).sqrt();
            let standardised = |weights: &Weights| -> Result<Option<f64>> {
                let (with, without) = weights.means(cohort.treated, covariate.values)?;
                let ratio = (with - without) / spread;
                Ok(Some(ratio).filter(|ratio| varies && ratio.is_finite()))
            };
            Ok(Balance {
                name: covariate.name.to_string(),
                before: standardised(&equal)?,
                after: standardised(weights)?,
            })
        })
        .collect()
}
