//! The inputs of a round, stored with it, so that it can be reproduced to the byte and explain any pair years later.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::Date;

use crate::db::Id;
use crate::people::person::{Journey, Mentor, PersonFacts, waits_since};
use crate::people::profile::{Languages, Profile};
use crate::secret::Secret;
use crate::track::Track;

/// The purpose under which businesses are fingerprinted, see [`Secret::fingerprint`].
const BUSINESS: &str = "business";

/// What a round reads about a person on either side: codes only, without name, sex or neighbourhood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The id of the person, so that nobody is matched with themselves.
    pub person: Id,
    /// The INSEE code of the place they live in, if known.
    pub place: Option<String>,
    /// The languages they speak, each with a level.
    pub languages: Languages,
    /// Fingerprints of the SIREN numbers of their businesses, under the hub's key: in the public register, the number of a
    /// sole trader leads to a name.
    pub businesses: BTreeSet<String>,
    /// What they offer as a mentor, or need as a mentee.
    pub profile: Profile,
}

impl Side {
    fn new(person: &PersonFacts, profile: &Profile, secret: &Secret) -> Self {
        Self {
            person: person.id,
            place: person.place_code.clone(),
            languages: person.languages.clone(),
            businesses: person.businesses.iter().map(|siren| secret.fingerprint(BUSINESS, siren)).collect(),
            profile: profile.clone(),
        }
    }
}

/// A mentor in a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct MentorInput {
    pub id: Id,
    /// How many more mentees they can take; 0 when full.
    pub places: u32,
    /// The tracks in which they accept mentees.
    pub tracks: BTreeSet<Track>,
    #[serde(flatten)]
    pub side: Side,
}

impl MentorInput {
    /// The input of a mentor with `taken` places already in use or promised.
    pub fn new(person: &PersonFacts, mentor: &Mentor, taken: u32, secret: &Secret) -> Self {
        Self {
            id: mentor.id,
            places: u32::from(mentor.capacity).saturating_sub(taken),
            tracks: mentor.tracks.clone(),
            side: Side::new(person, &mentor.profile, secret),
        }
    }
}

/// A mentee waiting for a mentor, in a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct MenteeInput {
    /// The id of the journey: a person may have several over time.
    pub id: Id,
    pub track: Track,
    /// The day since which they have been waiting: of their welcome, or of the end of their last tandem. A proposal that was
    /// declined takes nothing from it.
    pub waits_since: Date,
    #[serde(flatten)]
    pub side: Side,
}

impl MenteeInput {
    /// The input of a mentee who has been waiting since their welcome.
    pub fn new(person: &PersonFacts, journey: &Journey, secret: &Secret) -> Self {
        Self {
            id: journey.id,
            track: journey.track,
            waits_since: journey.welcomed_on,
            side: Side::new(person, &journey.profile, secret),
        }
    }

    /// The same, whose last tandem ended on a day.
    pub fn since_tandem(mut self, ended_on: Option<Date>) -> Self {
        self.waits_since = waits_since(self.waits_since, ended_on);
        self
    }
}

/// A mentee's journey and a mentor, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Pair {
    pub journey: Id,
    pub mentor: Id,
}

/// A mentor and a person who must never be proposed to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Exclusion {
    pub mentor: Id,
    /// The person rather than one journey: the exclusion outlives it.
    pub person: Id,
}

/// Everything a round reads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// Every active mentor, including those who are full, so that a round can explain why they were not proposed.
    pub mentors: Vec<MentorInput>,
    /// Every mentee waiting for a mentor.
    pub mentees: Vec<MenteeInput>,
    /// Pairs of people that a coordinator excluded for good.
    pub exclusions: BTreeSet<Exclusion>,
    /// Pairs that the coordinator pinned: they are proposed if the hard rules allow.
    pub pinned: BTreeSet<Pair>,
    /// Pairs that a coordinator refused or that one side declined.
    pub refused: BTreeSet<Pair>,
}

impl Inputs {
    /// The same inputs sorted by id, so that the result does not depend on the order in which they were read.
    pub fn sorted(mut self) -> Self {
        self.mentors.sort_by_key(|mentor| mentor.id);
        self.mentees.sort_by_key(|mentee| mentee.id);
        self
    }

    /// The JSON stored with a round; the inputs must be [sorted](Self::sorted).
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// The position of each mentor, by id.
    pub fn mentor_positions(&self) -> BTreeMap<Id, usize> {
        self.mentors.iter().enumerate().map(|(position, mentor)| (mentor.id, position)).collect()
    }

    /// The position of each mentee, by the id of the journey.
    pub fn mentee_positions(&self) -> BTreeMap<Id, usize> {
        self.mentees.iter().enumerate().map(|(position, mentee)| (mentee.id, position)).collect()
    }

    /// The total number of free places.
    pub fn places(&self) -> u32 {
        self.mentors.iter().map(|mentor| mentor.places).sum()
    }
}

/// The SHA-256 digest of the JSON inputs of a round, in hexadecimal.
pub fn fingerprint(inputs: &str) -> String {
    hex::encode(Sha256::digest(inputs.as_bytes()))
}
