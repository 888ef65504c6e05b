//! Whom a mentee or a mentor calls.

use sea_orm::{ConnectionTrait, DbErr};

use crate::accounts::access::Scope;
use crate::accounts::coordination::Coordinator;
use crate::db::Id;
use crate::{accounts, people, tandems};

/// Who coordinates for the one person whom a scope is about: for their open journey, else for their newest tandem as a mentor,
/// else by default. Nobody for any other scope.
pub async fn find_coordinator_of(
    db: &impl ConnectionTrait,
    scope: Scope,
) -> Result<Option<Coordinator>, DbErr> {
    match scope {
        Scope::Person(person) => find_coordinator_of_person(db, scope, person).await,
        _ => Ok(None),
    }
}

/// The same for one person of a scope.
pub async fn find_coordinator_of_person(
    db: &impl ConnectionTrait,
    scope: Scope,
    person: Id,
) -> Result<Option<Coordinator>, DbErr> {
    let journeys = people::store::journeys_of(db, scope, person).await?;
    let chosen = match journeys.iter().rev().find(|journey| journey.ended.is_none()) {
        Some(journey) => journey.coordinator_id,
        None => {
            let mentor = people::store::mentor_of(db, scope, person).await?;
            let tandems = match mentor {
                Some(mentor) => tandems::store::list_of_mentor(db, scope, mentor.id).await?,
                None => Vec::new(),
            };
            let open = tandems.iter().filter(|tandem| tandem.is_open());
            match open.max_by_key(|tandem| (tandem.started_on, tandem.id)) {
                Some(tandem) => people::store::find_chosen_coordinator(db, tandem.journey_id).await?,
                None => None,
            }
        }
    };
    // The account is that of the hub, whoever the other side of the tandem is.
    Ok(accounts::store::find_coordination(db).await?.of(chosen).cloned())
}
