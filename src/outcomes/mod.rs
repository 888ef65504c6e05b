//! What came of a journey: work found, a business registered, still active or stopped, or not known.
//!
//! What is not known is recorded as such, never left out. No sentence here says "thanks to mentoring".
//! Owns the table `outcomes`.

pub mod outcome;
pub mod pages;
pub mod step;
pub mod store;
