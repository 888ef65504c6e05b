//! A provider is linked to somebody's access: they may enter with it.

use crate::accounts::messages::{self, Change, Hub};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::{Id, Write};
use crate::error::Error;

/// Somebody whom a provider recognised, and who asked for the link.
#[derive(Clone, Copy, Debug)]
pub struct Linking<'a> {
    /// The identity that asked for it, before leaving for the provider.
    pub identity: Id,
    /// The code of the provider.
    pub provider: &'a str,
    /// Its name on screens.
    pub label: &'a str,
    /// Their name there, which never changes.
    pub subject: &'a str,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They may enter with it.
    Linked,
    /// It was linked to their access before.
    AlreadyOwn,
    /// It is linked to another access.
    Taken,
    /// It was linked to another access at the same moment.
    JustTaken,
}

/// Links a subject to whoever asked, if it is still they who are signed in; otherwise there is nothing to link.
pub async fn run(write: &Write, by: &By, linking: Linking<'_>) -> Result<Outcome, Error> {
    let Linking { identity, provider, label, subject, hub } = linking;
    if by.identity_id() != Some(identity) {
        return Err(Error::NotFound);
    }
    let identity = store::lock_identity(write, identity).await?.ok_or(Error::NotFound)?;
    match store::find_identity_by_subject(write.on(), provider, subject).await? {
        Some(known) if known.id == identity.id => return Ok(Outcome::AlreadyOwn),
        Some(_) => return Ok(Outcome::Taken),
        None => {}
    }
    if !store::insert_subject(write, identity.id, provider, subject).await? {
        return Ok(Outcome::JustTaken);
    }
    send::run(write, messages::access_changed(hub, &identity, Change::ProviderLinked(label))?).await?;
    Ok(Outcome::Linked)
}
