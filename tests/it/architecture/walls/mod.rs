//! The walls: each gives a line for every breach, with the place and the reason.

pub mod acts;
pub mod carriers;
pub mod circles;
pub mod files;
pub mod languages;
pub mod order;
pub mod purity;
pub mod scopes;
pub mod words;
pub mod writes;

use std::fmt;

use super::reader::Source;

/// A breach of a wall.
#[derive(Clone, Debug)]
pub struct Breach {
    /// The file and the line.
    pub place: String,
    /// What stands there. An excuse names it.
    pub what: String,
    /// Why it must not.
    pub why: &'static str,
}

impl Breach {
    pub fn new(source: &Source, line: usize, what: impl Into<String>, why: &'static str) -> Self {
        Self::at(&source.path, line, what, why)
    }

    pub fn at(path: &str, line: usize, what: impl Into<String>, why: &'static str) -> Self {
        Self { place: format!("{path}:{line}"), what: what.into(), why }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.place, self.what, self.why)
    }
}
