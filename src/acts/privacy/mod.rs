//! Acts that enforce retention.

pub mod sweep;
