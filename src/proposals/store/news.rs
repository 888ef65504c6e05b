//! What is new about proposals.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, QuerySelect};
use time::Date;

use super::row;
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::people::store::is_journey_within;

/// The journeys of a scope for which a mentor was proposed on a day or later, each with that day.
pub async fn list_proposed_since(
    db: &impl ConnectionTrait,
    scope: Scope,
    since: Date,
) -> Result<Vec<(Id, Date)>, DbErr> {
    row::Entity::find()
        .select_only()
        .columns([row::Column::JourneyId, row::Column::ProposedOn])
        .filter(is_journey_within(row::Column::JourneyId, scope))
        .filter(row::Column::ProposedOn.gte(since))
        .into_tuple()
        .all(db)
        .await
}
