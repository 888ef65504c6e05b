//! Journeys: what a mentee needs, since when, and how it ended.

use std::ops::Range;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, FromQueryResult, JoinType, QueryOrder, QuerySelect,
};
use time::Date;

use super::rows::{
    OF_JOURNEY, OwnColumns, is_person_within, items_of, journey, journey_item, person, profile, style_column,
    values, within,
};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Stored, Write};
use crate::people::deeds::JourneyDeed;
use crate::people::person::{EndReason, Journey};
use crate::track::Track;

/// The journeys of a selection whose person the scope holds, in the order of their keys.
async fn list(db: &impl ConnectionTrait, scope: Scope, of: Expr) -> Result<Vec<Journey>, DbErr> {
    chosen(db, of.and(is_person_within(journey::Column::PersonId, scope))).await
}

/// A journey as it is read: its row, and its values.
#[derive(FromQueryResult)]
struct WithValues {
    #[sea_orm(nested)]
    row: journey::Model,
    joined: Option<String>,
}

pub(super) async fn chosen(db: &impl ConnectionTrait, chosen: Expr) -> Result<Vec<Journey>, DbErr> {
    let rows: Vec<WithValues> = journey::Entity::find()
        .expr_as(Expr::cust(OF_JOURNEY), "joined")
        .filter(chosen)
        .order_by_asc(journey::Column::Id)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter().map(journey_of).collect()
}

/// The journeys that have not ended and are in none of some selections.
pub async fn open_journeys(
    db: &impl ConnectionTrait,
    scope: Scope,
    without: impl IntoIterator<Item = SelectStatement>,
) -> Result<Vec<Journey>, DbErr> {
    list(db, scope, open_without(without)).await
}

pub(super) fn open_without(without: impl IntoIterator<Item = SelectStatement>) -> Expr {
    without
        .into_iter()
        .fold(journey::Column::EndedOn.is_null(), |open, without| open.and(absent_from(without)))
}

/// The condition that a journey is not in a selection of the column `journey_id` of a table. Each journey is looked for by its key,
/// with an index of that table: to make the whole selection first takes longer, the more there are.
pub(super) fn absent_from(mut selection: SelectStatement) -> Expr {
    let same = Expr::col("journey_id").equals((journey::Entity, journey::Column::Id));
    Expr::not_exists(selection.and_where(same).to_owned())
}

/// The journeys on which a mentor is wanted from a later day only, for a condition on the journeys themselves.
pub fn later_journeys(today: Date) -> SelectStatement {
    let later = Query::select()
        .expr_as(Expr::col(journey::Column::Id), "journey_id")
        .from(journey::Entity)
        .and_where(journey::Column::WaitsFrom.gt(today))
        .to_owned();
    Query::select().column("journey_id").from_subquery(later, "later").to_owned()
}

/// Some of the journeys that have not ended and are in none of some selections, whoever was welcomed first before the others: their keys,
/// with the day of welcome of each, and that from which a mentor is wanted.
pub async fn list_first_welcomes(
    db: &impl ConnectionTrait,
    scope: Scope,
    without: impl IntoIterator<Item = SelectStatement>,
    part: Range<usize>,
) -> Result<Vec<(Id, Date, Option<Date>)>, DbErr> {
    journey::Entity::find()
        .select_only()
        .columns([journey::Column::Id, journey::Column::WelcomedOn, journey::Column::WaitsFrom])
        .filter(open_without(without))
        .filter(is_person_within(journey::Column::PersonId, scope))
        .order_by_asc(journey::Column::WelcomedOn)
        .order_by_asc(journey::Column::Id)
        .offset(part.start as u64)
        .limit(part.len() as u64)
        .into_tuple()
        .all(db)
        .await
}

/// What figures need of a journey: nothing of what is asked for in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct JourneyFacts {
    pub id: Id,
    pub track: Track,
    pub welcomed_on: Date,
    pub has_ended: bool,
    /// Where its person lives, by INSEE code.
    pub place_code: Option<String>,
    /// The branch that brought its person.
    pub branch_id: Option<Id>,
}

