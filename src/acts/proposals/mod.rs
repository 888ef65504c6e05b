//! Acts on proposals.

pub mod answer;
mod ask;
mod pairs;
pub mod propose;
pub mod withdraw;
