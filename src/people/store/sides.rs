//! The two sides of pairs, whatever organisation brought each.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};

use super::complete;
use super::rows::{journey, mentor, person};
use crate::db::Id;
use crate::people::person::{Journey, Person};

/// The people of some pairs.
#[derive(Clone, Debug, Default)]
pub struct Sides {
    /// The person behind each mentor.
    pub mentors: BTreeMap<Id, Person>,
    /// The person behind each journey.
    pub journeys: BTreeMap<Id, Person>,
}

/// The people on both sides of some pairs, whatever organisation brought them: whoever may see one side of a pair may see the
/// other.
///
/// The noun that pairs them makes the selections, of mentors and of journeys, within the viewer's scope.
pub async fn list_sides(
    db: &impl ConnectionTrait,
    [mentors, journeys]: [SelectStatement; 2],
) -> Result<Sides, DbErr> {
    let mentors = mentor::Entity::find().filter(mentor::Column::Id.in_subquery(mentors)).all(db).await?;
    let journeys = journey::Entity::find().filter(journey::Column::Id.in_subquery(journeys)).all(db).await?;
    let ids = mentors.iter().map(|row| row.person_id).chain(journeys.iter().map(|row| row.person_id));
    let people = people(db, ids.collect()).await?;
    let person = |id: Id| people.get(&id).cloned();
    Ok(Sides {
        mentors: mentors.iter().filter_map(|row| Some((row.id, person(row.person_id)?))).collect(),
        journeys: journeys.iter().filter_map(|row| Some((row.id, person(row.person_id)?))).collect(),
    })
}

/// The journeys of some pairs, on the same terms.
pub async fn list_paired_journeys(
    db: &impl ConnectionTrait,
    journeys: SelectStatement,
) -> Result<Vec<Journey>, DbErr> {
    super::journeys::chosen(db, journey::Column::Id.in_subquery(journeys)).await
}

async fn people(db: &impl ConnectionTrait, ids: Vec<Id>) -> Result<BTreeMap<Id, Person>, DbErr> {
    let rows = person::Entity::find().filter(person::Column::Id.is_in(ids.clone())).all(db).await?;
    let selection = Query::select()
        .column(person::Column::Id)
        .from(person::Entity)
        .and_where(person::Column::Id.is_in(ids))
        .to_owned();
    let people = complete(db, rows, selection).await?;
    Ok(people.into_iter().map(|person| (person.id, person)).collect())
}
