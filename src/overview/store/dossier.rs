//! The whole file of a person.

use std::collections::BTreeMap;

use sea_orm::DbErr;

use super::journal::journal_of;
use crate::accounts::access::Scope;
use crate::accounts::coordination::Coordinator;
use crate::db::{Db, Id};
use crate::overview::dossier::Dossier;
use crate::overview::story::LONGEST_STORY;
use crate::people::store::{self, Sides};
use crate::proposals::proposal::Proposal;
use crate::{accounts, follow_ups, outcomes, proposals, tandems};

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
    let mut outcomes = BTreeMap::new();
    for &journey in &journey_ids {
        outcomes.insert(journey, outcomes::store::list_of(db, scope, journey).await?);
    }
    let mut dossier = Dossier {
        sides: sides(db, scope, &tandem_ids, &proposals).await?,
        meetings: follow_ups::store::list_of(db, scope, &tandem_ids).await?,
        person,
        mentor,
        journeys,
        tandems,
        proposals,
        outcomes,
        journal: Default::default(),
        steps: super::list_steps_of_person(db, scope, id).await?,
        calls: Vec::new(),
        coordinator: None,
    };
    dossier.calls = super::list_named_calls(db, &dossier.keys()).await?;
    dossier.coordinator = coordinator(db, &dossier).await?;
    let keys: Vec<Id> = dossier.keys().into_iter().collect();
    dossier.journal = journal_of(db, &keys, LONGEST_STORY as u64 * LINES_READ).await?;
    Ok(Some(dossier))
}

/// Whom the person calls. The account is that of the hub, whoever the other side of the tandem is.
async fn coordinator(db: &Db, dossier: &Dossier) -> Result<Option<Coordinator>, DbErr> {
    let chosen = match (dossier.open_journey(), dossier.newest_tandem()) {
        (Some(journey), _) => journey.coordinator_id,
        (None, Some(tandem)) => store::find_chosen_coordinator(db, tandem.journey_id).await?,
        (None, None) => None,
    };
    Ok(accounts::store::find_coordination(db).await?.of(chosen).cloned())
}

async fn sides(db: &Db, scope: Scope, tandems: &[Id], proposals: &[Proposal]) -> Result<Sides, DbErr> {
    let proposals: Vec<Id> = proposals.iter().map(|proposal| proposal.id).collect();
    let mut sides = store::list_sides(db, tandems::store::sides(scope, tandems)).await?;
    let proposed = store::list_sides(db, proposals::store::proposal_sides(scope, &proposals)).await?;
    sides.mentors.extend(proposed.mentors);
    sides.journeys.extend(proposed.journeys);
    Ok(sides)
}
