//! What is done to a tandem.

pub mod begin;
pub mod bring_in;
pub mod close;
