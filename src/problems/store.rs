//! The table of problems.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use super::problem::{Closed, Kind, Outcome, Problem, ProblemDeed};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Instant, Keys, Stored, Write, entity, pairs_of};
use crate::people::store::{is_journey_within, is_mentor_within};
use crate::proposals::proposal::Party;

entity!(row, "problems", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    mentor_id: Uuid,
    journey_id: Uuid,
    party: String,
    kind: String,
    words: Option<String>,
    reported_at: Instant,
    closed_on: Option<Date>,
    outcome: Option<String>,
    contact_back_on: Option<Date>,
    closed_by_id: Option<Uuid>,
});

/// The condition that a problem is of a pair of which a scope holds one side.
fn within(scope: Scope) -> Expr {
    is_journey_within(row::Column::JourneyId, scope).or(is_mentor_within(row::Column::MentorId, scope))
}

/// Adds a problem.
pub async fn insert(write: &Write, problem: &Problem) -> Result<(), DbErr> {
    let row = row::ActiveModel {
        id: Set(problem.id),
        mentor_id: Set(problem.mentor_id),
        journey_id: Set(problem.journey_id),
        party: Set(problem.party.code().to_owned()),
        kind: Set(problem.kind.code().to_owned()),
        words: Set(problem.words.clone()),
        reported_at: Set(problem.reported_at),
        ..Default::default()
    };
    row::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(ProblemDeed::Reported, problem.id);
    Ok(())
}

/// Stores how a problem ended.
pub async fn save_closure(write: &Write, id: Id, closed: Closed) -> Result<(), DbErr> {
    let row = row::ActiveModel {
        id: Set(id),
        closed_on: Set(Some(closed.on)),
        outcome: Set(Some(closed.outcome.code().to_owned())),
        closed_by_id: Set(Some(closed.by)),
        ..Default::default()
    };
    row::Entity::update(row).exec(write.on()).await?;
    write.record(ProblemDeed::Closed, id);
    Ok(())
}

/// The closed problems of the pair of a problem hide nothing any more: an open one still does.
pub async fn save_contact_back(write: &Write, problem: &Problem) -> Result<(), DbErr> {
    row::Entity::update_many()
        .col_expr(row::Column::ContactBackOn, Expr::value(write.today()))
        .filter(row::Column::MentorId.eq(problem.mentor_id))
        .filter(row::Column::JourneyId.eq(problem.journey_id))
        .filter(row::Column::ClosedOn.is_not_null())
        .filter(row::Column::ContactBackOn.is_null())
        .exec(write.on())
        .await?;
    write.record(ProblemDeed::ContactGivenBack, problem.id);
    Ok(())
}

/// Forgets the problems that were closed before a day; returns how many.
pub async fn delete_old(write: &Write, before: Date) -> Result<u64, DbErr> {
    let old = row::Column::ClosedOn.lt(before);
    Ok(row::Entity::delete_many().filter(old).exec(write.on()).await?.rows_affected)
}

/// The problem of a key, if the scope holds one of its sides.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Problem>, DbErr> {
    row::Entity::find_by_id(id).filter(within(scope)).one(db).await?.map(problem_of).transpose()
}

/// The same, held until this transaction ends.
pub async fn lock(write: &Write, scope: Scope, id: Id) -> Result<Option<Problem>, DbErr> {
    let found = row::Entity::find_by_id(id).filter(within(scope)).lock_exclusive().one(write.on()).await?;
    found.map(problem_of).transpose()
}

/// The problems of a pair of a scope, newest first.
pub async fn list_of_pair(
    db: &impl ConnectionTrait,
    scope: Scope,
    mentor: Id,
    journey: Id,
) -> Result<Vec<Problem>, DbErr> {
    let rows = row::Entity::find()
        .filter(within(scope))
        .filter(row::Column::MentorId.eq(mentor))
        .filter(row::Column::JourneyId.eq(journey))
        .order_by_desc(row::Column::ReportedAt)
        .order_by_desc(row::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(problem_of).collect()
}

/// The pairs, mentor and journey, of some journeys of a scope that do not see how to reach each other.
pub async fn list_hidden(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: &[Id],
) -> Result<BTreeSet<(Id, Id)>, DbErr> {
    if journeys.is_empty() {
        return Ok(BTreeSet::new());
    }
    let pairs: Vec<(Id, Id)> = row::Entity::find()
        .select_only()
        .columns([row::Column::MentorId, row::Column::JourneyId])
        .filter(within(scope))
        .filter(row::Column::JourneyId.is_in(journeys.iter().copied()))
        .filter(row::Column::ContactBackOn.is_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(pairs.into_iter().collect())
}

/// The mentor and the journey of some problems of a scope.
pub async fn pairs(
    db: &impl ConnectionTrait,
    scope: Scope,
    problems: &[Id],
) -> Result<BTreeMap<Id, (Id, Id)>, DbErr> {
    if problems.is_empty() {
        return Ok(BTreeMap::new());
    }
    let these = row::Column::Id.is_in(problems.iter().copied());
    let rows = row::Entity::find().filter(within(scope)).filter(these);
    pairs_of(db, rows, [row::Column::Id, row::Column::MentorId, row::Column::JourneyId]).await
}

/// The mentors and the journeys of some problems of a scope, for a condition on other tables.
pub fn sides(scope: Scope, problems: &[Id]) -> [SelectStatement; 2] {
    [row::Column::MentorId, row::Column::JourneyId].map(|side| {
        Query::select()
            .column(side)
            .from(row::Entity)
            .and_where(within(scope).and(row::Column::Id.is_in(problems.iter().copied())))
            .to_owned()
    })
}

/// The problems of some journeys, for whoever hands their steps over.
pub fn ids_of_journeys(journeys: SelectStatement) -> SelectStatement {
    Query::select()
        .column(row::Column::Id)
        .from(row::Entity)
        .and_where(row::Column::JourneyId.in_subquery(journeys))
        .to_owned()
}

/// The keys of the problems of a journey, for whoever decides on it.
pub async fn list_of_journey(of: &impl Deciding, journey: Id) -> Result<Vec<Id>, DbErr> {
    row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::JourneyId.eq(journey))
        .into_tuple()
        .all(of.on())
        .await
}

/// The open problems of some keys.
pub async fn list_to_settle(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<Problem>, DbErr> {
    let rows = row::Entity::find()
        .filter(row::Column::ClosedOn.is_null())
        .filter(keys.hold(row::Column::Id))
        .order_by_asc(row::Column::Id)
        .all(of.on())
        .await?;
    rows.into_iter().map(problem_of).collect()
}

fn problem_of(row: row::Model) -> Result<Problem, DbErr> {
    let stored = Stored::new(row::Entity, &row.id);
    let outcome = stored.maybe_code(row::Column::Outcome, row.outcome.as_deref(), Outcome::from_code)?;
    let by = stored.together(row::Column::ClosedById, row.closed_by_id, outcome)?;
    let closed = stored.together(row::Column::ClosedOn, row.closed_on, by)?;
    Ok(Problem {
        party: stored.code(row::Column::Party, &row.party, Party::from_code)?,
        kind: stored.code(row::Column::Kind, &row.kind, Kind::from_code)?,
        closed: closed.map(|(on, (by, outcome))| Closed { on, outcome, by }),
        id: row.id,
        mentor_id: row.mentor_id,
        journey_id: row.journey_id,
        words: row.words,
        reported_at: row.reported_at,
        contact_back_on: row.contact_back_on,
    })
}
