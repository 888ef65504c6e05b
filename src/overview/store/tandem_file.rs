//! The whole file of a tandem, and the list of those that are open.

use sea_orm::DbErr;
use time::Date;

use super::journal::journal_of;
use crate::accounts::access::Scope;
use crate::db::{Db, Id};
use crate::overview::tandem_file::{OpenTandem, TandemFile};
use crate::{follow_ups, outcomes, people, proposals, tandems};

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
    let both = [people.mentor.id, people.mentee.id];
    Ok(Some(TandemFile {
        meetings: follow_ups::store::list_of(db, scope, &[id]).await?.remove(&id).unwrap_or_default(),
        outcomes: outcomes::store::list_of(db, scope, people.journey.id).await?,
        followed: people::store::list_by_id(db, scope, &both).await?.into_keys().collect(),
        journal: journal_of(db, &[id], JOURNAL_LINES).await?,
        proposal,
        people,
    }))
}

/// The open tandems of a scope with what comes next in each, the most overdue first.
pub async fn list_open_tandems(db: &Db, scope: Scope, today: Date) -> Result<Vec<OpenTandem>, DbErr> {
    let open = tandems::store::list_with_people(db, scope, false).await?;
    let ids: Vec<Id> = open.iter().map(|people| people.tandem.id).collect();
    let mut meetings = follow_ups::store::list_of(db, scope, &ids).await?;
    let line = |people: tandems::tandem::TandemPeople| {
        let held = meetings.remove(&people.tandem.id).unwrap_or_default();
        OpenTandem::new(people, &held, today)
    };
    let mut lines: Vec<OpenTandem> = open.into_iter().filter_map(line).collect();
    lines.sort_by_key(|line| (line.next.due_on, line.people.tandem.id));
    Ok(lines)
}
