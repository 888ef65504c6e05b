//! Acts on proposals.

pub mod answer;
pub mod propose;
pub mod withdraw;
