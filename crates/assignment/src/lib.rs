//! Exact assignment with capacities: each mentee wants one mentor, each mentor has a number of places,
//! an edge carries a whole score from 0 to 1000.
//!
//! [`Instance::solve`] returns the best set of pairs under a [`Policy`], with the prices that prove it;
//! [`Solution::certify`] checks the proof in exact integers, apart from the solvers.
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
//! # The proof
//!
//! An answer of the first two policies carries a price for each mentor's places and, where places are scarce
//! whatever the scores, a level beside it. At these prices every mentee has what is worth most to them and no
//! place that stays free costs anything: then no other answer is worth more. `certify` checks just that, edge by
//! edge. An answer that fails its own check is never returned.
//!
//! From the same prices come the exact cost of any other pair ([`Solution::cost_of_forcing`]), the reason why a
//! mentee is left out ([`Solution::why_left_out`]) and the worth of one more place
//! ([`Solution::values_of_places`], the smallest of all optimal prices, so that the figure is unique).
//!
//! # Again, and at scale
//!
//! [`Instance::change`] edits an instance in place and [`Instance::resolve`] starts from an earlier answer, looking
//! first at those whom the change concerned. [`Builder::solve_with`] holds shortlists only and asks for
//! more until the prices prove that no pair outside them could improve the answer.
//!
//! # Equal optima
//!
//! Edges are put in order of mentee then mentor before anything is solved and nothing else (no hash, clock
//! or thread) enters a choice: which of several optimal sets is returned depends on the indices alone, never
//! on the order in which edges were given. A caller that numbers people by a stable identifier therefore gets
//! the same pairs whatever the order of its rows. [`Instance::resolve`] depends on the earlier answer too.

#[cfg(test)]
mod against_paths;
mod applicants;
mod builder;
mod certificate;
mod change;
#[cfg(test)]
mod damage;
mod engine;
mod error;
mod explain;
mod graph;
mod growth;
mod instance;
mod levels;
mod market;
mod near;
mod paths;
mod preferences;
mod residual;
mod reverse;
mod rows;
mod seats;
mod shortlists;
mod sketch;
mod solution;
mod stable;
mod threads;
#[cfg(test)]
mod threads_agree;

pub use builder::Builder;
pub use certificate::Violation;
pub use change::Change;
pub use error::{Error, NotForced, SolveError};
pub use explain::{Forced, LeftOut, Move, PlaceValue};
pub use instance::{Instance, Policy};
pub use shortlists::{Batch, Wanted};
pub use solution::Solution;

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
