//! A round of matching: everybody who waits, every free place, and the best overall set of tandems.
//!
//! Hard rules first, then seven weighted criteria; as many tandems as possible, then the highest total score.
//! Each proposal carries its reasons, and each person left out is told why. Nobody is matched by a machine
//! alone: a round makes a draft, a coordinator edits it, and both sides say yes or no.
//! Sex, origin, prestige and priority neighbourhood are not even loaded.
//! Owns the tables `rounds`, `round_decisions`, `exclusions` and `proposals`.

mod answer;
mod closeness;
pub mod criteria;
pub mod files;
mod forbidden;
mod hall;
pub mod inputs;
mod lanes;
pub mod left_out;
pub mod pages;
mod pairs;
pub mod proposal;
pub mod reasons;
pub mod round;
pub mod rules;
mod shortage;
pub mod store;
