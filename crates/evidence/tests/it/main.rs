//! The crate against published values, known properties and hostile input.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod published_effects;
mod published_proportions;
mod published_survival;
mod secrecy;
mod support;
