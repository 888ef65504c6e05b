//! The hub, its partners and their branches.
//!
//! A partner keeps its people its own; the hub pools what partners lend.
//! A branch is a partner's local office, in a municipality or an arrondissement.
//! Owns the tables `organisations` and `branches`.

pub mod organisation;
pub mod pages;
pub mod store;

pub use organisation::{Branch, Kind, Organisation};
