use std::collections::BTreeMap;

use super::{Cohort, Weights};
use crate::numbers::{mean, variance};
use crate::{Error, Estimate, Level, Result};

/// An effect on the treated, standardised over strata.
#[derive(Debug, Clone, PartialEq)]
pub struct Standardised {
    /// The effect over the treated whose stratum has controls.
    pub estimate: Estimate,
    /// The weight of each control: the number of treated divided by that of controls in its stratum.
    pub weights: Weights,
    /// The number of treated people left out because their stratum has no control.
    pub unmatched: usize,
}

/// The people of one stratum, by index.
#[derive(Default)]
struct Stratum {
    treated: Vec<usize>,
    controls: Vec<usize>,
}

/// Compares within strata (people with the same covariates) and averages over the distribution of the treated
/// (Miettinen 1972). Refused where no stratum has both treated and controls.
pub fn standardised(cohort: &Cohort, level: Level) -> Result<Standardised> {
    cohort.check()?;
    let strata = strata(cohort);
    let both =
        || strata.values().filter(|stratum| !stratum.treated.is_empty() && !stratum.controls.is_empty());
    let matched: usize = both().map(|stratum| stratum.treated.len()).sum();
    let all: usize = strata.values().map(|stratum| stratum.treated.len()).sum();
    if matched == 0 {
        return Err(Error::NoOverlap);
    }
    let (mut value, mut spread, mut weights) = (0.0, 0.0, vec![0.0; cohort.treated.len()]);
    for stratum in both() {
        let share = stratum.treated.len() as f64 / matched as f64;
        let (with, without) = (outcomes(cohort, &stratum.treated), outcomes(cohort, &stratum.controls));
        value += share * (mean(&with) - mean(&without));
        spread += share * share * (variance_of_mean(&with) + variance_of_mean(&without));
        let weight = stratum.treated.len() as f64 / stratum.controls.len() as f64;
        stratum.controls.iter().for_each(|&person| weights[person] = weight);
    }
    Ok(Standardised {
        estimate: Estimate::normal(value, spread.sqrt(), level),
        weights: Weights::new(cohort.treated, weights)?,
        unmatched: all - matched,
    })
}

fn strata(cohort: &Cohort) -> BTreeMap<Vec<u64>, Stratum> {
    let mut strata: BTreeMap<Vec<u64>, Stratum> = BTreeMap::new();
    for (person, treated) in cohort.treated.iter().enumerate() {
        // Adding 0 makes −0 and 0 one value.
        let key = cohort.covariates.iter().map(|covariate| (covariate.values[person] + 0.0).to_bits());
        let stratum = strata.entry(key.collect()).or_default();
        if *treated { stratum.treated.push(person) } else { stratum.controls.push(person) }
    }
    strata
}

fn outcomes(cohort: &Cohort, people: &[usize]) -> Vec<f64> {
    people.iter().map(|&person| cohort.outcome[person]).collect()
}

/// The variance of a mean with the variance of values divided by n: `p(1 − p)/n` for a share.
fn variance_of_mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    variance(values) * (n - 1.0) / (n * n)
}
