//! What is said of somebody: who they are, what they offer or need, and the part they join for.

use std::collections::BTreeSet;

use time::Date;

use super::person::{EndReason, Journey, Mentor, Person, Sex};
use super::profile::{Languages, Profile};
use super::reach::Preference;
use crate::db::Id;
use crate::organisations::Origin;
use crate::track::Track;

/// What a form or a line of a file says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Details {
    pub first_name: String,
    pub last_name: String,
    /// E-mail address, in its canonical form.
    pub email: Option<String>,
    /// Whether others are known to have the same address.
    pub shares_address: bool,
    /// Whether an address that received nothing any more is said to be right.
    pub is_address_right: bool,
    pub phone: Option<String>,
    /// How they prefer to be written to, if they said so.
    pub channel: Option<Preference>,
    /// The lines of an envelope below the name.
    pub postal_address: Option<String>,
    /// Postcode of the home.
    pub postcode: Option<String>,
    /// Municipality or arrondissement of the home, by INSEE code.
    pub place_code: Option<String>,
    pub birth_year: Option<u16>,
    /// For statistics only.
    pub sex: Option<Sex>,
    /// Whether the home is in a priority neighbourhood, for statistics only.
    pub in_qpv: Option<bool>,
    /// The languages they speak.
    pub languages: Languages,
    /// Their own businesses, by SIREN.
    pub businesses: BTreeSet<String>,
}

impl Details {
    /// Given and family name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// The person they describe.
    pub fn person(self, id: Id, origin: Origin, registered_on: Date) -> Person {
        Person {
            id,
            first_name: self.first_name,
            last_name: self.last_name,
            email: self.email,
            phone: self.phone,
            channel: self.channel,
            postal_address: self.postal_address,
            stopped: Default::default(),
            postcode: self.postcode,
            place_code: self.place_code,
            birth_year: self.birth_year,
            sex: self.sex,
            in_qpv: self.in_qpv,
            organisation_id: origin.organisation_id,
            branch_id: origin.branch_id,
            registered_on,
            languages: self.languages,
            businesses: self.businesses,
        }
    }
}

/// What a mentor offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// How many mentees they take at once.
    pub capacity: u8,
    /// The day they left the pool.
    pub left_on: Option<Date>,
    /// The day from which they take somebody new; none when that is now.
    pub available_from: Option<Date>,
    /// The tracks they help in.
    pub tracks: BTreeSet<Track>,
    /// Trades, topics, moments and ways to meet.
    pub profile: Profile,
}

impl Offer {
    /// The mentor who offers it.
    pub fn mentor(self, id: Id, person_id: Id, joined_on: Date) -> Mentor {
        Mentor {
            id,
            person_id,
            capacity: self.capacity,
            joined_on,
            left_on: self.left_on,
            available_from: self.available_from,
            tracks: self.tracks,
            profile: self.profile,
        }
    }
}

/// What a journey needs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Need {
    pub track: Track,
    /// The day of welcome.
    pub welcomed_on: Date,
    /// The day from which a mentor is wanted; none when that is now.
    pub waits_from: Option<Date>,
    /// Trades, topics, moments and ways to meet.
    pub profile: Profile,
}

impl Need {
    /// The journey that needs it.
    pub fn journey(self, id: Id, person_id: Id, ended: Option<(Date, EndReason)>) -> Journey {
        Journey {
            id,
            person_id,
            track: self.track,
            welcomed_on: self.welcomed_on,
            ended,
            coordinator_id: None,
            waits_from: self.waits_from,
            profile: self.profile,
        }
    }
}

/// The part somebody joins for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// To accompany others.
    Mentor(Offer),
    /// To be accompanied.
    Journey(Need),
}

/// Somebody who joins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// Who they are.
    pub details: Details,
    /// Who brings them.
    pub origin: Origin,
    /// The day they register.
    pub registered_on: Date,
    /// The part they join for.
    pub part: Part,
}

/// Somebody already on the hub, as far as duplicates are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct KnownPerson {
    /// E-mail address, in any case; empty for whoever has none.
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub birth_year: Option<u16>,
}
