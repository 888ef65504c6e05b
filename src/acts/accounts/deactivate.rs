//! Nobody signs in with an identity any more: every session and link of it ends.

use super::{end_sessions, settle_coordination};
use crate::accounts::access::{Right, Scope};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deactivated {
    /// Nobody signs in with it any more.
    Done,
    /// It was deactivated before.
    Already,
}

/// Deactivates an identity. Only those who give access on the whole hub do.
pub async fn run(write: &Write, by: &By, identity: Id) -> Result<Deactivated, Error> {
    if by.scope(Right::GiveAccess) != Scope::Hub {
        return Err(Error::NotFound);
    }
    // Before the identity, as whoever accepts an invitation: of two, one waits and neither is killed.
    store::lock_coordination(write).await?;
    let identity = store::lock_identity(write, identity).await?.ok_or(Error::NotFound)?;
    if identity.deactivated_at.is_some() {
        return Ok(Deactivated::Already);
    }
    store::save_deactivation(write, identity.id).await?;
    store::supersede_links(write, identity.id).await?;
    end_sessions::of_identity(write, identity.id).await?;
    settle_coordination::run(write).await?;
    Ok(Deactivated::Done)
}
