//! Who is unmatched, and what mentors still offer.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use super::{matched_journeys, used_mentors};
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::overview::areas::{Area, area_of};
use crate::overview::hints::{Missing, missing};
use crate::overview::supply::{Narrowed, Supply};
use crate::people;
use crate::people::person::{Mentor, Person};
use crate::people::store::Counting;
use crate::territories::need::Need;
use crate::track::Track;

/// Everybody unmatched and everything the mentors of the pool offer, at each place.
///
/// A mentor who helps in several tracks has the same places in each.
pub async fn find_supply(
    db: &impl ConnectionTrait,
    scope: Scope,
    narrowed: Narrowed<'_>,
    today: Date,
) -> Result<Supply, DbErr> {
    let counting = Counting { track: narrowed.track, trade: narrowed.trade, by_track: false };
    let mut supply = Supply::default();
    for at in people::store::count_open_by_place(db, scope, matched_journeys(today), counting).await? {
        supply.needs.entry(at.place).or_default().unmatched += at.people;
    }
    for at in people::store::count_offers_by_place(db, scope, used_mentors(), counting, today).await? {
        supply.capacity += at.capacity;
        supply.with_free += at.with_free;
        let offered = Need { unmatched: 0, places: at.free, mentors: at.mentors };
        supply.needs.entry(at.place).or_default().add(offered);
    }
    Ok(supply)
}

/// The need in each area on each track; an area where nobody is unmatched and nobody offers has zeros.
pub async fn find_needs_by_area(
    db: &impl ConnectionTrait,
    scope: Scope,
    today: Date,
) -> Result<BTreeMap<Area, BTreeMap<Track, Need>>, DbErr> {
    let counting = Counting { by_track: true, ..Counting::default() };
    let zeros = || Track::ALL.iter().map(|&track| (track, Need::default())).collect();
    let mut areas: BTreeMap<Area, BTreeMap<Track, Need>> =
        Area::ALL.iter().map(|&area| (area, zeros())).collect();
    let mut add = |place: Option<&str>, track: Option<Track>, need: Need| {
        let tracks = place.and_then(area_of).and_then(|area| areas.get_mut(&area));
        if let Some(known) = tracks.zip(track).and_then(|(tracks, track)| tracks.get_mut(&track)) {
            known.add(need);
        }
    };
    for at in people::store::count_open_by_place(db, scope, matched_journeys(today), counting).await? {
        add(at.place.as_deref(), at.track, Need { unmatched: at.people, ..Need::default() });
    }
    for at in people::store::count_offers_by_place(db, scope, used_mentors(), counting, today).await? {
        let offered = Need { unmatched: 0, places: at.free, mentors: at.mentors };
        add(at.place.as_deref(), at.track, offered);
    }
    Ok(areas)
}

/// The first mentors whose file lacks something, with what it lacks.
pub async fn list_incomplete(
    db: &impl ConnectionTrait,
    scope: Scope,
    most: usize,
) -> Result<Vec<(Person, Vec<Missing>)>, DbErr> {
    let ids = people::store::list_incomplete_mentors(db, scope, most as u64).await?;
    let mentors = people::store::mentors_by_id(db, scope, &ids).await?;
    let persons: Vec<Id> = mentors.iter().map(|mentor| mentor.person_id).collect();
    let persons = people::store::list_by_id(db, scope, &persons).await?;
    let line = |mentor: &Mentor| {
        let person: &Person = persons.get(&mentor.person_id)?;
        Some((person.clone(), missing(person, mentor)))
    };
    Ok(mentors.iter().filter_map(line).collect())
}
