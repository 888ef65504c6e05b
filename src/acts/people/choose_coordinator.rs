//! Somebody of the hub is chosen to coordinate a journey, or it is left to the default.

use super::edit_journey::{can_coordinate, lock};
use super::follow_reach;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::store;
use crate::problems;
use crate::steps::{self, Subject, SubjectKind};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// It is so now.
    Done,
    /// This account cannot coordinate: it is not of the hub, or its access was withdrawn.
    CannotCoordinate,
}

/// Chooses who coordinates a journey; none leaves it to the default. Only those who assign on the whole hub do.
pub async fn run(write: &Write, by: &By, journey: Id, coordinator: Option<Id>) -> Result<Chosen, Error> {
    let scope = by.scope(Right::Assign);
    if scope != Scope::Hub {
        return Err(Error::NotFound);
    }
    let before = lock(write, scope, journey).await?;
    if before.coordinator_id == coordinator {
        return Ok(Chosen::Done);
    }
    if !can_coordinate(write, coordinator).await? {
        return Ok(Chosen::CannotCoordinate);
    }
    store::save_coordinator(write, journey, coordinator).await?;
    follow_reach::of_journeys(write, &[journey]).await?;
    // Whoever is chosen has their turn, late as it may be.
    steps::store::end_escalation(write, Subject { kind: SubjectKind::Journey, id: journey }).await?;
    settle::journeys(write, &[journey]).await?;
    settle::problems(write, &problems::store::list_of_journey(write, journey).await?).await?;
    Ok(Chosen::Done)
}
