//! The crate against published values, known properties and hostile input.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod picture;
mod properties;
mod published_effects;
mod published_proportions;
mod published_survival;
mod robustness;
mod secrecy;
mod support;
