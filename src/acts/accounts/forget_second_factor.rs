//! The second factor of somebody who lost theirs is forgotten: they set another one up at their next sign-in.

use super::end_sessions;
use crate::accounts::access::Right;
use crate::accounts::account::Account;
use crate::accounts::messages::{self, Change, Hub};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::{Id, Write};
use crate::error::Error;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// Everything that opened the access of the account of this name is forgotten, but its mailbox.
    Done(String),
    /// The same person also works elsewhere, where the one who asks gives no access.
    WorksElsewhere,
}

/// Forgets every second factor of the holder of an account that one manages; one's own, an invitation, or another one, does not exist.
pub async fn run(write: &Write, by: &By, account: Id, hub: Hub<'_>) -> Result<Forgotten, Error> {
    let scope = by.scope(Right::GiveAccess);
    let account = store::find_managed(write.on(), scope, account).await?.ok_or(Error::NotFound)?;
    // Whoever invites an address gets no hold on what it already opens.
    let account = Some(account).filter(|account| !account.is_pending()).ok_or(Error::NotFound)?;
    let is_own = by.account().is_some_and(|own| own.id == account.id);
    let identity = account.identity_id.filter(|_| !is_own).ok_or(Error::NotFound)?;
    // The identity is held, and not the account: whoever enters holds the identity first, then the account.
    let identity = store::lock_identity(write, identity).await?.ok_or(Error::NotFound)?;
    // Somebody may also work elsewhere: whoever manages one of their roles does not open the others.
    let managed = store::list_managed(write.on(), scope).await?;
    let is_beyond =
        |one: &Account| one.role.is_professional() && !managed.iter().any(|other| other.id == one.id);
    if store::list_of_identity(write.on(), identity.id).await?.iter().any(is_beyond) {
        return Ok(Forgotten::WorksElsewhere);
    }
    forget(write, identity.id).await?;
    send::run(write, messages::access_changed(hub, &identity, Change::SecondFactorForgotten)?).await?;
    Ok(Forgotten::Done(account.name))
}

async fn forget(write: &Write, identity: Id) -> Result<(), Error> {
    // The password goes too. Whoever knows it alone must not be the one who sets the next second factor up: that takes the mailbox.
    store::forget_codes_and_password(write, identity).await?;
    // Whoever took the access over would come back through any of these.
    store::delete_recovery_codes(write, identity).await?;
    store::delete_passkeys(write, identity).await?;
    store::delete_ceremonies(write, identity).await?;
    store::delete_all_subjects(write, identity).await?;
    store::supersede_links(write, identity).await?;
    end_sessions::of_identity(write, identity).await
}