/// Every journey, ended or not, for figures.
pub async fn list_journey_facts(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<JourneyFacts>, DbErr> {
    type Row = (Id, String, Date, Option<Date>, Option<String>, Option<Id>);
    let person = journey::Entity::belongs_to(person::Entity)
        .from(journey::Column::PersonId)
        .to(person::Column::Id)
        .into();
    let rows: Vec<Row> = journey::Entity::find()
        .select_only()
        .columns([
            journey::Column::Id,
            journey::Column::Track,
            journey::Column::WelcomedOn,
            journey::Column::EndedOn,
        ])
        .columns([person::Column::PlaceCode, person::Column::BranchId])
        .join(JoinType::InnerJoin, person)
        .filter(within(scope))
        .order_by_asc(journey::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let facts = |(id, track, welcomed_on, ended_on, place_code, branch_id): Row| {
        let stored = Stored::new(journey::Entity, &id);
        Ok(JourneyFacts {
            id,
            track: stored.code(journey::Column::Track, &track, Track::from_code)?,
            welcomed_on,
            has_ended: ended_on.is_some(),
            place_code,
            branch_id,
        })
    };
    rows.into_iter().map(facts).collect()
}

/// The keys of the same journeys, with the day of welcome of each.
pub async fn list_open_welcomes(
    db: &impl ConnectionTrait,
    scope: Scope,
    without: impl IntoIterator<Item = SelectStatement>,
) -> Result<Vec<(Id, Date)>, DbErr> {
    journey::Entity::find()
        .select_only()
        .columns([journey::Column::Id, journey::Column::WelcomedOn])
        .filter(open_without(without))
        .filter(is_person_within(journey::Column::PersonId, scope))
        .order_by_asc(journey::Column::Id)
        .into_tuple()
        .all(db)
        .await
}

/// Every journey, ended or not.
pub async fn list_journeys(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Journey>, DbErr> {
    list(db, scope, Expr::cust("1 = 1")).await
}

/// The journeys of some keys.
pub async fn journeys_by_id(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: &[Id],
) -> Result<Vec<Journey>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    list(db, scope, journey::Column::Id.is_in(ids.iter().copied())).await
}

/// The journeys of some people.
pub(super) async fn journeys_of_people(
    db: &impl ConnectionTrait,
    scope: Scope,
    people: &[Id],
) -> Result<Vec<Journey>, DbErr> {
    list(db, scope, journey::Column::PersonId.is_in(people.iter().copied())).await
}

/// The journey of a key, if the scope holds its person.
pub async fn find_journey(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Journey>, DbErr> {
    Ok(list(db, scope, journey::Column::Id.eq(id)).await?.pop())
}

/// The journeys of a person, oldest first.
pub async fn journeys_of(db: &impl ConnectionTrait, scope: Scope, person: Id) -> Result<Vec<Journey>, DbErr> {
    let mut journeys = list(db, scope, journey::Column::PersonId.eq(person)).await?;
    journeys.sort_by_key(|journey| (journey.welcomed_on, journey.id));
    Ok(journeys)
}

/// Every journey of a person, for whoever decides on them.
pub async fn journeys_to_decide(of: &impl Deciding, person: Id) -> Result<Vec<Journey>, DbErr> {
    chosen(of.on(), journey::Column::PersonId.eq(person)).await
}

/// Holds some journeys until this transaction ends, in the order of their keys.
pub async fn hold_journeys(write: &Write, ids: &[Id]) -> Result<(), DbErr> {
    // Always in this order: of two transactions that lock the same rows, one waits and neither is killed.
    journey::Entity::find()
        .filter(journey::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(journey::Column::Id)
        .lock_exclusive()
        .all(write.on())
        .await?;
    Ok(())
}

/// Some journeys, whoever brought them, each held until this transaction ends, in the order of their keys.
pub async fn lock_journeys(write: &Write, ids: &[Id]) -> Result<Vec<Journey>, DbErr> {
    hold_journeys(write, ids).await?;
    chosen(write.on(), journey::Column::Id.is_in(ids.iter().copied())).await
}

/// Adds a journey.
pub async fn insert_journey(write: &Write, journey: &Journey) -> Result<(), DbErr> {
    journey::Entity::insert(row_of(journey)).exec_without_returning(write.on()).await?;
    insert_items(write, journey).await?;
    write.record(JourneyDeed::Created, journey.id);
    Ok(())
}

/// Replaces what a journey needs.
pub async fn save_journey(write: &Write, journey: &Journey) -> Result<(), DbErr> {
    journey::Entity::update(row_of(journey)).exec(write.on()).await?;
    journey_item::Entity::delete_many()
        .filter(journey_item::Column::JourneyId.eq(journey.id))
        .exec(write.on())
        .await?;
    insert_items(write, journey).await?;
    write.record(JourneyDeed::Changed, journey.id);
    Ok(())
}

/// Notes that a journey ended.
pub async fn save_end(write: &Write, id: Id, on: Date, reason: EndReason) -> Result<(), DbErr> {
    let row = journey::ActiveModel {
        id: Set(id),
        ended_on: Set(Some(on)),
        end_reason: Set(Some(reason.code().to_owned())),
        ..Default::default()
    };
    journey::Entity::update(row).exec(write.on()).await?;
    write.record(JourneyDeed::Ended, id);
    Ok(())
}

/// The journeys that have not ended, are not `paired`, began on a day or before and were not told honestly since, in the order of their
/// keys; those told that are among `paired_before` may have to be told again.
pub async fn list_waiting_untold(
    of: &impl Deciding,
    [paired, paired_before]: [SelectStatement; 2],
    day: Date,
) -> Result<Vec<Id>, DbErr> {
    let untold = journey::Column::ToldOn.is_null().or(journey::Column::Id.in_subquery(paired_before));
    journey::Entity::find()
        .select_only()
        .column(journey::Column::Id)
        .filter(open_without([paired]))
        .filter(journey::Column::WelcomedOn.lte(day))
        .filter(untold)
        .order_by_asc(journey::Column::Id)
        .into_tuple()
        .all(of.on())
        .await
}

/// The day on which whoever waits was last told honestly, if they were.
pub async fn find_told_on(of: &impl Deciding, id: Id) -> Result<Option<Date>, DbErr> {
    Ok(journey::Entity::find_by_id(id).one(of.on()).await?.and_then(|row| row.told_on))
}

/// Notes that whoever waits is told honestly.
pub async fn save_told(write: &Write, id: Id) -> Result<(), DbErr> {
    let row = journey::ActiveModel { id: Set(id), told_on: Set(Some(write.today())), ..Default::default() };
    journey::Entity::update(row).exec(write.on()).await?;
    write.record(JourneyDeed::ToldHonestly, id);
    Ok(())
}

/// Notes from which day a mentor is wanted on a journey; none for now.
pub async fn save_waits_from(write: &Write, id: Id, from: Option<Date>) -> Result<(), DbErr> {
    let row = journey::ActiveModel { id: Set(id), waits_from: Set(from), ..Default::default() };
    journey::Entity::update(row).exec(write.on()).await?;
    write.record(JourneyDeed::Changed, id);
    Ok(())
}

/// Notes which account of the hub was chosen to coordinate a journey; none for the default.
pub async fn save_coordinator(write: &Write, id: Id, coordinator: Option<Id>) -> Result<(), DbErr> {
    let row = journey::ActiveModel { id: Set(id), coordinator_id: Set(coordinator), ..Default::default() };
    journey::Entity::update(row).exec(write.on()).await?;
    write.record(JourneyDeed::CoordinatorChosen, id);
    Ok(())
}

/// The journeys that an account was chosen to coordinate, held until this transaction ends.
pub async fn hold_journeys_chosen_for(write: &Write, account: Id) -> Result<Vec<Id>, DbErr> {
    let rows = journey::Entity::find()
        .filter(journey::Column::CoordinatorId.eq(account))
        .order_by_asc(journey::Column::Id)
        .lock_exclusive()
        .all(write.on())
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Chooses an account to coordinate some journeys, which are held.
pub async fn save_coordinator_of(write: &Write, ids: &[Id], coordinator: Id) -> Result<(), DbErr> {
    for &id in ids {
        save_coordinator(write, id, Some(coordinator)).await?;
    }
    Ok(())
}

/// The account that was chosen to coordinate a journey, for the people of a pair who were found within a scope.
pub async fn find_chosen_coordinator(db: &impl ConnectionTrait, id: Id) -> Result<Option<Id>, DbErr> {
    Ok(journey::Entity::find_by_id(id).one(db).await?.and_then(|row| row.coordinator_id))
}

async fn insert_items(write: &Write, journey: &Journey) -> Result<(), DbErr> {
    let items = items_of(journey.id, &journey.profile);
    if items.is_empty() {
        return Ok(());
    }
    let rows = items.into_iter().map(|(owner, kind, code)| journey_item::ActiveModel {
        journey_id: Set(owner),
        kind: Set(kind),
        code: Set(code),
    });
    journey_item::Entity::insert_many(rows).exec_without_returning(write.on()).await?;
    Ok(())
}

fn row_of(journey: &Journey) -> journey::ActiveModel {
    journey::ActiveModel {
        id: Set(journey.id),
        person_id: Set(journey.person_id),
        track: Set(journey.track.code().to_owned()),
        welcomed_on: Set(journey.welcomed_on),
        ended_on: Set(journey.ended.map(|(on, _)| on)),
        end_reason: Set(journey.ended.map(|(_, reason)| reason.code().to_owned())),
        // Edited by nobody: only the hub tells.
        told_on: NotSet,
        coordinator_id: Set(journey.coordinator_id),
        waits_from: Set(journey.waits_from),
        in_person: Set(journey.profile.in_person),
        remote: Set(journey.profile.remote),
        travel_km: Set(i32::from(journey.profile.travel_km)),
        style: Set(style_column(journey.profile.style)),
    }
}

fn journey_of(WithValues { row, joined }: WithValues) -> Result<Journey, DbErr> {
    let stored = Stored::new(journey::Entity, &row.id);
    let reason = row.end_reason.as_deref();
    let reason = stored.maybe_code(journey::Column::EndReason, reason, EndReason::from_code)?;
    let columns = OwnColumns {
        in_person: row.in_person,
        remote: row.remote,
        travel_km: stored.number(journey::Column::TravelKm, row.travel_km)?,
        style: stored.json(journey::Column::Style, &row.style)?,
    };
    let items = Stored::new(journey_item::Entity, &row.id);
    Ok(Journey {
        id: row.id,
        person_id: row.person_id,
        track: stored.code(journey::Column::Track, &row.track, Track::from_code)?,
        welcomed_on: row.welcomed_on,
        ended: stored.together(journey::Column::EndedOn, row.ended_on, reason)?,
        coordinator_id: row.coordinator_id,
        waits_from: row.waits_from,
        profile: profile(
            columns,
            values(joined.as_deref()),
            items,
            [journey_item::Column::Kind, journey_item::Column::Code],
        )?,
    })
}

/// The journeys of a scope that began or ended on a day or later: their keys, with the day of welcome and that of the end.
pub async fn list_journeys_since(
    db: &impl ConnectionTrait,
    scope: Scope,
    since: Date,
) -> Result<Vec<(Id, Date, Option<Date>)>, DbErr> {
    journey::Entity::find()
        .select_only()
        .columns([journey::Column::Id, journey::Column::WelcomedOn, journey::Column::EndedOn])
        .filter(is_person_within(journey::Column::PersonId, scope))
        .filter(journey::Column::WelcomedOn.gte(since).or(journey::Column::EndedOn.gte(since)))
        .into_tuple()
        .all(db)
        .await
}
