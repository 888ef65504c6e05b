use super::Cohort;
use super::logistic::{Fit, fit, fit_from};
use crate::covariates::Rows;
use crate::numbers::same_length;
use crate::{Error, Estimate, Level, Result};

/// The warning that few controls represent all the treated, so that the comparison should be refused.
pub const NO_OVERLAP: &str = "no_overlap";
/// The least effective sample size that a comparison needs.
const MIN_EFFECTIVE: f64 = 30.0;
/// The largest share of the controls' total weight that one of them may have.
const MAX_SHARE: f64 = 0.10;

/// The weight of each person: 1 for the treated, 0 or more for each control, above 0 for at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    values: Vec<f64>,
    control_sum: f64,
    control_square_sum: f64,
    largest: f64,
}

impl Weights {
    /// Uses the values as weights of the controls; those of the treated are set to 1. Refused where all controls have
    /// weight 0, or one has a negative weight.
    pub fn new(treated: &[bool], mut values: Vec<f64>) -> Result<Self> {
        same_length("weight", treated.len(), values.len())?;
        let (mut control_sum, mut control_square_sum, mut largest) = (0.0, 0.0, 0.0_f64);
        for (treated, value) in treated.iter().zip(&mut values) {
            if *treated {
                *value = 1.0;
                continue;
            }
            control_sum += *value;
            control_square_sum += *value * *value;
            largest = largest.max(*value);
        }
        if !(control_sum > 0.0 && control_square_sum.is_normal() && values.iter().all(|value| *value >= 0.0))
        {
            return Err(Error::NoOverlap);
        }
        Ok(Self { values, control_sum, control_square_sum, largest })
    }

    /// Weight 1 for everybody.
    pub fn equal(treated: &[bool]) -> Result<Self> {
        Self::new(treated, vec![1.0; treated.len()])
    }

    /// The weight of each person.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The share of each control in the total weight of controls; 0 for the treated. The shares sum to 1.
    pub fn control_shares(&self, treated: &[bool]) -> Vec<f64> {
        let share = |(value, treated): (&f64, &bool)| if *treated { 0.0 } else { value / self.control_sum };
        self.values.iter().zip(treated).map(share).collect()
    }

    /// How many equally weighted controls would be as informative (Kish 1965): `(Σw)² / Σw²`.
    pub fn effective_sample_size(&self) -> f64 {
        self.control_sum * self.control_sum / self.control_square_sum
    }

    /// The largest share that one control has in the total weight of controls.
    pub fn largest_share(&self) -> f64 {
        self.largest / self.control_sum
    }

    /// Whether enough controls resemble the treated: an effective sample size of 30, and no control with more than a
    /// tenth of the weight.
    pub fn overlap(&self) -> bool {
        self.effective_sample_size() >= MIN_EFFECTIVE && self.largest_share() <= MAX_SHARE
    }

    /// The mean of the treated minus the weighted mean of the controls. The standard error is that of a survey with
    /// these weights, taken as known (Binder 1983).
    pub fn difference(&self, treated: &[bool], outcome: &[f64], level: Level) -> Result<Estimate> {
        let (with, without) = self.means(treated, outcome)?;
        let n_treated = treated.iter().filter(|treated| **treated).count() as f64;
        let people = treated.len() as f64;
        let influence = |((treated, outcome), weight): ((&bool, &f64), &f64)| match treated {
            true => (outcome - with) / n_treated,
            false => weight * (outcome - without) / self.control_sum,
        };
        let rows = treated.iter().zip(outcome).zip(&self.values);
        let squares: f64 = rows.map(|row| influence(row).powi(2)).sum();
        Ok(Estimate::normal(with - without, (squares * people / (people - 1.0)).sqrt(), level))
    }

    /// The mean of the treated and the weighted mean of the controls, for any column.
    pub(crate) fn means(&self, treated: &[bool], values: &[f64]) -> Result<(f64, f64)> {
        same_length("outcome", treated.len(), values.len())?;
        let (mut with, mut without, mut n_treated) = (0.0, 0.0, 0.0);
        for ((treated, value), weight) in treated.iter().zip(values).zip(&self.values) {
            if *treated {
                (with, n_treated) = (with + value, n_treated + 1.0);
            } else {
                without += weight / self.control_sum * value;
            }
        }
        if n_treated > 0.0 { Ok((with / n_treated, without)) } else { Err(Error::Empty) }
    }
}

/// The weights that make the controls resemble the treated: the odds of being treated, by logistic regression on all
/// the covariates (Hirano and Imbens 2001).
pub fn treated_weights(cohort: &Cohort) -> Result<Weights> {
    cohort.check()?;
    let rows = Rows::with_intercept(cohort.covariates, cohort.treated.len())?;
    let answers: Vec<f64> = cohort.treated.iter().map(|treated| f64::from(u8::from(*treated))).collect();
    let propensity: Fit = fit(&rows, &answers, &vec![1.0; answers.len()])?;
    Weights::new(cohort.treated, propensity.log_odds(&rows).map(f64::exp).collect())
}

/// A weighted difference prepared for the bootstrap: each resample fits the weights again.
#[derive(Debug, Clone)]
pub struct WeightedDifference {
    rows: Rows,
    treated: Vec<f64>,
    outcome: Vec<f64>,
    /// The coefficients of the propensity model on all people, close to those on any resample.
    start: Vec<f64>,
}

impl WeightedDifference {
    /// Checks the cohort and prepares its rows; refused where its propensity model has no estimate.
    pub fn new(cohort: &Cohort) -> Result<Self> {
        cohort.check()?;
        let rows = Rows::with_intercept(cohort.covariates, cohort.treated.len())?;
        let treated: Vec<f64> = cohort.treated.iter().map(|treated| f64::from(u8::from(*treated))).collect();
        let start = fit(&rows, &treated, &vec![1.0; treated.len()])?.beta;
        Ok(Self { rows, treated, outcome: cohort.outcome.to_vec(), start })
    }

    /// The effect on the treated when each person is present `count` times, with the propensity model fitted again.
    pub fn estimate(&self, count: &[f64]) -> Result<f64> {
        let propensity = fit_from(self.start.clone(), &self.rows, &self.treated, count)?;
        let (mut with, mut without) = ((0.0, 0.0), (0.0, 0.0));
        for (person, log_odds) in propensity.log_odds(&self.rows).enumerate() {
            let (treated, outcome, count) = (self.treated[person], self.outcome[person], count[person]);
            let weight = if treated > 0.0 { count } else { count * log_odds.exp() };
            let side = if treated > 0.0 { &mut with } else { &mut without };
            *side = (side.0 + weight * outcome, side.1 + weight);
        }
        let difference = with.0 / with.1 - without.0 / without.1;
        difference.is_finite().then_some(difference).ok_or(Error::NoOverlap)
    }
}
