//! How somebody is written to changed: what is awaited of them is theirs to do while the hub writes to them, and otherwise whoever
//! coordinates calls them for it.

use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::{people, proposals};

/// Settles what is awaited of some people, and gives the proposals that it is about. Nothing begins or ends with them meanwhile.
pub(in crate::acts) async fn run(write: &Write, people: &[Id]) -> Result<Vec<Id>, Error> {
    let [mentors, journeys] = people::store::parts_of_people(write, people).await?;
    people::store::lock_mentors(write, &mentors).await?;
    people::store::hold_journeys(write, &journeys).await?;
    of_parts(write, &mentors, &journeys).await
}

/// The same of journeys that are held, once another coordinates them.
pub(in crate::acts) async fn of_journeys(write: &Write, journeys: &[Id]) -> Result<Vec<Id>, Error> {
    of_parts(write, &[], journeys).await
}

async fn of_parts(write: &Write, mentors: &[Id], journeys: &[Id]) -> Result<Vec<Id>, Error> {
    let held = proposals::store::lock_with_steps(write, mentors, journeys, &settle::OF_PROPOSALS).await?;
    if !held.is_empty() {
        settle::proposals(write, &held).await?;
    }
    Ok(held)
}
