//! The two sides of pairs, whatever organisation brought each.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ConnectionTrait, JoinType, QuerySelect};

use super::persons::by_id;
use super::rows::{journey, mentor, person, within};
use crate::accounts::access::Scope;
use crate::db::Id;
use crate::people::person::{Journey, Person};
use crate::track::Track;

/// The people of some pairs.
#[derive(Clone, Debug, Default)]
pub struct Sides {
    /// The person behind each mentor.
    pub mentors: BTreeMap<Id, Person>,
    /// The person behind each journey.
    pub journeys: BTreeMap<Id, Person>,
}

impl Sides {
    /// Everybody, on both sides.
    pub fn both(&self) -> impl Iterator<Item = &Person> {
        self.mentors.values().chain(self.journeys.values())
    }
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

/// What the journeys of pairs are narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The track.
    pub track: Option<Track>,
    /// Where the mentee lives, by INSEE code.
    pub place: Option<String>,
    /// The branch that brought the mentee.
    pub branch: Option<Id>,
}

/// A selection of journeys, for a condition on a table of pairs that is within a scope; none where it leaves none out.
pub fn chosen_journeys(chosen: &Chosen) -> Option<SelectStatement> {
    if *chosen == Chosen::default() {
        return None;
    }
    let mut journeys = Query::select();
    journeys.column(journey::Column::Id).from(journey::Entity);
    if let Some(track) = chosen.track {
        journeys.and_where(journey::Column::Track.eq(track.code()));
    }
    if chosen.place.is_some() || chosen.branch.is_some() {
        let mut people = Query::select();
        people.column(person::Column::Id).from(person::Entity);
        chosen.place.iter().for_each(|place| {
            people.and_where(person::Column::PlaceCode.eq(place.as_str()));
        });
        chosen.branch.iter().for_each(|&branch| {
            people.and_where(person::Column::BranchId.eq(branch));
        });
        journeys.and_where(journey::Column::PersonId.in_subquery(people));
    }
    Some(journeys)
}

/// Where the mentees of some pairs live and the branches that brought them, each once, on the same terms as the pairs.
pub async fn list_paired_homes(
    db: &impl ConnectionTrait,
    journeys: SelectStatement,
) -> Result<Vec<(Option<String>, Option<Id>)>, DbErr> {
    let of_pairs = Query::select()
        .column(journey::Column::PersonId)
        .from(journey::Entity)
        .and_where(journey::Column::Id.in_subquery(journeys))
        .to_owned();
    person::Entity::find()
        .select_only()
        .distinct()
        .columns([person::Column::PlaceCode, person::Column::BranchId])
        .filter(person::Column::Id.in_subquery(of_pairs))
        .into_tuple()
        .all(db)
        .await
}

/// The names of the people of some journeys and of some mentors, each by the key of the journey or of the mentor, of those whom the
/// scope holds.
pub async fn list_names(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: &[Id],
    mentors: &[Id],
) -> Result<BTreeMap<Id, String>, DbErr> {
    type Row = (Id, String, String);
    let names = [person::Column::FirstName, person::Column::LastName];
    let of_journey = journey::Entity::belongs_to(person::Entity)
        .from(journey::Column::PersonId)
        .to(person::Column::Id)
        .into();
    let mentees: Vec<Row> = journey::Entity::find()
        .select_only()
        .column(journey::Column::Id)
        .columns(names)
        .join(JoinType::InnerJoin, of_journey)
        .filter(journey::Column::Id.is_in(journeys.iter().copied()))
        .filter(within(scope))
        .into_tuple()
        .all(db)
        .await?;
    let of_mentor = mentor::Entity::belongs_to(person::Entity)
        .from(mentor::Column::PersonId)
        .to(person::Column::Id)
        .into();
    let mentors: Vec<Row> = mentor::Entity::find()
        .select_only()
        .column(mentor::Column::Id)
        .columns(names)
        .join(JoinType::InnerJoin, of_mentor)
        .filter(mentor::Column::Id.is_in(mentors.iter().copied()))
        .filter(within(scope))
        .into_tuple()
        .all(db)
        .await?;
    let name = |(id, first, last): Row| (id, format!("{first} {last}"));
    Ok(mentees.into_iter().chain(mentors).map(name).collect())
}

async fn people(db: &impl ConnectionTrait, ids: Vec<Id>) -> Result<BTreeMap<Id, Person>, DbErr> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    by_id(db, person::Column::Id.is_in(ids)).await
}
