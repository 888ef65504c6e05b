//! What the overview reads, from the tables of the other nouns.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use super::supply::{Offer, Supply, Waiting};
use super::today::{Couple, LastRound, Unanswered, missing};
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::matching::proposal::{Party, Proposal};
use crate::people::person::{Journey, Mentor, Person};
use crate::tandems::tandem::Next;
use crate::{follow_ups, matching, people, requests, tandems};

/// Everybody who waits, longest first, and every mentor of the pool with the places left.
pub async fn find_supply(db: &impl ConnectionTrait, scope: Scope) -> Result<Supply, DbErr> {
    let people = people::store::everybody(db, scope).await?;
    let mentors = people::store::open_mentors(db, scope).await?;
    let mut taken = tandems::store::taken_places(db).await?;
    for (mentor, promised) in matching::store::promised_places(db).await? {
        *taken.entry(mentor).or_insert(0) += promised;
    }
    let busy = [tandems::store::paired_journeys(), matching::store::proposed_journeys()];
    let mut journeys = people::store::waiting_journeys(db, scope, busy).await?;
    journeys.sort_by_key(|journey| (journey.welcomed_on, journey.id));
    let waiting = journeys.into_iter().filter_map(|journey| {
        let person = people.get(&journey.person_id)?;
        Some(waiting_of(person, journey))
    });
    let offers = mentors.into_iter().filter_map(|mentor| {
        let taken = taken.get(&mentor.id).copied().unwrap_or(0);
        Some(offer_of(people.get(&mentor.person_id)?, mentor, taken))
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

fn offer_of(person: &Person, mentor: Mentor, taken: u32) -> Offer {
    let capacity = u32::from(mentor.capacity);
    Offer {
        mentor: mentor.id,
        place: person.place_code.clone(),
        missing: missing(person, &mentor),
        tracks: mentor.tracks,
        trades: mentor.profile.trades,
        capacity,
        free: capacity.saturating_sub(taken),
        joined_on: mentor.joined_on,
    }
}

/// Since when each request to join waits for an answer.
pub async fn requests_since(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Date>, DbErr> {
    let waiting = requests::store::list(db, scope).await?;
    Ok(waiting.iter().filter_map(|request| Some(request.confirmed_at?.day())).collect())
}

/// The open tandems, each with what comes next in it.
pub async fn list_next(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<(Couple, Next)>, DbErr> {
    let tandems = tandems::store::list_open(db, scope).await?;
    let ids: Vec<Id> = tandems.iter().map(|tandem| tandem.id).collect();
    let meetings = follow_ups::store::list_of(db, scope, &ids).await?;
    let next = tandems.iter().filter_map(|tandem| {
        let held = meetings.get(&tandem.id).map_or(&[][..], Vec::as_slice);
        let last_met_on = held.iter().map(|meeting| meeting.held_on).max();
        let couple = Couple { id: tandem.id, journey: tandem.journey_id, mentor: tandem.mentor_id };
        Some((couple, tandem.next(last_met_on, follow_ups::meeting::planned(held))?))
    });
    Ok(next.collect())
}

/// The proposals that await an answer, oldest first.
pub async fn list_unanswered(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Unanswered>, DbErr> {
    let pending = matching::store::list_pending(db, scope).await?;
    Ok(pending.iter().map(unanswered).collect())
}

fn unanswered(proposal: &Proposal) -> Unanswered {
    let is_awaited = |party: &Party| proposal.answer(*party).is_none();
    Unanswered {
        couple: Couple { id: proposal.id, journey: proposal.journey_id, mentor: proposal.mentor_id },
        awaited: Party::ALL.iter().copied().filter(is_awaited).collect(),
        due_on: proposal.due_on(),
    }
}

/// The newest round.
pub async fn find_last_round(db: &impl ConnectionTrait, scope: Scope) -> Result<Option<LastRound>, DbErr> {
    let Some(line) = matching::store::list_rounds(db, scope, 1).await?.pop() else { return Ok(None) };
    let round = matching::store::find_round(db, scope, line.id).await?;
    Ok(round.map(|round| LastRound {
        id: round.id,
        run_on: round.run_at.day(),
        pairs: round.draft.proposals.len(),
        left_out: round.draft.left_out.len(),
        proposed: round.proposed_on.is_some(),
    }))
}

/// The people of some journeys and of some mentors, by the key of the journey or of the mentor.
pub async fn list_people(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: &[Id],
    mentors: &[Id],
) -> Result<BTreeMap<Id, Person>, DbErr> {
    let journeys = people::store::journeys_by_id(db, scope, journeys).await?;
    let mentors = people::store::mentors_by_id(db, scope, mentors).await?;
    let journeys = journeys.iter().map(|journey| (journey.id, journey.person_id));
    let mentors = mentors.iter().map(|mentor| (mentor.id, mentor.person_id));
    let parts: Vec<(Id, Id)> = journeys.chain(mentors).collect();
    let ids: Vec<Id> = parts.iter().map(|(_, person)| *person).collect();
    let people = people::store::list_by_id(db, scope, &ids).await?;
    Ok(parts.into_iter().filter_map(|(part, person)| Some((part, people.get(&person)?.clone()))).collect())
}
