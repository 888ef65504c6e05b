//! Somebody who joins the hub: who they are, who brought them, and the part they come for.

use std::collections::BTreeSet;

use time::Date;

use super::import::{Registration, Role};
use super::person::{Journey, Mentor, Person};
use super::profile::{Profile, Track};
use crate::db::Id;

/// Who brought somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The organisation.
    pub organisation_id: Id,
    /// Its branch.
    pub branch_id: Option<Id>,
}

/// The part somebody comes for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// To accompany others.
    Mentor(Mentor),
    /// To be accompanied.
    Journey(Journey),
}

/// Somebody who joins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// Who they are.
    pub person: Person,
    /// The part they come for.
    pub part: Part,
}

/// How far somebody whose registration does not say is taken to travel, in km.
pub const SUPPOSED_TRAVEL_KM: u16 = 30;

impl Newcomer {
    /// Somebody from a file of registrations, with the keys of the person and of the part.
    ///
    /// The form behind such files asks neither how people meet nor how far they travel nor, of a mentor, the tracks:
    /// everything is taken as possible, and [`SUPPOSED_TRAVEL_KM`]. Without a day of registration, it is today.
    pub fn registered(registration: &Registration, origin: Origin, keys: [Id; 2], today: Date) -> Self {
        let [person_id, part_id] = keys;
        let day = registration.registered_on.unwrap_or(today).min(today);
        let profile = Profile {
            trades: registration.trades.clone(),
            availabilities: registration.availabilities.clone(),
            in_person: true,
            remote: true,
            travel_km: SUPPOSED_TRAVEL_KM,
            ..Profile::default()
        };
        let part = match registration.role {
            Role::Mentor { capacity } => Part::Mentor(Mentor {
                id: part_id,
                person_id,
                capacity,
                joined_on: day,
                left_on: None,
                tracks: Track::ALL.iter().copied().collect(),
                profile,
            }),
            Role::Mentee { track } => Part::Journey(Journey {
                id: part_id,
                person_id,
                track,
                welcomed_on: day,
                ended: None,
                profile,
            }),
        };
        Self { person: person(registration, origin, person_id, day), part }
    }
}

fn person(registration: &Registration, origin: Origin, id: Id, registered_on: Date) -> Person {
    Person {
        id,
        first_name: registration.first_name.clone(),
        last_name: registration.last_name.clone(),
        email: registration.email.as_str().to_owned(),
        phone: registration.phone.clone(),
        postcode: registration.postcode.clone(),
        place_code: registration.place.map(str::to_owned),
        birth_year: registration.birth_year,
        sex: None,
        in_qpv: None,
        organisation_id: origin.organisation_id,
        branch_id: origin.branch_id,
        registered_on,
        languages: registration.languages.clone(),
        businesses: BTreeSet::new(),
    }
}
