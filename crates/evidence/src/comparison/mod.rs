//! The effect of mentoring on those who were mentored, compared with people like them who were not.
//!
//! **The question.** 70 % of the mentored are back to work, 60 % of the others. But mentored people were younger and
//! better educated to begin with. What share of *these same people* would be back to work without a mentor? The
//! difference is the average effect on the treated (ATT).
//!
//! **The formulas.** With e(x) the probability of being treated (a logistic regression), each control has weight
//! `e/(1−e)` and so represents the treated who resemble them (Hirano and Imbens 2001); weights are normalised (Hájek
//! 1971). [`Method::EntropyBalancing`] finds the weights closest to equal that make all means the same (Hainmueller
//! 2012). [`Method::DoublyRobust`] adds a model of the outcome among controls, and is consistent if either model is
//! correct (Robins, Rotnitzky and Zhao 1994; for the ATT, Moodie, Saarela and Stephens 2018). [`Method::Standardised`]
//! compares within strata and averages over the distribution of the treated (Miettinen 1972).
//!
//! **When it misleads.** No method sees what was not recorded, such as motivation. Look at the standardised mean
//! differences (they should be under 0.1 after weighting), at the effective sample size (Kish 1965), and refuse a
//! comparison that carries [`NO_OVERLAP`]: a handful of controls then represent everybody.
//!
//! ```
//! use evidence::comparison::{Cohort, Method, effect};
//! use evidence::Covariate;
//!
//! let treated = [true, true, true, true, false, false, false, false, false, false];
//! let hired = [1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0];
//! let years = [9.0, 12.0, 14.0, 10.0, 8.0, 9.0, 13.0, 10.0, 11.0, 12.0];
//! let covariates = [Covariate { name: "schooling", values: &years }];
//! let cohort = Cohort { treated: &treated, outcome: &hired, covariates: &covariates };
//! let naive = effect(&cohort, Method::Naive)?;
//! let weighted = effect(&cohort, Method::Weighting)?;
//! assert!((naive.estimate.value - (0.75 - 2.0 / 6.0)).abs() < 1e-12);
//! assert!(weighted.balance[0].after.unwrap().abs() < naive.balance[0].before.unwrap().abs());
//! assert_eq!(weighted.warnings, ["no_overlap"]); // six controls are too few to conclude from
//! # Ok::<(), evidence::Error>(())
//! ```

mod balance;
mod bootstrap;
mod doubly_robust;
mod effect;
mod entropy;
mod landmark;
mod logistic;
mod outcome_model;
mod standardised;
mod weights;

pub use balance::{Balance, balance};
pub use bootstrap::{Bootstrap, Resampled};
pub use doubly_robust::{DoublyRobust, doubly_robust};
pub use effect::{Effect, Method, effect};
pub use entropy::entropy_weights;
pub use landmark::{Landmark, landmark};
pub use logistic::{Logistic, LogisticCoefficient, logistic};
pub use outcome_model::{Adjusted, adjusted_difference, standardised_by_model};
pub use standardised::{Standardised, standardised};
pub use weights::{NO_OVERLAP, WeightedDifference, Weights, treated_weights};

use crate::numbers::{all_finite, same_length};
use crate::{Covariate, Error, Result, covariates};

/// People: who was treated, the outcome, and what was known of them before treatment. Every column has one value for
/// each person.
#[derive(Debug, Clone, Copy)]
pub struct Cohort<'a> {
    /// Whether each person was treated.
    pub treated: &'a [bool],
    /// The outcome of each person: any number, or 0 and 1.
    pub outcome: &'a [f64],
    /// What was known before treatment.
    pub covariates: &'a [Covariate<'a>],
}

impl Cohort<'_> {
    /// Refuses columns of different lengths, values that are not finite, and a cohort without treated or without
    /// controls.
    pub fn check(&self) -> Result<()> {
        let people = self.treated.len();
        if people == 0 {
            return Err(Error::Empty);
        }
        same_length("outcome", people, self.outcome.len())?;
        all_finite("outcome", self.outcome)?;
        covariates::check(self.covariates, people)?;
        match (self.treated.contains(&true), self.treated.contains(&false)) {
            (false, _) => Err(Error::EmptyGroup { group: "accompagnés".into() }),
            (_, false) => Err(Error::EmptyGroup { group: "non-accompagnés".into() }),
            _ => Ok(()),
        }
    }

    /// The indices of the people in one group.
    pub(crate) fn members(&self, treated: bool) -> Vec<usize> {
        (0..self.treated.len()).filter(|&person| self.treated[person] == treated).collect()
    }

    /// The outcomes of one group.
    pub(crate) fn outcomes(&self, treated: bool) -> Vec<f64> {
        self.members(treated).into_iter().map(|person| self.outcome[person]).collect()
    }
}
