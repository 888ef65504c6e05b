//! What a round reads, frozen: it can be run again to the byte, and asked about any pair years later.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::Date;

use crate::db::Id;
use crate::people::person::{Journey, Mentor, Person};
use crate::people::profile::{Languages, Profile, Track};

/// What a round knows of a person on either side: codes only, neither name nor sex nor neighbourhood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The person.
    pub person: Id,
    /// Where they live, by INSEE code.
    pub place: Option<String>,
    /// What they speak.
    pub languages: Languages,
    /// Their businesses, by SIREN.
    pub businesses: BTreeSet<String>,
    /// What they offer or need.
    pub profile: Profile,
}

impl Side {
    fn new(person: &Person, profile: &Profile) -> Self {
        Self {
            person: person.id,
            place: person.place_code.clone(),
            languages: person.languages.clone(),
            businesses: person.businesses.clone(),
            profile: profile.clone(),
        }
    }
}

/// A mentor in a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MentorInput {
    /// The mentor.
    pub id: Id,
    /// The places still free.
    pub places: u32,
    /// The tracks they help in.
    pub tracks: BTreeSet<Track>,
    /// The person.
    #[serde(flatten)]
    pub side: Side,
}

impl MentorInput {
    /// A mentor with the number of mentees already taken or promised.
    pub fn new(person: &Person, mentor: &Mentor, taken: u32) -> Self {
        Self {
            id: mentor.id,
            places: u32::from(mentor.capacity).saturating_sub(taken),
            tracks: mentor.tracks.clone(),
            side: Side::new(person, &mentor.profile),
        }
    }
}

/// A mentee who waits, in a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MenteeInput {
    /// The journey.
    pub id: Id,
    /// Its track.
    pub track: Track,
    /// Since when they wait.
    pub welcomed_on: Date,
    /// The person.
    #[serde(flatten)]
    pub side: Side,
}

impl MenteeInput {
    /// A mentee who waits.
    pub fn new(person: &Person, journey: &Journey) -> Self {
        Self {
            id: journey.id,
            track: journey.track,
            welcomed_on: journey.welcomed_on,
            side: Side::new(person, &journey.profile),
        }
    }
}

/// A coordinator's decision on a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pair {
    /// The journey.
    pub journey: Id,
    /// The mentor.
    pub mentor: Id,
}

/// Two people who must never be proposed to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Exclusion {
    /// The mentor.
    pub mentor: Id,
    /// The person, whatever journey they are in.
    pub person: Id,
}

/// Everything a round reads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// Who has places, and who has none left.
    pub mentors: Vec<MentorInput>,
    /// Who waits.
    pub mentees: Vec<MenteeInput>,
    /// Who must never be proposed to whom.
    pub exclusions: BTreeSet<Exclusion>,
    /// The pairs the coordinator wants.
    pub pinned: BTreeSet<Pair>,
    /// The pairs the coordinator refuses.
    pub refused: BTreeSet<Pair>,
}

impl Inputs {
    /// The same inputs in the order of their keys, so that the order in which they were read changes nothing.
    pub fn sorted(mut self) -> Self {
        self.mentors.sort_by_key(|mentor| mentor.id);
        self.mentees.sort_by_key(|mentee| mentee.id);
        self
    }

    /// The bytes a round keeps, for inputs in order.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// The position of each mentor.
    pub fn mentor_positions(&self) -> BTreeMap<Id, usize> {
        self.mentors.iter().enumerate().map(|(position, mentor)| (mentor.id, position)).collect()
    }

    /// The position of each mentee.
    pub fn mentee_positions(&self) -> BTreeMap<Id, usize> {
        self.mentees.iter().enumerate().map(|(position, mentee)| (mentee.id, position)).collect()
    }

    /// The places free in all.
    pub fn places(&self) -> u32 {
        self.mentors.iter().map(|mentor| mentor.places).sum()
    }
}

/// The fingerprint of what a round read: SHA-256, in hexadecimal.
pub fn fingerprint(inputs: &str) -> String {
    Sha256::digest(inputs.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
