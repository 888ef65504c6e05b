//! What a journey needs is corrected.

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::newcomer::Need;
use crate::people::person::{Journey, WelcomeError, check_welcome};
use crate::people::store;

/// What somebody corrects.
#[derive(Clone, Debug)]
pub struct Editing {
    /// The journey.
    pub journey: Id,
    /// Everything it needs from now on.
    pub need: Need,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Edited {
    /// It is stored.
    Saved,
    /// The day of welcome is refused.
    Refused(WelcomeError),
}

/// Replaces what a journey needs; whether and how it ended stays.
pub async fn run(write: &Write, by: &By, editing: Editing) -> Result<Edited, Error> {
    let before = lock(write, by.scope(Right::EditPeople), editing.journey).await?;
    if let Err(error) = check_welcome(editing.need.welcomed_on, write.today()) {
        return Ok(Edited::Refused(error));
    }
    let journey = editing.need.journey(before.id, before.person_id, before.ended);
    store::save_journey(write, &journey).await?;
    Ok(Edited::Saved)
}

/// A journey held until the transaction ends, if the scope holds its person.
pub(super) async fn lock(write: &Write, scope: Scope, id: Id) -> Result<Journey, Error> {
    store::lock_journeys(write, &[id]).await?;
    store::find_journey(write.on(), scope, id).await?.ok_or(Error::NotFound)
}
