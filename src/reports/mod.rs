//! Figures over everything: how many were welcomed, wait, are in a tandem, have ended, and what came of it.
//!
//! Every figure has a definition; none is a percentage alone, none compares, none says "thanks to mentoring".
//! Those who pay read what is published of them (`publications`). Owns no table and writes nothing.

pub mod indicators;
pub mod pages;
pub mod results;
pub mod store;
