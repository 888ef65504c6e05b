//! The whole file of a person.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};

use super::journal::journal_of;
use crate::accounts::access::Scope;
use crate::db::{Db, Id};
use crate::overview::dossier::Dossier;
use crate::overview::story::LONGEST_STORY;
use crate::people::store::{self, Sides};
use crate::{follow_ups, outcomes, problems, proposals, tandems};

/// How many lines of the journal are read for each line that a story shows: it also tells what a story does not.
const LINES_READ: u64 = 4;

/// What the hub holds of a person, if the scope holds them.
pub async fn find_dossier(db: &Db, scope: Scope, id: Id) -> Result<Option<Dossier>, DbErr> {
    let Some(person) = store::find(db, scope, id).await? else { return Ok(None) };
    let mentor = store::mentor_of(db, scope, id).await?;
    let journeys = store::journeys_of(db, scope, id).await?;
    let journey_ids: Vec<Id> = journeys.iter().map(|journey| journey.id).collect();

    let mut tandems = tandems::store::list_of_journeys(db, scope, &journey_ids).await?;
    let mut proposals = proposals::store::proposals_of(db, scope, &journey_ids).await?;
    if let Some(mentor) = &mentor {
        tandems.extend(tandems::store::list_of_mentor(db, scope, mentor.id).await?);
        proposals.extend(proposals::store::proposals_to(db, scope, mentor.id).await?);
    }
    let tandem_ids: Vec<Id> = tandems.iter().map(|tandem| tandem.id).collect();
    let proposal_ids: Vec<Id> = proposals.iter().map(|proposal| proposal.id).collect();
    let mut outcomes = BTreeMap::new();
    for &journey in &journey_ids {
        outcomes.insert(journey, outcomes::store::list_of(db, scope, journey).await?);
    }
    let paired: Vec<Id> = tandems.iter().map(|tandem| tandem.journey_id).collect();
    let mut dossier = Dossier {
        hidden: problems::store::list_hidden(db, scope, &paired).await?,
        sides: list_sides(db, scope, &tandem_ids, &proposal_ids).await?,
        meetings: follow_ups::store::list_of(db, scope, &tandem_ids).await?,
        person,
        mentor,
        journeys,
        tandems,
        proposals,
        outcomes,
        journal: Default::default(),
        steps: super::list_steps_of(db, scope, [&journey_ids, &tandem_ids, &proposal_ids]).await?,
        calls: Vec::new(),
    };
    dossier.calls = super::list_named_calls(db, &dossier.keys()).await?;
    let keys: Vec<Id> = dossier.keys().into_iter().collect();
    dossier.journal = journal_of(db, &keys, LONGEST_STORY as u64 * LINES_READ).await?;
    Ok(Some(dossier))
}

/// The people on both sides of some tandems and proposals.
pub(super) async fn list_sides(
    db: &impl ConnectionTrait,
    scope: Scope,
    tandems: &[Id],
    proposals: &[Id],
) -> Result<Sides, DbErr> {
    let mut sides = Sides::default();
    if !tandems.is_empty() {
        sides = store::list_sides(db, tandems::store::sides(scope, tandems)).await?;
    }
    if !proposals.is_empty() {
        let proposed = store::list_sides(db, proposals::store::proposal_sides(scope, proposals)).await?;
        sides.mentors.extend(proposed.mentors);
        sides.journeys.extend(proposed.journeys);
    }
    Ok(sides)
}
