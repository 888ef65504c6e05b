//! The hub on one page, today: what is late, who waits longest, where places are left.
//!
//! It reads everything and writes nothing. It decides for nobody: each line leads to the page where somebody acts.
//! Owns no table.

pub mod areas;
pub mod pages;
pub mod store;
pub mod supply;
pub mod today;
