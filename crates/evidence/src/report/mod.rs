//! The answers as they are printed, in JSON with the `serde` feature: columns in, plain structures out.
//!
//! The names of fields are a contract with whoever checks the figures from outside. Numbers are not rounded; what is
//! undefined is `None`, printed as `null`. Groups are in the order of their labels, numerical if all labels are
//! numbers.
//!
//! ```
//! use evidence::report::{SurvivalQuestion, survival};
//!
//! let months = [2.0, 3.0, 3.0, 5.0];
//! let hired = [true, false, true, true];
//! let answer = survival(&SurvivalQuestion { at: &[3.0], ..SurvivalQuestion::new(&months, &hired) })?;
//! assert_eq!(answer.groups[0].n, 4);
//! assert_eq!(answer.groups[0].at[0].survival, 0.5);
//! # Ok::<(), evidence::Error>(())
//! ```

mod cox;
mod cumulative_incidence;
mod effect;
mod labels;
mod proportion;
mod suppress;
mod survival;

pub use cox::{CoxAnswer, CoxCoefficient, CoxLogLikelihood, CoxProportionality, CoxTests, cox};
pub use cumulative_incidence::{
    CauseCurve, GroupIncidence, IncidenceAnswer, IncidencePoint, cumulative_incidence,
};
pub use effect::{BalanceAnswer, EffectAnswer, effect};
pub use labels::{Labels, flags};
pub use proportion::{DifferenceAnswer, ProportionAnswer, ProportionQuestion, RatioAnswer, proportion};
pub use suppress::{FeasibleAnswer, SuppressAnswer, SuppressQuestion, TableAnswer, TableQuestion, suppress};
pub use survival::{
    CurvePoint, GroupSurvival, HorizonDifference, MeanDifference, MeanTime, SurvivalAnswer, SurvivalQuestion,
    survival,
};
