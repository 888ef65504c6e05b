//! Results that hold: rates, survival curves and their honest comparison.
//!
//! Percentages quoted in public about mentoring (70 % back to work against 30 %; 75 % of businesses alive against 35 %)
//! cannot be compared with each other: horizons, populations and the treatment of non-respondents differ. This crate is
//! for figures that anyone can check. It knows no people, no files and no clock: slices in, plain structures out, and a
//! typed [`Error`] instead of a meaningless number. It reads as a short course:
//!
//! 1. [`proportions`]: a share has an interval, and bounds that allow for those who did not answer.
//! 2. [`survival`]: people who are still waiting are neither successes nor failures.
//! 3. [`cox`]: how a covariate changes the rate, and from which day it counts.
//! 4. [`comparison`]: mentored people against people like them, or no comparison at all.
//! 5. [`secrecy`]: statistical disclosure control, or tables from which nobody can be identified.
//!
//! [`picture`] draws a curve; [`report`] gives every answer in the form in which it is printed.
//!
//! Results agree with R's `survival` and with published values: see `tests/` and the README for tolerances and speed.
//!
//! ```
//! use evidence::proportions::{Comparison, Proportion};
//! use evidence::Level;
//!
//! // "70 % against 30 %": of how many? Of ten, the difference may well be due to chance.
//! let of_ten = Comparison::new(Proportion::new(7, 10)?, Proportion::new(3, 10)?);
//! assert!(of_ten.fisher_p() > 0.17);
//! assert!(of_ten.difference(Level::default()).interval.lower < 0.0);
//! // Of a hundred, it is not, which does not yet prove that mentoring caused it.
//! let of_hundred = Comparison::new(Proportion::new(70, 100)?, Proportion::new(30, 100)?);
//! assert!(of_hundred.fisher_p() < 1e-7);
//! assert!(of_hundred.e_value().unwrap() > 4.0); // only a confounder this strong could explain it away
//! # Ok::<(), evidence::Error>(())
//! ```

pub mod comparison;
mod covariates;
pub mod cox;
mod error;
mod instants;
mod linear;
mod numbers;
pub mod picture;
pub mod proportions;
pub mod report;
pub mod secrecy;
pub mod survival;

pub use covariates::Covariate;
pub use error::{Error, Result};
pub use numbers::{Estimate, Interval, Level, Test};
