//! What is done about a problem between two people.

pub mod close;
pub(in crate::acts) mod contact;
pub mod report;
