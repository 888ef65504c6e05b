//! Suppression over counts of any shape, such as several tables of one page whose totals are the same: any counts, and
//! which is the sum of which.
//!
//! Counts that are never shown but can be worked out, such as those who did not reach a result, take part too.
//!
//! ```
//! use evidence::secrecy::figures::{Figures, Kind, protect};
//!
//! let mut figures = Figures::default();
//! let welcomed = figures.add(40, Kind::Total);
//! let parts = [3, 17, 20].map(|count| figures.add(count, Kind::Cell));
//! figures.add_sum(welcomed, parts.to_vec());
//! // Two of three parts suffice: nothing else says how 3 + 17 was made.
//! assert_eq!(protect(&figures)?.unwrap(), [false, true, true, false]);
//! # Ok::<(), evidence::Error>(())
//! ```

use super::pattern::TOTAL_COST;
use super::{System, Unit, pattern};
use crate::{Error, Result};

/// How a count is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Shown, and hidden before any other.
    Cell,
    /// Shown, and hidden where hiding cells does not suffice.
    Subtotal,
    /// Shown, and hidden as a last resort.
    Total,
    /// Never shown, though others may tell it.
    Never,
}

impl Kind {
    /// What hiding such a count costs a pattern.
    pub(crate) fn cost(self) -> f64 {
        match self {
            Self::Cell | Self::Never => 1.0,
            Self::Subtotal => TOTAL_COST.sqrt(),
            Self::Total => TOTAL_COST,
        }
    }
}

/// A count that is shown, or that can be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) count: u32,
    pub(crate) telling: bool,
    pub(crate) kind: Kind,
}

/// All counts of a publication, and the sums between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    pub(crate) figures: Vec<Figure>,
    /// A total, and its parts.
    pub(crate) sums: Vec<(usize, Vec<usize>)>,
}

impl Figures {
    /// Adds a count of people, to be hidden if it is 1 to 4; gives its index.
    pub fn add(&mut self, count: u32, kind: Kind) -> usize {
        let telling = count > 0 && f64::from(count) < Unit::People.threshold();
        self.figures.push(Figure { count, telling, kind });
        self.figures.len() - 1
    }

    /// Marks a count as to be hidden, whatever its size.
    pub fn hide(&mut self, index: usize) {
        if let Some(figure) = self.figures.get_mut(index) {
            figure.telling = true;
        }
    }

    /// Says that a count is the sum of others.
    pub fn add_sum(&mut self, total: usize, parts: Vec<usize>) {
        self.sums.push((total, parts));
    }

    fn check(&self) -> Result<()> {
        let value = |index: usize| self.figures.get(index).map(|figure| u64::from(figure.count));
        for (total, parts) in &self.sums {
            let sum: Option<u64> = parts.iter().map(|part| value(*part)).sum();
            if sum.is_none() || value(*total) != sum {
                return Err(Error::InconsistentTotals { table: "figures".into() });
            }
        }
        Ok(())
    }
}

/// Decides what to hide, count by count; none when nothing suffices, and then these figures must not be published together.
///
/// Hidden are the counts marked as such and those never shown. Every hidden count, but those never shown that are not
/// telling themselves, has a feasible interval at least [`super::WIDTH`] wide.
pub fn protect(figures: &Figures) -> Result<Option<Vec<bool>>> {
    figures.check()?;
    let system = System::of_figures(figures);
    let mut hidden = system.sensitive_and_withheld();
    for group in system.independent_groups() {
        if !pattern::complete_with_totals(&system, &group, &mut hidden)? {
            return Ok(None);
        }
    }
    Ok(Some(hidden))
}
