//! Acts on what the hub's responsible sets.

pub mod choose;
pub mod reword;
pub mod try_message;
