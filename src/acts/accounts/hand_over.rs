//! Everything that somebody looks after is given to somebody else: they leave, or do something else from now on.
//!
//! The journeys they were chosen for, the coordination by default, what went to them because it was late, whom they stand in for, and the
//! people they follow beyond their branch: in one transaction, so that nothing is left between two people.

use crate::accounts::access::Right;
use crate::accounts::standing_in::may_stand_in;
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::{people, steps};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandedOver {
    /// The one of this name looks after it now; and how many journeys they were chosen for.
    Done {
        /// The name of whoever takes over.
        to: String,
        /// How many journeys.
        journeys: usize,
    },
    /// This account does not work in the same house, or sees less.
    CannotTakeOver,
}

/// Gives everything of an account whose access one manages to another.
pub async fn run(write: &Write, by: &By, from: Id, to: Id) -> Result<HandedOver, Error> {
    let scope = by.scope(Right::GiveAccess);
    let from = store::find_managed(write.on(), scope, from).await?.ok_or(Error::NotFound)?;
    if !from.role.works_with_people() || from.is_pending() {
        return Err(Error::NotFound);
    }
    // Journeys come before the word of who coordinates; one that somebody chose meanwhile stays for the next time.
    let journeys = people::store::hold_journeys_chosen_for(write, from.id).await?;
    let coordination = store::lock_coordination(write).await?;
    let to = store::find_managed(write.on(), scope, to).await?;
    let Some(to) = to.filter(|to| may_stand_in(&from, to)) else { return Ok(HandedOver::CannotTakeOver) };
    people::store::save_coordinator_of(write, &journeys, to.id).await?;
    if coordination.by_default().is_some_and(|one| one.id == from.id) {
        store::save_default_coordinator(write, to.id).await?;
    }
    steps::store::entrust_instead(write, from.id, to.id).await?;
    store::replace_deputy(write, from.id, to.id).await?;
    store::replace_follower(write, from.id, to.id).await?;
    store::note_handed_over(write, from.id);
    settle::owners(write).await?;
    Ok(HandedOver::Done { to: to.name, journeys: journeys.len() })
}
