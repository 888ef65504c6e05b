//! The tables of tandems, of the versions of the charter, and of the signatures.

mod news;
mod signatures;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use super::tandem::{ClosureReason, Tandem, TandemDeed, TandemPeople};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Keys, Stored, Write, entity, is_one_of, pairs_of};
use crate::people;
use crate::people::store::{is_among_journeys, is_among_mentors, is_journey_within, is_mentor_within};

pub use news::*;
pub use signatures::*;

entity!(row, "tandems", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    proposal_id: Option<Uuid>,
    journey_id: Uuid,
    mentor_id: Uuid,
    started_on: Date,
    closed_on: Option<Date>,
    closure_reason: Option<String>,
});

/// The condition that a tandem, found by another one, is of the people of a scope, on either side.
fn within(scope: Scope) -> Expr {
    is_journey_within(row::Column::JourneyId, scope).or(is_mentor_within(row::Column::MentorId, scope))
}

/// The condition that a column of another table holds a tandem of a scope.
pub fn is_tandem_within(column: impl ColumnTrait, scope: Scope) -> Expr {
    match scope {
        Scope::Hub => within(scope),
        _ => {
            let of_people =
                Query::select().column(row::Column::Id).from(row::Entity).and_where(within(scope)).to_owned();
            is_one_of(column, row::Column::Id, of_people)
        }
    }
}

/// The same as [`within`], for a statement over the whole table.
fn among(scope: Scope) -> Expr {
    is_among_journeys(row::Column::JourneyId, scope).or(is_among_mentors(row::Column::MentorId, scope))
}

/// The keys of the tandems of a scope, for a condition on another table.
pub fn ids_within(scope: Scope) -> SelectStatement {
    Query::select().column(row::Column::Id).from(row::Entity).and_where(among(scope)).to_owned()
}

/// The keys of the tandems of some journeys, for a condition on a table that is within a scope.
pub fn ids_of(journeys: SelectStatement) -> SelectStatement {
    let of_journeys = row::Column::JourneyId.in_subquery(journeys);
    Query::select().column(row::Column::Id).from(row::Entity).and_where(of_journeys).to_owned()
}

/// The mentors and the journeys of some tandems of a scope, for a condition on other tables.
pub fn sides(scope: Scope, tandems: &[Id]) -> [SelectStatement; 2] {
    [row::Column::MentorId, row::Column::JourneyId].map(|side| {
        Query::select()
            .column(side)
            .from(row::Entity)
            .and_where(within(scope).and(row::Column::Id.is_in(tandems.iter().copied())))
            .to_owned()
    })
}

/// The mentor and the journey of some tandems of a scope.
pub async fn pairs(
    db: &impl ConnectionTrait,
    scope: Scope,
    tandems: &[Id],
) -> Result<BTreeMap<Id, (Id, Id)>, DbErr> {
    if tandems.is_empty() {
        return Ok(BTreeMap::new());
    }
    let these = row::Column::Id.is_in(tandems.iter().copied());
    let rows = row::Entity::find().filter(within(scope)).filter(these);
    pairs_of(db, rows, [row::Column::Id, row::Column::MentorId, row::Column::JourneyId]).await
}

/// Adds a tandem.
pub async fn insert(write: &Write, tandem: &Tandem) -> Result<(), DbErr> {
    row::Entity::insert(row_of(tandem)).exec_without_returning(write.on()).await?;
    write.record(TandemDeed::Started, tandem.id);
    Ok(())
}

/// Stores the closure of a tandem.
pub async fn save_closure(write: &Write, tandem: &Tandem) -> Result<(), DbErr> {
    row::Entity::update(row_of(tandem)).exec(write.on()).await?;
    write.record(TandemDeed::Closed, tandem.id);
    Ok(())
}

/// The tandem of a key, if the scope holds one of its sides.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Tandem>, DbErr> {
    row::Entity::find_by_id(id).filter(within(scope)).one(db).await?.map(tandem_of).transpose()
}

/// The same, held until this transaction ends.
pub async fn lock(write: &Write, scope: Scope, id: Id) -> Result<Option<Tandem>, DbErr> {
    let found = row::Entity::find_by_id(id).filter(within(scope)).lock_exclusive().one(write.on()).await?;
    found.map(tandem_of).transpose()
}

