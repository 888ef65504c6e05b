//! A journey is opened for a person who is already on the hub.

use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::newcomer::Need;
use crate::people::person::{WelcomeError, check_alone, check_welcome};
use crate::people::store;

/// What somebody begins.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The person.
    pub person: Id,
    /// What they need.
    pub need: Need,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Opened {
    /// The journey, by its key.
    Journey(Id),
    /// It may not begin so.
    Refused(WelcomeError),
}

/// Opens a journey, unless the person goes through the same track already. The person is held: of two who open the same, the second
/// finds the first.
pub async fn run(write: &Write, by: &By, opening: Opening) -> Result<Opened, Error> {
    let Opening { person, need } = opening;
    store::lock_person(write, by.scope(Right::EditPeople), person).await?.ok_or(Error::NotFound)?;
    if let Err(error) = check_welcome(need.welcomed_on, write.today()) {
        return Ok(Opened::Refused(error));
    }
    let others = store::journeys_to_decide(write, person).await?;
    if let Err(error) = check_alone(need.track, &others) {
        return Ok(Opened::Refused(error));
    }
    let journey = need.journey(write.new_id(), person, None);
    store::insert_journey(write, &journey).await?;
    settle::journeys(write, &[journey.id]).await?;
    Ok(Opened::Journey(journey.id))
}
