//! Acts on what is published.

pub mod publish;
