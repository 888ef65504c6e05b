//! The crate through its public interface: against brute force on small cases, and against corrupted input.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod brute_force;
mod certificate;
mod changes;
mod explanations;
mod input;
mod optimum;
mod random;
mod stable;