/// Every tandem, oldest first.
pub async fn list_all(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Tandem>, DbErr> {
    list(db, among(scope)).await
}

/// The tandems of some journeys, oldest first.
pub async fn list_of_journeys(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: &[Id],
) -> Result<Vec<Tandem>, DbErr> {
    if journeys.is_empty() {
        return Ok(Vec::new());
    }
    list(db, within(scope).and(row::Column::JourneyId.is_in(journeys.iter().copied()))).await
}

/// The tandems of a mentor, oldest first.
pub async fn list_of_mentor(
    db: &impl ConnectionTrait,
    scope: Scope,
    mentor: Id,
) -> Result<Vec<Tandem>, DbErr> {
    list(db, within(scope).and(row::Column::MentorId.eq(mentor))).await
}

/// The tandems of a mentor, each held until this transaction ends, in the order of their keys.
pub async fn lock_of_mentor(write: &Write, mentor: Id) -> Result<Vec<Tandem>, DbErr> {
    let rows = row::Entity::find()
        .filter(row::Column::MentorId.eq(mentor))
        .order_by_asc(row::Column::Id)
        .lock_exclusive()
        .all(write.on())
        .await?;
    rows.into_iter().map(tandem_of).collect()
}

async fn list(db: &impl ConnectionTrait, of: Expr) -> Result<Vec<Tandem>, DbErr> {
    let rows = row::Entity::find()
        .filter(of)
        .order_by_asc(row::Column::StartedOn)
        .order_by_asc(row::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(tandem_of).collect()
}

/// What a list of tandems is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Those that were closed, rather than those that are open.
    pub closed: bool,
    /// What the journey and its person are.
    pub journey: people::store::Chosen,
}

impl Chosen {
    fn condition(&self, scope: Scope) -> Expr {
        let (closed, journey) = (row::Column::ClosedOn, row::Column::JourneyId);
        let state = if self.closed { closed.is_not_null() } else { closed.is_null() };
        let tandems = state.and(among(scope));
        match people::store::chosen_journeys(&self.journey) {
            Some(journeys) => tandems.and(journey.in_subquery(journeys)),
            None => tandems,
        }
    }
}

/// The keys of the tandems of a list, for a condition on another table.
pub fn chosen_ids(scope: Scope, chosen: &Chosen) -> SelectStatement {
    Query::select().column(row::Column::Id).from(row::Entity).and_where(chosen.condition(scope)).to_owned()
}

/// How many tandems a list has.
pub async fn count_chosen(db: &impl ConnectionTrait, scope: Scope, chosen: &Chosen) -> Result<u64, DbErr> {
    row::Entity::find().filter(chosen.condition(scope)).count(db).await
}

/// Some of the closed tandems of a list with both their people, the latest closed first.
pub async fn list_closed(
    db: &impl ConnectionTrait,
    scope: Scope,
    chosen: &Chosen,
    part: Range<usize>,
) -> Result<Vec<TandemPeople>, DbErr> {
    let rows = row::Entity::find()
        .filter(chosen.condition(scope))
        .order_by_desc(row::Column::ClosedOn)
        .order_by_desc(row::Column::Id)
        .offset(part.start as u64)
        .limit(part.len() as u64)
        .all(db)
        .await?;
    with_people(db, scope, rows.into_iter().map(tandem_of).collect::<Result<_, _>>()?).await
}

/// The tandems of some keys with both their people, by key, of those whom the scope holds.
pub async fn list_with_people(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: &[Id],
) -> Result<BTreeMap<Id, TandemPeople>, DbErr> {
    let found = list(db, within(scope).and(row::Column::Id.is_in(ids.iter().copied()))).await?;
    let found = with_people(db, scope, found).await?;
    Ok(found.into_iter().map(|people| (people.tandem.id, people)).collect())
}

/// Where the mentees of tandems live, and the branches that brought them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Homes {
    /// Places, by INSEE code.
    pub places: BTreeSet<String>,
    /// Branches, by their keys.
    pub branches: BTreeSet<Id>,
}

/// The homes of all mentees of the open or of the closed tandems of a scope.
pub async fn list_homes(db: &impl ConnectionTrait, scope: Scope, closed: bool) -> Result<Homes, DbErr> {
    let all = Chosen { closed, ..Chosen::default() };
    let journeys = Query::select()
        .column(row::Column::JourneyId)
        .from(row::Entity)
        .and_where(all.condition(scope))
        .to_owned();
    let mut homes = Homes::default();
    for (place, branch) in people::store::list_paired_homes(db, journeys).await? {
        homes.places.extend(place);
        homes.branches.extend(branch);
    }
    Ok(homes)
}

/// The tandem of a key with both its people, if the scope holds one of them.
pub async fn find_with_people(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: Id,
) -> Result<Option<TandemPeople>, DbErr> {
    let found: Vec<Tandem> = find(db, scope, id).await?.into_iter().collect();
    Ok(with_people(db, scope, found).await?.pop())
}

/// Adds the people of some tandems of a scope: whoever may see a tandem knows both of its sides, although one of them may be
/// another organisation's.
async fn with_people(
    db: &impl ConnectionTrait,
    scope: Scope,
    tandems: Vec<Tandem>,
) -> Result<Vec<TandemPeople>, DbErr> {
    let ids: Vec<Id> = tandems.iter().map(|tandem| tandem.id).collect();
    let [mentors, mentees] = sides(scope, &ids);
    let journeys = people::store::list_paired_journeys(db, mentees.clone()).await?;
    let journeys: BTreeMap<Id, _> = journeys.into_iter().map(|journey| (journey.id, journey)).collect();
    let people = people::store::list_sides(db, [mentors, mentees]).await?;
    let both = |tandem: Tandem| {
        Some(TandemPeople {
            journey: journeys.get(&tandem.journey_id)?.clone(),
            mentee: people.journeys.get(&tandem.journey_id)?.clone(),
            mentor: people.mentors.get(&tandem.mentor_id)?.clone(),
            tandem,
        })
    };
    Ok(tandems.into_iter().filter_map(both).collect())
}

