//! A provider is unlinked from somebody's access.

use crate::accounts::messages::{self, Change, Hub};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::Write;
use crate::error::Error;

/// A provider that is unlinked.
#[derive(Clone, Copy, Debug)]
pub struct Unlinking<'a> {
    /// The code of the provider.
    pub provider: &'a str,
    /// Its name on screens.
    pub label: &'a str,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlinked {
    /// They no longer enter with it.
    Done,
    /// The second factor was not given within ten minutes.
    ProveAgain,
}

/// Unlinks a provider from one's own access; one that is not linked does not exist.
pub async fn run(write: &Write, by: &By, unlinking: Unlinking<'_>) -> Result<Unlinked, Error> {
    let Unlinking { provider, label, hub } = unlinking;
    if !by.is_fresh() {
        return Ok(Unlinked::ProveAgain);
    }
    let identity = by.identity_id().ok_or(Error::NotFound)?;
    let identity = store::lock_identity(write, identity).await?.ok_or(Error::NotFound)?;
    if !store::delete_subjects(write, identity.id, provider).await? {
        return Err(Error::NotFound);
    }
    send::run(write, messages::access_changed(hub, &identity, Change::ProviderUnlinked(label))?).await?;
    Ok(Unlinked::Done)
}
