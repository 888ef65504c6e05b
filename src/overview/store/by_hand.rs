//! What is read of one pair that somebody would propose by hand.

use std::collections::BTreeSet;

use sea_orm::DbErr;
use time::Date;

use super::used_places;
use crate::accounts::access::Scope;
use crate::db::{Db, Id, Keys};
use crate::people::person::{Journey, Mentor, Person};
use crate::rounds::by_hand::ByHand;
use crate::rounds::inputs::{MenteeInput, MentorInput, Pair};
use crate::rounds::not_proposed::Obstacle;
use crate::secret::Secret;
use crate::{people, proposals, rounds, tandems};

/// A journey for which somebody would propose a mentor by hand.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct JourneyByHand {
    pub journey: Journey,
    pub person: Person,
    /// Why no mentor may be proposed at all, if none may.
    pub obstacle: Option<Obstacle>,
}

/// A journey of a scope, with what stands against proposing anybody.
pub async fn find_journey_by_hand(
    db: &Db,
    scope: Scope,
    id: Id,
    today: Date,
) -> Result<Option<JourneyByHand>, DbErr> {
    let Some(journey) = people::store::find_journey(db, scope, id).await? else { return Ok(None) };
    let Some(person) = people::store::find(db, scope, journey.person_id).await? else { return Ok(None) };
    let tandems = tandems::store::list_of_journeys(db, scope, &[id]).await?;
    let proposals = proposals::store::proposals_of(db, scope, &[id]).await?;
    let obstacle = if journey.ended.is_some() {
        Some(Obstacle::JourneyEnded)
    } else if tandems.iter().any(|tandem| tandem.is_open()) {
        Some(Obstacle::InTandem)
    } else if proposals.iter().any(|proposal| proposal.state().is_open()) {
        Some(Obstacle::Proposed)
    } else {
        journey.is_later(today).then_some(Obstacle::JourneyLater)
    };
    Ok(Some(JourneyByHand { journey, person, obstacle }))
}

/// A mentor of a scope beside a journey: what the rules and the scores say of the pair.
pub async fn find_by_hand(
    db: &Db,
    scope: Scope,
    (about, mentor): (&JourneyByHand, Id),
    secret: &Secret,
    today: Date,
) -> Result<Option<(Mentor, Person, Option<Obstacle>, ByHand)>, DbErr> {
    let Some(mentor) = people::store::find_mentor(db, scope, mentor).await? else { return Ok(None) };
    let Some(person) = people::store::find(db, scope, mentor.person_id).await? else { return Ok(None) };
    let used = used_places(db, Keys::These(&[mentor.id])).await?.get(&mentor.id).copied().unwrap_or(0);
    let needs = MenteeInput::new(&about.person.facts(), &about.journey, secret);
    let offers = MentorInput::new(&person.facts(), &mentor, used, secret);
    // A no holds in whichever journey of the person it was said.
    let journeys = people::store::journeys_of(db, scope, about.person.id).await?;
    let declined = proposals::store::declined_pairs(db).await?.into_iter();
    let was_declined = declined
        .filter(|(_, declined)| *declined == mentor.id)
        .any(|(journey, _)| journeys.iter().any(|own| own.id == journey));
    let pair = Pair { journey: about.journey.id, mentor: mentor.id };
    let refused: BTreeSet<Pair> = was_declined.then_some(pair).into_iter().collect();
    let exclusions = rounds::store::list_exclusions(db).await?;
    let obstacle = if mentor.left_on.is_some() {
        Some(Obstacle::MentorLeft)
    } else {
        mentor.is_later(today).then_some(Obstacle::MentorLater)
    };
    Ok(Some((mentor, person, obstacle, ByHand::of(needs, offers, exclusions, refused))))
}
