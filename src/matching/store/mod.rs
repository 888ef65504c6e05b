//! The tables of rounds, of the decisions on their pairs, of exclusions and of proposals.

mod proposals;
mod rounds;

pub use proposals::*;
pub use rounds::*;
