//! Somebody removes one of their passkeys.

use crate::accounts::messages::{self, Change, Hub};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::{Id, Write};
use crate::error::Error;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It proves nothing any more.
    Done,
    /// The second factor was not given within ten minutes.
    ProveAgain,
    /// It is the only second factor left.
    LastFactor,
}

/// Removes a passkey, unless it is the last second factor; somebody else's does not exist.
pub async fn run(write: &Write, by: &By, passkey: Id, hub: Hub<'_>) -> Result<Removed, Error> {
    if !by.is_fresh() {
        return Ok(Removed::ProveAgain);
    }
    let identity = by.identity_id().ok_or(Error::NotFound)?;
    // Held, so that two who remove one each do not leave none.
    let identity = store::lock_identity(write, identity).await?.ok_or(Error::NotFound)?;
    let passkeys = store::list_passkeys(write.on(), identity.id).await?;
    if !passkeys.iter().any(|one| one.id == passkey) {
        return Err(Error::NotFound);
    }
    if passkeys.len() == 1 && identity.code_secret.is_none() {
        return Ok(Removed::LastFactor);
    }
    store::delete_passkey(write, identity.id, passkey).await?;
    send::run(write, messages::access_changed(hub, &identity, Change::PasskeyRemoved)?).await?;
    Ok(Removed::Done)
}
