//! Journeys: what a mentee needs, since when, and how it ended.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use super::rows::{
    Codes, OwnColumns, by_owner, ids_within, items_of, journey, journey_item, profile, style_column,
};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Stored, Write};
use crate::people::deeds::JourneyDeed;
use crate::people::person::{EndReason, Journey};
use crate::track::Track;

/// The journeys of a selection whose person the scope holds, in the order of their keys.
async fn list(db: &impl ConnectionTrait, scope: Scope, of: Expr) -> Result<Vec<Journey>, DbErr> {
    chosen(db, of.and(journey::Column::PersonId.in_subquery(ids_within(scope)))).await
}

pub(super) async fn chosen(db: &impl ConnectionTrait, chosen: Expr) -> Result<Vec<Journey>, DbErr> {
    let rows =
        journey::Entity::find().filter(chosen.clone()).order_by_asc(journey::Column::Id).all(db).await?;
    let mut items = by_owner(super::rows::journey_items(db, selection(chosen)).await?);
    rows.into_iter()
        .map(|row| {
            let codes = items.remove(&row.id).unwrap_or_default();
            journey_of_row(row, codes)
        })
        .collect()
}

fn selection(chosen: Expr) -> SelectStatement {
    Query::select().column(journey::Column::Id).from(journey::Entity).and_where(chosen).to_owned()
}

/// The journeys that have not ended and are in none of some selections.
pub async fn open_journeys(
    db: &impl ConnectionTrait,
    scope: Scope,
    without: impl IntoIterator<Item = SelectStatement>,
) -> Result<Vec<Journey>, DbErr> {
    list(db, scope, open_without(without)).await
}

fn open_without(without: impl IntoIterator<Item = SelectStatement>) -> Expr {
    let left = |open: Expr, without| open.and(journey::Column::Id.not_in_subquery(without));
    without.into_iter().fold(journey::Column::EndedOn.is_null(), left)
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
        .filter(journey::Column::PersonId.in_subquery(ids_within(scope)))
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

/// Notes which account of the hub was chosen to coordinate a journey; none for the default.
pub async fn save_coordinator(write: &Write, id: Id, coordinator: Option<Id>) -> Result<(), DbErr> {
    let row = journey::ActiveModel { id: Set(id), coordinator_id: Set(coordinator), ..Default::default() };
    journey::Entity::update(row).exec(write.on()).await?;
    write.record(JourneyDeed::CoordinatorChosen, id);
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
        coordinator_id: Set(journey.coordinator_id),
        in_person: Set(journey.profile.in_person),
        remote: Set(journey.profile.remote),
        travel_km: Set(i32::from(journey.profile.travel_km)),
        style: Set(style_column(journey.profile.style)),
    }
}

fn journey_of_row(row: journey::Model, codes: Codes) -> Result<Journey, DbErr> {
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
        profile: profile(columns, codes, items, [journey_item::Column::Kind, journey_item::Column::Code])?,
    })
}
