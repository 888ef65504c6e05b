//! How many people each organisation brought.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ConnectionTrait, QuerySelect};

use super::rows::{journey, mentor, person, within};
use crate::accounts::access::Scope;
use crate::db::{Id, Stored};
use crate::people::person::Sex;

/// Numbers of people by the organisation and the branch that brought them.
pub type Brought = BTreeMap<(Id, Option<Id>), u64>;

/// How many mentors who have not left each organisation and branch brought.
pub async fn count_mentors_brought(db: &impl ConnectionTrait, scope: Scope) -> Result<Brought, DbErr> {
    let mut mentors = Query::select();
    mentors.column(mentor::Column::PersonId).from(mentor::Entity).and_where(mentor::Column::LeftOn.is_null());
    count_brought(db, scope, mentors).await
}

/// How many people in a journey that has not ended each organisation and branch brought.
pub async fn count_mentees_brought(db: &impl ConnectionTrait, scope: Scope) -> Result<Brought, DbErr> {
    let mut journeys = Query::select();
    journeys.column(journey::Column::PersonId).from(journey::Entity);
    journeys.and_where(journey::Column::EndedOn.is_null());
    count_brought(db, scope, journeys).await
}

async fn count_brought(
    db: &impl ConnectionTrait,
    scope: Scope,
    among: SelectStatement,
) -> Result<Brought, DbErr> {
    let rows: Vec<(Id, Option<Id>, i64)> = person::Entity::find()
        .select_only()
        .columns([person::Column::OrganisationId, person::Column::BranchId])
        .column_as(person::Column::Id.count(), "people")
        .filter(within(scope))
        .filter(person::Column::Id.in_subquery(among))
        .group_by(person::Column::OrganisationId)
        .group_by(person::Column::BranchId)
        .into_tuple()
        .all(db)
        .await?;
    let count = |(organisation, branch, people)| ((organisation, branch), u64::try_from(people).unwrap_or(0));
    Ok(rows.into_iter().map(count).collect())
}

/// What everybody a scope holds said for statistics only: their sex, and whether they live in a priority neighbourhood.
pub async fn list_statistics(
    db: &impl ConnectionTrait,
    scope: Scope,
) -> Result<BTreeMap<Id, (Option<Sex>, Option<bool>)>, DbErr> {
    let rows: Vec<(Id, Option<String>, Option<bool>)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Sex, person::Column::InQpv])
        .filter(within(scope))
        .into_tuple()
        .all(db)
        .await?;
    let said = |(id, sex, in_qpv): (Id, Option<String>, Option<bool>)| {
        let sex = Stored::new(person::Entity, &id).maybe_code(
            person::Column::Sex,
            sex.as_deref(),
            Sex::from_code,
        )?;
        Ok((id, (sex, in_qpv)))
    };
    rows.into_iter().map(said).collect()
}
