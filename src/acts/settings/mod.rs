//! Acts on what the hub's responsible sets.

pub mod choose;