/// The mentors of open tandems, once for each, for a condition on another table.
pub fn taken_mentors() -> SelectStatement {
    Query::select()
        .column(row::Column::MentorId)
        .from(row::Entity)
        .and_where(row::Column::ClosedOn.is_null())
        .to_owned()
}

/// How many places of each of some mentors an open tandem takes.
pub async fn taken_places(db: &impl ConnectionTrait, mentors: Keys<'_>) -> Result<BTreeMap<Id, u32>, DbErr> {
    let counts: Vec<(Id, i64)> = row::Entity::find()
        .select_only()
        .column(row::Column::MentorId)
        .column_as(row::Column::Id.count(), "places")
        .filter(row::Column::ClosedOn.is_null())
        .filter(mentors.hold(row::Column::MentorId))
        .group_by(row::Column::MentorId)
        .into_tuple()
        .all(db)
        .await?;
    let places = |(mentor, places): (Id, i64)| {
        Ok((mentor, Stored::new(row::Entity, &"a mentor's places").count(row::Column::MentorId, places)?))
    };
    counts.into_iter().map(places).collect()
}

/// How many tandems of a scope are open.
pub async fn count_open(db: &impl ConnectionTrait, scope: Scope) -> Result<u64, DbErr> {
    row::Entity::find().filter(among(scope)).filter(row::Column::ClosedOn.is_null()).count(db).await
}

/// The tandems of some keys.
pub async fn list_to_settle(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<Tandem>, DbErr> {
    list(of.on(), keys.hold(row::Column::Id)).await
}

/// The open and the closed tandems of some journeys.
pub async fn list_of_journeys_to_settle(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<Tandem>, DbErr> {
    list(of.on(), keys.hold(row::Column::JourneyId)).await
}

/// The journeys, among some, that have an open tandem.
pub async fn journeys_in_tandem(of: &impl Deciding, journeys: &[Id]) -> Result<BTreeSet<Id>, DbErr> {
    let found: Vec<Id> = row::Entity::find()
        .select_only()
        .column(row::Column::JourneyId)
        .filter(row::Column::ClosedOn.is_null())
        .filter(row::Column::JourneyId.is_in(journeys.iter().copied()))
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(found.into_iter().collect())
}

/// The journeys with an open tandem, for a condition on another table.
pub fn paired_journeys() -> SelectStatement {
    Query::select()
        .column(row::Column::JourneyId)
        .from(row::Entity)
        .and_where(row::Column::ClosedOn.is_null())
        .to_owned()
}

/// The journeys that had a tandem which was closed, for a condition on another table.
pub fn formerly_paired_journeys() -> SelectStatement {
    Query::select()
        .column(row::Column::JourneyId)
        .from(row::Entity)
        .and_where(row::Column::ClosedOn.is_not_null())
        .to_owned()
}

fn row_of(tandem: &Tandem) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(tandem.id),
        proposal_id: Set(tandem.proposal_id),
        journey_id: Set(tandem.journey_id),
        mentor_id: Set(tandem.mentor_id),
        started_on: Set(tandem.started_on),
        closed_on: Set(tandem.closed.map(|(on, _)| on)),
        closure_reason: Set(tandem.closed.map(|(_, reason)| reason.code().to_owned())),
    }
}

fn tandem_of(row: row::Model) -> Result<Tandem, DbErr> {
    let stored = Stored::new(row::Entity, &row.id);
    let reason = row.closure_reason.as_deref();
    let reason = stored.maybe_code(row::Column::ClosureReason, reason, ClosureReason::from_code)?;
    Ok(Tandem {
        id: row.id,
        proposal_id: row.proposal_id,
        journey_id: row.journey_id,
        mentor_id: row.mentor_id,
        started_on: row.started_on,
        closed: stored.together(row::Column::ClosedOn, row.closed_on, reason)?,
    })
}

/// The last day on which a tandem of each of some journeys was closed; a journey without any is absent.
pub async fn last_closures(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: Keys<'_>,
) -> Result<BTreeMap<Id, Date>, DbErr> {
    let of_people = match journeys {
        Keys::All => among(scope),
        Keys::These(_) => within(scope),
    };
    let last: Vec<(Id, Date)> = row::Entity::find()
        .select_only()
        .column(row::Column::JourneyId)
        .column_as(row::Column::ClosedOn.max(), "closed_on")
        .filter(of_people)
        .filter(journeys.hold(row::Column::JourneyId))
        .filter(row::Column::ClosedOn.is_not_null())
        .group_by(row::Column::JourneyId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(last.into_iter().collect())
}

/// A subquery for the journeys of some open tandems, by a selection of their keys.
pub fn journeys_of_open(tandems: SelectStatement) -> SelectStatement {
    Query::select()
        .column(row::Column::JourneyId)
        .from(row::Entity)
        .and_where(row::Column::ClosedOn.is_null())
        .and_where(row::Column::Id.in_subquery(tandems))
        .to_owned()
}
