//! Who has no mentor proposed, against what mentors still offer, by place.

use std::collections::BTreeMap;

use crate::territories::need::Need;
use crate::track::Track;

/// Everybody unmatched and everything offered, counted where people live. *Unmatched*: in an open journey without a pending proposal
/// or an open tandem; somebody in two journeys is one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supply {
    /// The need at each place where anybody is unmatched or offers, by INSEE code; `None` stands for outside the metropolis.
    pub needs: BTreeMap<Option<String>, Need>,
    /// The places offered in all, free or not.
    pub capacity: u32,
    /// The mentors who have a free place.
    pub with_free: u32,
}

/// What figures are narrowed to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Narrowed<'a> {
    /// One track, or all of them.
    pub track: Option<Track>,
    /// One trade, by ROME code, or all of them.
    pub trade: Option<&'a str>,
}

impl Supply {
    /// The places free in all.
    pub fn free(&self) -> u32 {
        self.needs.values().map(|need| need.places).sum()
    }

    /// The mentors who have not left, with a free place or without.
    pub fn mentors(&self) -> u32 {
        self.needs.values().map(|need| need.mentors).sum()
    }

    /// The need at each place, by INSEE code.
    pub fn needs(&self) -> BTreeMap<Option<&str>, Need> {
        self.needs.iter().map(|(place, need)| (place.as_deref(), *need)).collect()
    }
}
