//! Acts on rounds.

pub mod decide;
pub mod exclude;
pub mod run;
