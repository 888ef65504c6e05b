//! The acts of people.

mod edit;
mod export;
mod journeys;
mod mentors;
mod register;

use tandem::organisations::Origin;
use tandem::people::newcomer::{Details, Need, Newcomer, Offer, Part};
use tandem::people::profile::{Language, Level, Profile};
use tandem::track::Track;

use crate::support::TestHub;

/// What is said of somebody with this address.
fn details(email: &str) -> Details {
    Details {
        first_name: "Olive".to_owned(),
        last_name: "Tapenade".to_owned(),
        email: Some(email.to_owned()).filter(|email| !email.is_empty()),
        phone: None,
        shares_address: false,
        is_address_right: false,
        channel: None,
        postal_address: None,
        postcode: Some("13013".to_owned()),
        place_code: Some("13213".to_owned()),
        birth_year: Some(1980),
        sex: None,
        in_qpv: None,
        languages: [(Language::French, Level::C2)].into(),
        businesses: ["732829320".to_owned()].into(),
    }
}

fn offer(capacity: u8) -> Offer {
    let profile = Profile { remote: true, ..Profile::default() };
    Offer { capacity, left_on: None, available_from: None, tracks: [Track::Employment].into(), profile }
}

fn need(hub: &TestHub) -> Need {
    let profile = Profile { remote: true, ..Profile::default() };
    Need { track: Track::Creation, welcomed_on: hub.app.today(), waits_from: None, profile }
}

/// A mentee of the branch where the adviser works.
fn newcomer(hub: &TestHub, email: &str) -> Newcomer {
    Newcomer {
        details: details(email),
        origin: branch(hub, 0),
        registered_on: hub.app.today(),
        part: Part::Journey(need(hub)),
    }
}

fn branch(hub: &TestHub, number: usize) -> Origin {
    Origin { organisation_id: hub.partner(), branch_id: Some(hub.branch(number)) }
}

fn organisation(id: tandem::db::Id) -> Origin {
    Origin { organisation_id: id, branch_id: None }
}
