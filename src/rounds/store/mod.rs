//! The tables `rounds`, `round_decisions` and `exclusions`.

mod decisions;
mod rounds;

pub use decisions::*;
pub use rounds::*;
