//! What the steps of journeys are worked out from, and whose turn it is.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{QueryOrder, QuerySelect};
use time::Date;

use super::rows::{journey, mentor, person};
use crate::db::{Deciding, Id, Keys, Stored};
use crate::track::Track;

/// A journey, whoever brought its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct JourneyToSettle {
    pub id: Id,
    pub person_id: Id,
    /// The organisation that welcomed the person.
    pub organisation_id: Id,
    pub track: Track,
    pub welcomed_on: Date,
    pub is_open: bool,
    /// The account of the hub that was chosen to coordinate it.
    pub coordinator_id: Option<Id>,
    /// The day from which a mentor is wanted.
    pub waits_from: Option<Date>,
}

/// Some journeys, in the order of their keys, without what they need.
pub async fn list_journeys_to_settle(
    of: &impl Deciding,
    keys: Keys<'_>,
) -> Result<Vec<JourneyToSettle>, DbErr> {
    let of_journeys = Query::select()
        .column(journey::Column::PersonId)
        .from(journey::Entity)
        .and_where(keys.hold(journey::Column::Id))
        .to_owned();
    let organisations: Vec<(Id, Id)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::OrganisationId])
        .filter(person::Column::Id.in_subquery(of_journeys))
        .into_tuple()
        .all(of.on())
        .await?;
    let organisations: BTreeMap<Id, Id> = organisations.into_iter().collect();
    type Row = (Id, Id, String, Date, Option<Date>, Option<Id>, Option<Date>);
    let rows: Vec<Row> = journey::Entity::find()
        .select_only()
        .columns([
            journey::Column::Id,
            journey::Column::PersonId,
            journey::Column::Track,
            journey::Column::WelcomedOn,
            journey::Column::EndedOn,
            journey::Column::CoordinatorId,
            journey::Column::WaitsFrom,
        ])
        .filter(keys.hold(journey::Column::Id))
        .order_by_asc(journey::Column::Id)
        .into_tuple()
        .all(of.on())
        .await?;
    let journey = |(id, person_id, track, welcomed_on, ended_on, coordinator_id, waits_from): Row| {
        let organisation = organisations.get(&person_id).copied();
        Ok(JourneyToSettle {
            id,
            person_id,
            organisation_id: organisation.ok_or_else(|| DbErr::RecordNotFound(person_id.to_string()))?,
            track: Stored::new(journey::Entity, &id).code(
                journey::Column::Track,
                &track,
                Track::from_code,
            )?,
            welcomed_on,
            is_open: ended_on.is_none(),
            coordinator_id,
            waits_from,
        })
    };
    rows.into_iter().map(journey).collect()
}

/// The journeys that some accounts were chosen to coordinate, for a condition on another table.
pub fn journeys_chosen_for(accounts: &[Id]) -> SelectStatement {
    Query::select()
        .column(journey::Column::Id)
        .from(journey::Entity)
        .and_where(journey::Column::CoordinatorId.is_in(accounts.iter().copied()))
        .to_owned()
}

/// The person of each of some journeys.
pub async fn people_of_journeys(of: &impl Deciding, keys: Keys<'_>) -> Result<BTreeMap<Id, Id>, DbErr> {
    let rows: Vec<(Id, Id)> = journey::Entity::find()
        .select_only()
        .columns([journey::Column::Id, journey::Column::PersonId])
        .filter(keys.hold(journey::Column::Id))
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(rows.into_iter().collect())
}

/// The person of each of some mentors.
pub async fn people_of_mentors(of: &impl Deciding, keys: Keys<'_>) -> Result<BTreeMap<Id, Id>, DbErr> {
    let rows: Vec<(Id, Id)> = mentor::Entity::find()
        .select_only()
        .columns([mentor::Column::Id, mentor::Column::PersonId])
        .filter(keys.hold(mentor::Column::Id))
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(rows.into_iter().collect())
}

/// The mentors that some people are, and their journeys.
pub async fn parts_of_people(of: &impl Deciding, people: &[Id]) -> Result<[Vec<Id>; 2], DbErr> {
    let mentors = mentor::Entity::find()
        .select_only()
        .column(mentor::Column::Id)
        .filter(mentor::Column::PersonId.is_in(people.iter().copied()))
        .into_tuple()
        .all(of.on())
        .await?;
    let journeys = journey::Entity::find()
        .select_only()
        .column(journey::Column::Id)
        .filter(journey::Column::PersonId.is_in(people.iter().copied()))
        .into_tuple()
        .all(of.on())
        .await?;
    Ok([mentors, journeys])
}

/// The journeys of a person.
pub async fn journeys_of_person(of: &impl Deciding, person: Id) -> Result<Vec<Id>, DbErr> {
    journey::Entity::find()
        .select_only()
        .column(journey::Column::Id)
        .filter(journey::Column::PersonId.eq(person))
        .into_tuple()
        .all(of.on())
        .await
}
