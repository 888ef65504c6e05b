//! What is done to a tandem, and to the charter that both sign.

pub(in crate::acts) mod ask_to_sign;
pub mod begin;
pub mod bring_in;
pub mod close;
pub mod issue_charter;
pub mod sign;
pub(in crate::acts) mod tell_begun;
mod thank;
