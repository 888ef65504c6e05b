//! What becomes of a registration: a person, with the part they come for.

use std::collections::BTreeSet;

use time::Date;

use super::{Registration, Role};
use crate::organisations::Origin;
use crate::people::newcomer::{Details, Need, Newcomer, Offer, Part};
use crate::people::profile::Profile;
use crate::track::Track;

/// How far somebody whose registration does not say is taken to travel, in km.
pub const SUPPOSED_TRAVEL_KM: u16 = 30;

/// Somebody from a file of registrations.
///
/// The form behind such files asks neither how people meet nor how far they travel nor, of a mentor, the tracks:
/// everything is taken as possible, and [`SUPPOSED_TRAVEL_KM`]. Without a day of registration, it is today.
pub fn newcomer(registration: &Registration, origin: Origin, today: Date) -> Newcomer {
    let registered_on = registration.registered_on.unwrap_or(today).min(today);
    let profile = Profile {
        trades: registration.trades.clone(),
        availabilities: registration.availabilities.clone(),
        in_person: true,
        remote: true,
        travel_km: SUPPOSED_TRAVEL_KM,
        ..Profile::default()
    };
    let part = match registration.role {
        Role::Mentor { capacity } => {
            let tracks = Track::ALL.iter().copied().collect();
            Part::Mentor(Offer { capacity, left_on: None, available_from: None, tracks, profile })
        }
        Role::Mentee { track } => {
            Part::Journey(Need { track, welcomed_on: registered_on, waits_from: None, profile })
        }
    };
    Newcomer { details: details(registration), origin, registered_on, part }
}

fn details(registration: &Registration) -> Details {
    Details {
        first_name: registration.first_name.clone(),
        last_name: registration.last_name.clone(),
        email: Some(registration.email.as_str().to_owned()),
        shares_address: false,
        is_address_right: false,
        phone: registration.phone.clone(),
        channel: None,
        postal_address: None,
        postcode: registration.postcode.clone(),
        place_code: registration.place.map(str::to_owned),
        birth_year: registration.birth_year,
        sex: None,
        in_qpv: None,
        languages: registration.languages.clone(),
        businesses: BTreeSet::new(),
    }
}
