//! Proposals: pairs suggested to a mentee and a mentor, until both have answered.
//!
//! Two yeses, then two signatures, make a tandem; a no is final for the pair; "not now, from a day on" closes the proposal without a no; the hub may withdraw one before, with its reason. Nobody is matched by a machine alone: a coordinator proposes the
//! pairs of a draft, and both sides answer.
//! Owns the table `proposals`.

pub mod band;
mod deeds;
pub mod link;
pub mod messages;
pub mod pages;
pub mod proposal;
pub mod pursuit;
mod reasons;
pub mod refusals;
mod sides;
pub mod step;
pub mod store;
pub mod told;
