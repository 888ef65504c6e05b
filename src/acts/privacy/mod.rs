//! Acts that enforce retention, and that let the journal be trusted.

pub mod attest;
pub mod sweep;
