//! The table of outcomes.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder};
use time::Date;

use super::outcome::{Kind, Outcome, Source};
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Keys, Stored, Write, entity};
use crate::people::deeds::JourneyDeed;
use crate::people::store::{is_among_journeys, is_journey_within};

entity!(row, "outcomes", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    journey_id: Uuid,
    kind: String,
    occurred_on: Option<Date>,
    observed_on: Date,
    source: String,
});

/// Adds what was learnt of one journey: some outcomes at most, never thousands.
pub async fn insert(write: &Write, outcomes: &[Outcome]) -> Result<(), DbErr> {
    if outcomes.is_empty() {
        return Ok(());
    }
    let row = |outcome: &Outcome| row::ActiveModel {
        id: Set(outcome.id),
        journey_id: Set(outcome.journey_id),
        kind: Set(outcome.kind.code().to_owned()),
        occurred_on: Set(outcome.occurred_on),
        observed_on: Set(outcome.observed_on),
        source: Set(outcome.source.code().to_owned()),
    };
    row::Entity::insert_many(outcomes.iter().map(row)).exec_without_returning(write.on()).await?;
    outcomes.iter().for_each(|outcome| write.record(JourneyDeed::OutcomeNoted, outcome.journey_id));
    Ok(())
}

/// What was learnt of each journey of the scope, oldest first.
pub async fn list_all(db: &impl ConnectionTrait, scope: Scope) -> Result<BTreeMap<Id, Vec<Outcome>>, DbErr> {
    list(db, is_among_journeys(row::Column::JourneyId, scope)).await
}

/// What was learnt of one journey, oldest first.
pub async fn list_of(db: &impl ConnectionTrait, scope: Scope, journey: Id) -> Result<Vec<Outcome>, DbErr> {
    let of = is_journey_within(row::Column::JourneyId, scope).and(row::Column::JourneyId.eq(journey));
    Ok(list(db, of).await?.remove(&journey).unwrap_or_default())
}

/// Everything learnt of some journeys, oldest first, for whoever decides on them.
pub async fn list_to_settle(of: &impl Deciding, keys: Keys<'_>) -> Result<BTreeMap<Id, Vec<Outcome>>, DbErr> {
    list(of.on(), keys.hold(row::Column::JourneyId)).await
}

/// Everything learnt of one journey, oldest first, for whoever decides on it.
pub async fn list_to_decide(of: &impl Deciding, journey: Id) -> Result<Vec<Outcome>, DbErr> {
    Ok(list(of.on(), row::Column::JourneyId.eq(journey)).await?.remove(&journey).unwrap_or_default())
}

async fn list(db: &impl ConnectionTrait, of: Expr) -> Result<BTreeMap<Id, Vec<Outcome>>, DbErr> {
    let rows = row::Entity::find()
        .filter(of)
        .order_by_asc(row::Column::ObservedOn)
        .order_by_asc(row::Column::Id)
        .all(db)
        .await?;
    let mut outcomes: BTreeMap<Id, Vec<Outcome>> = BTreeMap::new();
    for row in rows {
        outcomes.entry(row.journey_id).or_default().push(outcome_of(row)?);
    }
    Ok(outcomes)
}

fn outcome_of(row: row::Model) -> Result<Outcome, DbErr> {
    let stored = Stored::new(row::Entity, &row.id);
    Ok(Outcome {
        kind: stored.code(row::Column::Kind, &row.kind, Kind::from_code)?,
        source: stored.code(row::Column::Source, &row.source, Source::from_code)?,
        id: row.id,
        journey_id: row.journey_id,
        occurred_on: row.occurred_on,
        observed_on: row.observed_on,
    })
}
