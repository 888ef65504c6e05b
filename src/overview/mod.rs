//! The hub on one page, today, and what is read over several nouns at once: the whole file of a person or of a tandem, what a
//! round reads, the places that are free.
//!
//! It reads everything and writes nothing. It decides for nobody: each line leads to the page where somebody acts.
//! Owns no table.

pub mod areas;
pub mod cards;
pub mod dossier;
pub mod hints;
pub mod messages;
pub mod news;
pub mod origins;
pub mod pages;
pub mod situation;
pub mod stages;
pub mod steps;
pub mod store;
pub mod story;
pub mod supply;
pub mod tandem_file;
