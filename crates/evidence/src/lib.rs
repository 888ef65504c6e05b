//! Survival curves, rates and their honest comparison.

pub mod comparison;
mod covariates;
pub mod cox;
mod error;
mod instants;
mod linear;
mod numbers;
pub mod proportions;
pub mod report;
pub mod secrecy;
pub mod survival;

pub use covariates::Covariate;
pub use error::{Error, Result};
pub use numbers::{Estimate, Interval, Level, Test};
