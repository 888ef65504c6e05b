//! Proposals: pairs suggested to a mentee and a mentor, until both have answered.
//!
//! Two yeses make a tandem; a no is final for the pair. Nobody is matched by a machine alone: a coordinator proposes the
//! pairs of a draft, and both sides answer.
//! Owns the table `proposals`.

pub mod pages;
pub mod proposal;
pub mod store;
