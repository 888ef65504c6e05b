//! A problem that one of a pair reports: the two no longer see how to reach each other, and a coordinator calls both.
//!
//! Who reported what is evidence: neither side removes it, nobody but the hub's coordinators reads it, and the other side is never told
//! that there is one. What both see is a pause, as for any other reason.
//! Owns the table `problems`.

pub mod messages;
pub mod pages;
pub mod problem;
pub mod step;
pub mod store;
