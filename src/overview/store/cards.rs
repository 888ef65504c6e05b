//! The people that the keys of journeys and of mentors stand for.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use super::last_endings;
use crate::accounts::access::Scope;
use crate::db::{Id, Keys};
use crate::overview::cards::Cards;
use crate::people;
use crate::people::person::Person;

/// The cards of the people of some journeys and of some mentors.
pub async fn list_cards(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: &[Id],
    mentors: &[Id],
    today: Date,
) -> Result<Cards, DbErr> {
    let endings = last_endings(db, scope, Keys::These(journeys)).await?;
    let journeys = people::store::journeys_by_id(db, scope, journeys).await?;
    let mentors = people::store::mentors_by_id(db, scope, mentors).await?;
    let of_journeys = journeys.iter().map(|journey| journey.person_id);
    let ids: Vec<Id> = of_journeys.chain(mentors.iter().map(|mentor| mentor.person_id)).collect();
    let people = people::store::list_by_id(db, scope, &ids).await?;
    Ok(Cards::new(&journeys, &endings, &mentors, &people, today))
}

/// The people of some journeys and of some mentors, by the key of the journey or of the mentor.
pub async fn list_people(
    db: &impl ConnectionTrait,
    scope: Scope,
    journeys: &[Id],
    mentors: &[Id],
) -> Result<BTreeMap<Id, Person>, DbErr> {
    let journeys = people::store::journeys_by_id(db, scope, journeys).await?;
    let mentors = people::store::mentors_by_id(db, scope, mentors).await?;
    let journeys = journeys.iter().map(|journey| (journey.id, journey.person_id));
    let mentors = mentors.iter().map(|mentor| (mentor.id, mentor.person_id));
    let parts: Vec<(Id, Id)> = journeys.chain(mentors).collect();
    let ids: Vec<Id> = parts.iter().map(|(_, person)| *person).collect();
    let people = people::store::list_by_id(db, scope, &ids).await?;
    Ok(parts.into_iter().filter_map(|(part, person)| Some((part, people.get(&person)?.clone()))).collect())
}
