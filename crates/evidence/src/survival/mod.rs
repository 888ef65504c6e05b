//! Times until something happens, when for some people it has not happened yet.
//!
//! **The question.** How long until a mentee is back to work? How many of the businesses registered three years ago are
//! alive? Some people were welcomed last month, some moved away: both dropping them and counting them as failures is
//! wrong. They are *censored*: known to be without the event up to a certain day, and no more.
//!
//! **The formulas.** At each instant, `n` people are at risk and `d` have the event. Kaplan and Meier's curve is the
//! product of `1 − d/n`; Greenwood's variance is `S² Σ d / n(n−d)`. A person known only from a later day on (*delayed
//! entry*) is at risk only from then. At equal times, events precede censoring. [`log_rank()`] compares whole curves;
//! [`difference_at`] and [`restricted_mean_difference`] say by how much they differ, as a share and as a time.
//! [`cumulative_incidence()`] is for competing events: one minus Kaplan-Meier would count a person who left for training
//! as if they could still be hired.
//!
//! **When it misleads.** When censoring depends on the outcome (those who found work stop answering). When the curve is
//! read where few people are still at risk: look at the numbers under it. When being mentored is decided after the
//! origin of time: those who meet a mentor later cannot have had the event before (immortal time bias); see
//! [`crate::comparison::landmark`] and the start-stop rows of [`crate::cox`].
//!
//! ```
//! use evidence::survival::{LifeTable, Scale, Spells, difference_at, kaplan_meier, log_rank, Weighting};
//! use evidence::Level;
//!
//! let months = [2.0, 3.0, 3.0, 5.0, 8.0, 1.0, 2.0, 2.0, 4.0, 6.0];
//! let hired = [true, true, false, true, false, true, true, true, true, false];
//! let group = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
//! let tables = LifeTable::by_group(&Spells::new(&months, &hired), &group, 2)?;
//! let curves: Vec<_> = tables.iter().map(|t| kaplan_meier(t, Scale::LogLog, Level::default())).collect();
//! assert_eq!(curves[1].quantile(0.5).time, Some(5.0)); // half were hired within five months
//! let three_months = difference_at(&curves[0], &curves[1], 3.0, Level::default()).unwrap();
//! assert!((three_months.value - 0.2).abs() < 1e-12);
//! assert!(log_rank(&tables, Weighting::LogRank)?.test.p > 0.05); // ten people prove nothing
//! # Ok::<(), evidence::Error>(())
//! ```

mod cumulative_incidence;
mod difference;
mod kaplan_meier;
mod life_table;
mod log_rank;
mod restricted_mean;
mod spells;

pub use cumulative_incidence::{CumulativeIncidence, cumulative_incidence};
pub use difference::{difference_at, restricted_mean_difference};
pub use kaplan_meier::{Curve, Point, Quantile, Scale, kaplan_meier};
pub use life_table::{LifeTable, Row};
pub use log_rank::{LogRank, Weighting, log_rank, stratified_log_rank};
pub use restricted_mean::restricted_mean;
pub use spells::Spells;
