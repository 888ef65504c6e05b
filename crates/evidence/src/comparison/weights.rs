use super::Cohort;
use super::logistic::{Fit, fit, fit_from};
use crate::covariates::Rows;
use crate::numbers::same_length;
use crate::{Error, Estimate, Level, Result};

/// The warning of a comparison in which few controls stand for all the treated; it should be refused.
pub const NO_OVERLAP: &str = "no_overlap";
/// Fewer controls than this, once weighted, prove nothing.
const LEAST_EFFECTIVE: f64 = 30.0;
/// No control should weigh more than this share of all.
const LARGEST_SHARE: f64 = 0.10;

/// What each person counts for: 1 for the treated, something for each control, at least one above 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    values: Vec<f64>,
    control_sum: f64,
    control_square_sum: f64,
    largest: f64,
}

impl Weights {
    /// Weights for the controls; those of the treated are set to 1. Refused where no control counts.
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

    /// One for everybody.
    pub fn equal(treated: &[bool]) -> Result<Self> {
        Self::new(treated, vec![1.0; treated.len()])
    }

    /// By person.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Each control's share of all controls' weight (they sum to one); 0 for the treated.
    pub fn control_shares(&self, treated: &[bool]) -> Vec<f64> {
        let share = |(value, treated): (&f64, &bool)| if *treated { 0.0 } else { value / self.control_sum };
        self.values.iter().zip(treated).map(share).collect()
    }

    /// How many equal controls would tell as much (Kish 1965): `(Σw)² / Σw²`.
    pub fn effective_sample_size(&self) -> f64 {
        self.control_sum * self.control_sum / self.control_square_sum
    }

    /// The largest share of one control.
    pub fn largest_share(&self) -> f64 {
        self.largest / self.control_sum
    }

    /// Whether enough controls resemble the treated.
    pub fn overlap(&self) -> bool {
        self.effective_sample_size() >= LEAST_EFFECTIVE && self.largest_share() <= LARGEST_SHARE
    }

    /// The treated's mean minus the controls' weighted mean. The standard error is that of a survey with these weights,
    /// taken as known (Binder 1983).
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

    /// The treated's mean and the controls' weighted mean of anything.
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

/// A weighted difference prepared to be estimated again and again on resampled people, weights included.
#[derive(Debug, Clone)]
pub struct WeightedDifference {
    rows: Rows,
    treated: Vec<f64>,
    outcome: Vec<f64>,
    /// The propensity of everybody once, near that of any resample.
    start: Vec<f64>,
}

impl WeightedDifference {
    /// Checks and lays out the cohort once; refused where its propensity has no estimate.
    pub fn new(cohort: &Cohort) -> Result<Self> {
        cohort.check()?;
        let rows = Rows::with_intercept(cohort.covariates, cohort.treated.len())?;
        let treated: Vec<f64> = cohort.treated.iter().map(|treated| f64::from(u8::from(*treated))).collect();
        let start = fit(&rows, &treated, &vec![1.0; treated.len()])?.beta;
        Ok(Self { rows, treated, outcome: cohort.outcome.to_vec(), start })
    }

    /// The effect on the treated when each person is there `count` times, the propensity fitted anew.
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
