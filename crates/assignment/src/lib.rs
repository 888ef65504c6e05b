//! Exact assignment with capacities: each mentee needs one mentor, each mentor has a number of places, and each edge
//! has a whole score from 0 to 1000.
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
//! Under the first two policies an answer comes with a price for each mentor's places and, where places are scarce
//! whatever the scores, a scarcity level as well. At these prices every mentee has what is worth most to them, and
//! every free place has price zero, so that no other answer is worth more. `certify` checks exactly that, edge by edge.
//! An answer that fails its own check is never returned.
//!
//! From the same prices follow the exact cost of any other pair ([`Solution::cost_of_forcing`]), the reason why a
//! mentee is left out ([`Solution::why_left_out`]), and the value of one more place ([`Solution::values_of_places`],
//! the lowest of all optimal prices, so that it is unique).
//!
//! # Changes and scale
//!
//! [`Instance::change`] edits an instance in place and [`Instance::resolve`] starts from the previous answer and the
//! mentees that the change touched. [`Builder::solve_with`] stores shortlists only, and extends them until the prices
//! prove that no pair outside them could improve the answer.
//!
//! # Equal optima
//!
//! Edges are sorted by mentee, then mentor, before anything is solved, and no choice depends on anything else (hash,
//! clock or thread). Which of several optimal sets is returned therefore depends on the indices alone, never on the
//! order in which edges were given: a caller that numbers people by a stable identifier gets the same pairs whatever
//! the order of its rows. [`Instance::resolve`] depends on the previous answer too.

#[cfg(test)]
mod against_shortest_paths;
mod builder;
mod by_column;
mod candidates;
mod certificate;
mod change;
#[cfg(test)]
mod corrupted;
mod engine;
mod error;
mod explain;
mod graph;
mod hopcroft_karp;
mod instance;
mod levels;
mod market;
mod places;
mod preferences;
mod residual;
mod reverse;
mod rows;
mod shortest_paths;
mod shortlists;
mod solution;
mod sparsify;
mod stable;
mod threads;
#[cfg(test)]
mod threads_agree;
mod ties;

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
