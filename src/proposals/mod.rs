//! Proposals: pairs suggested to a mentee and a mentor, until both have answered.
//!
//! Two yeses, then two signatures, make a tandem; a no is final for the pair; the hub may withdraw a proposal before, with its reason. Nobody is matched by a machine alone: a coordinator proposes the
//! pairs of a draft, and both sides answer.
//! Owns the table `proposals`.

mod deeds;
pub mod link;
pub mod messages;
pub mod pages;
pub mod proposal;
pub mod pursuit;
mod sides;
pub mod step;
pub mod store;
pub mod told;
