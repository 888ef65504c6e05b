//! What is new about tandems.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ConnectionTrait, QuerySelect};
use time::Date;

use super::row;
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::people::store::is_journey_within;

/// The tandems of the journeys of a scope that began or were closed on a day or later: the journey, and both days.
pub async fn list_since(
    db: &impl ConnectionTrait,
    scope: Scope,
    since: Date,
) -> Result<Vec<(Id, Date, Option<Date>)>, DbErr> {
    row::Entity::find()
        .select_only()
        .columns([row::Column::JourneyId, row::Column::StartedOn, row::Column::ClosedOn])
        .filter(is_journey_within(row::Column::JourneyId, scope))
        .filter(row::Column::StartedOn.gte(since).or(row::Column::ClosedOn.gte(since)))
        .into_tuple()
        .all(db)
        .await
}
