//! The crate seen from outside: against every answer there is on small cases, and against damage.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod brute_force;
mod changes;
mod damage;
mod explanations;
mod input;
mod optimum;
mod random;
mod stable;
