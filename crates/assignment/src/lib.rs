//! Exact assignment with capacities: each mentee wants one mentor, each mentor has a number of places,
//! an edge carries a whole score from 0 to 1000.
//!
//! [`Instance::solve`] returns the best set of pairs under a [`Policy`], with the prices that prove it;
//! [`Solution::certify`] checks the proof in exact integers and shares no code with the solver.
//!
//! ```
//! use assignment::{Instance, Policy};
//!
//! let mut builder = Instance::builder(3, vec![1, 1]);
//! builder.edge(0, 0, 900).edge(0, 1, 850).edge(1, 0, 700).edge(2, 1, 400);
//! let instance = builder.build()?;
//! let solution = instance.solve(Policy::MostTandems)?;
//! assert_eq!(solution.pairs().collect::<Vec<_>>(), [(0, 1), (1, 0)]);
//! assert_eq!(solution.total(), 1550);
//! solution.certify(&instance)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Equal optima
//!
//! Edges are put in order of mentee then mentor before anything is solved and nothing else (no hash, clock
//! or thread) enters a choice: which of several optimal sets is returned depends on the indices alone, never
//! on the order in which edges were given. A caller that numbers people by a stable identifier therefore gets
//! the same pairs whatever the order of its rows.

#[cfg(test)]
mod against_paths;
mod builder;
mod certificate;
mod engine;
mod error;
mod explain;
mod graph;
mod growth;
mod instance;
mod levels;
mod market;
mod nearby;
mod paths;
mod residual;
mod reverse;
mod rows;
mod seats;
mod shortlists;
mod solution;
mod stable;

pub use builder::Builder;
pub use certificate::Violation;
pub use error::{Error, NotForced, SolveError};
pub use explain::{Forced, LeftOut, Move, PlaceValue};
pub use instance::{Instance, Policy};
pub use shortlists::Wanted;
pub use solution::Solution;
