//! Who waits, and what mentors still offer.

use sea_orm::{ConnectionTrait, DbErr};

use crate::accounts::access::Scope;
use crate::overview::supply::{Offer, Supply, Waiting};
use crate::overview::today::missing;
use crate::people::person::{Journey, Mentor, Person};
use crate::{people, proposals, tandems};

/// Everybody who waits, longest first, and every mentor of the pool with the places left.
pub async fn find_supply(db: &impl ConnectionTrait, scope: Scope) -> Result<Supply, DbErr> {
    let people = people::store::everybody(db, scope).await?;
    let mentors = people::store::open_mentors(db, scope).await?;
    let used = super::used_places(db).await?;
    let busy = [tandems::store::paired_journeys(), proposals::store::proposed_journeys()];
    let mut journeys = people::store::waiting_journeys(db, scope, busy).await?;
    journeys.sort_by_key(|journey| (journey.welcomed_on, journey.id));
    let waiting = journeys.into_iter().filter_map(|journey| {
        let person = people.get(&journey.person_id)?;
        Some(waiting_of(person, journey))
    });
    let offers = mentors.into_iter().filter_map(|mentor| {
        let used = used.get(&mentor.id).copied().unwrap_or(0);
        Some(offer_of(people.get(&mentor.person_id)?, mentor, used))
    });
    Ok(Supply { waiting: waiting.collect(), offers: offers.collect() })
}

fn waiting_of(person: &Person, journey: Journey) -> Waiting {
    Waiting {
        journey: journey.id,
        place: person.place_code.clone(),
        track: journey.track,
        trades: journey.profile.trades,
        since: journey.welcomed_on,
    }
}

fn offer_of(person: &Person, mentor: Mentor, used: u32) -> Offer {
    let capacity = u32::from(mentor.capacity);
    Offer {
        mentor: mentor.id,
        place: person.place_code.clone(),
        missing: missing(person, &mentor),
        tracks: mentor.tracks,
        trades: mentor.profile.trades,
        capacity,
        free: capacity.saturating_sub(used),
        joined_on: mentor.joined_on,
    }
}
