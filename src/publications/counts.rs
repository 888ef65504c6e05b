//! The figures of one row, as they were counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::track::Track;

/// A result at one year: "x sur N, dont M sans réponse".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OneYear {
    /// x: those who reached it.
    pub reached: u32,
    /// N: those welcomed a year ago or more.
    pub population: u32,
    /// M: those of whom nothing is known.
    pub not_known: u32,
}

impl OneYear {
    /// Those who are known not to have reached it. No page shows them, but every page that shows the other three tells them.
    pub fn not_reached(&self) -> u32 {
        self.population.saturating_sub(self.reached).saturating_sub(self.not_known)
    }
}

/// The figures of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Journeys that began, each with a day of welcome.
    pub welcomed: u32,
    /// Of which have not ended, and are in no open tandem whose two people have met.
    pub waiting: u32,
    /// Of which are in an open tandem whose two people have met.
    pub meeting: u32,
    /// Of which have ended.
    pub closed: u32,
    /// The result at one year of each track; tracks are never added up, since their results differ.
    pub at_one_year: BTreeMap<Track, OneYear>,
}

impl Counts {
    /// Adds the figures of another row.
    pub fn merge(&mut self, other: &Self) {
        self.welcomed += other.welcomed;
        self.waiting += other.waiting;
        self.meeting += other.meeting;
        self.closed += other.closed;
        for (track, theirs) in &other.at_one_year {
            let year = self.at_one_year.entry(*track).or_default();
            year.reached += theirs.reached;
            year.population += theirs.population;
            year.not_known += theirs.not_known;
        }
    }

    /// Those welcomed less than a year ago. No page shows them, but the other figures tell them.
    pub fn too_early(&self) -> u32 {
        let older: u32 = self.at_one_year.values().map(|year| year.population).sum();
        self.welcomed.saturating_sub(older)
    }
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breakdown {
    /// One row a track.
    Tracks,
    /// One row a branch.
    Branches,
    /// One row a place.
    Places,
}

/// A row before it is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedRow {
    /// Its name, as it is shown.
    pub name: String,
    /// What was counted.
    pub counts: Counts,
}

/// Everything that was counted, before it is protected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Mentors who have not left.
    pub mentors: u32,
    /// All journeys together.
    pub total: Counts,
    /// One row a track, in the order of the page; each adds up to the total, as do the others.
    pub tracks: Vec<NamedRow>,
    /// One row a branch.
    pub branches: Vec<NamedRow>,
    /// One row a place.
    pub places: Vec<NamedRow>,
}
