//! Who is unmatched, and what mentors still offer.

use sea_orm::{ConnectionTrait, DbErr};

use super::matched_journeys;
use crate::accounts::access::Scope;
use crate::overview::hints::missing;
use crate::overview::supply::{Offer, Supply, Unmatched};
use crate::people;
use crate::people::person::{Journey, Mentor, Person};

/// Everybody unmatched, and every mentor of the pool with the places left.
pub async fn find_supply(db: &impl ConnectionTrait, scope: Scope) -> Result<Supply, DbErr> {
    let people = people::store::everybody(db, scope).await?;
    let mentors = people::store::open_mentors(db, scope).await?;
    let used = super::used_places(db).await?;
    let journeys = people::store::open_journeys(db, scope, matched_journeys()).await?;
    let unmatched = journeys.into_iter().filter_map(|journey| {
        let person = people.get(&journey.person_id)?;
        Some(unmatched_of(person, journey))
    });
    let offers = mentors.into_iter().filter_map(|mentor| {
        let used = used.get(&mentor.id).copied().unwrap_or(0);
        Some(offer_of(people.get(&mentor.person_id)?, mentor, used))
    });
    Ok(Supply { unmatched: unmatched.collect(), offers: offers.collect() })
}

fn unmatched_of(person: &Person, journey: Journey) -> Unmatched {
    Unmatched {
        journey: journey.id,
        person: person.id,
        place: person.place_code.clone(),
        track: journey.track,
        trades: journey.profile.trades,
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
