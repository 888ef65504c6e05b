//! The whole file of a tandem, and the list of those that are open.

use std::collections::BTreeSet;
use std::ops::Range;

use sea_orm::{ColumnTrait as _, DbErr};

use super::journal::journal_of;
use crate::accounts::access::Scope;
use crate::db::{Db, Id};
use crate::follow_ups::meeting::last_met_on;
use crate::overview::steps::StepLine;
use crate::overview::tandem_file::{OpenTandem, TandemFile};
use crate::steps::store::Reached;
use crate::steps::{Filter, Subject, SubjectKind};
use crate::tandems::store::Chosen;
use crate::{accounts, follow_ups, outcomes, people, problems, proposals, steps, tandems};

/// The journal of one tandem has a line a meeting; far fewer than this in years.
const JOURNAL_LINES: u64 = 500;

/// What the hub holds of a tandem, if the scope holds one of its sides. What the scope does not hold of it is left out: the
/// proposal, what came of the journey, whose contacts may be read.
pub async fn find_tandem_file(db: &Db, scope: Scope, id: Id) -> Result<Option<TandemFile>, DbErr> {
    let Some(people) = tandems::store::find_with_people(db, scope, id).await? else { return Ok(None) };
    let proposal = match people.tandem.proposal_id {
        Some(proposal) => proposals::store::find_proposal(db, scope, proposal).await?,
        None => None,
    };
    let signatures = match &proposal {
        Some(proposal) => tandems::store::list_signatures(db, scope, proposal.id).await?,
        None => Vec::new(),
    };
    let coordination = accounts::store::find_coordination(db).await?;
    let both = [people.mentor.id, people.mentee.id];
    let pair = (people.tandem.mentor_id, people.tandem.journey_id);
    Ok(Some(TandemFile {
        meetings: follow_ups::store::list_of(db, scope, &[id]).await?.remove(&id).unwrap_or_default(),
        outcomes: outcomes::store::list_of(db, scope, people.journey.id).await?,
        followed: people::store::list_by_id(db, scope, &both).await?.into_keys().collect(),
        journal: journal_of(db, &[id], JOURNAL_LINES).await?,
        step: super::find_step_about(db, scope, Subject { kind: SubjectKind::Tandem, id }).await?,
        calls: super::list_named_calls(db, &BTreeSet::from([id])).await?,
        coordinator: coordination.of(people.journey.coordinator_id).cloned(),
        is_paused: problems::store::list_hidden(db, scope, &[pair.1]).await?.contains(&pair),
        proposal,
        signatures,
        people,
    }))
}

/// Some of the open tandems of a list with what comes next in each, the first due first.
pub async fn list_open_tandems(
    db: &Db,
    scope: Scope,
    chosen: &Chosen,
    part: Range<usize>,
) -> Result<Vec<OpenTandem>, DbErr> {
    // A tandem has a step as long as it is open: where all are listed, there is nothing to choose from.
    let these = if scope == Scope::Hub && *chosen == Chosen::default() {
        Reached::Everything
    } else {
        let ids = tandems::store::chosen_ids(scope, chosen);
        Reached::These(vec![(SubjectKind::Tandem, steps::store::subject().in_subquery(ids))])
    };
    let filter = Filter { kinds: BTreeSet::from([SubjectKind::Tandem]), ..Filter::default() };
    let steps = steps::store::list(db, &these, &filter, part).await?;
    let ids: Vec<Id> = steps.iter().map(|step| step.subject.id).collect();
    let steps = super::lines_of(db, scope, steps).await?;
    let mut open = tandems::store::list_with_people(db, scope, &ids).await?;
    let meetings = follow_ups::store::list_of(db, scope, &ids).await?;
    let line = |step: StepLine| {
        let people = open.remove(&step.step.subject.id)?;
        let last_met_on = last_met_on(meetings.get(&people.tandem.id).map_or(&[][..], Vec::as_slice));
        Some(OpenTandem { people, last_met_on, step })
    };
    Ok(steps.into_iter().filter_map(line).collect())
}
