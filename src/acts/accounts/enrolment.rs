//! What enrolling codes and enrolling a passkey share: who may, and what follows.

use super::open_session::{self, Opening};
use crate::accounts::account::{Account, Identity};
use crate::accounts::entry::{Browser, Entered, Proof};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;

/// Somebody who sets a second factor up.
pub(super) struct Enrolling {
    /// The account they act with.
    pub account: Account,
    /// The key of their session.
    pub session: Id,
    /// Their identity, as it was before.
    pub identity: Identity,
}

/// A second factor that was set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// The session in which they go on.
    pub entered: Entered,
    /// The recovery codes, to be shown once, when it is their first second factor.
    pub recovery_codes: Option<Vec<String>>,
}

/// Holds the identity of whoever sets a second factor up: of two first ones that are set up at once, one is no longer the first
/// and is refused.
pub(super) async fn lock(write: &Write, by: &By) -> Result<Enrolling, Error> {
    let (account, session) = by.proving().ok_or(Error::NotFound)?;
    let identity = account.identity_id.ok_or(Error::NotFound)?;
    let identity = store::lock_identity(write, identity).await?.ok_or(Error::NotFound)?;
    if !by.may_enrol(&identity) {
        return Err(Error::NotFound);
    }
    Ok(Enrolling { account: account.clone(), session: session.id, identity })
}

/// Goes on under a new session, with recovery codes for a first second factor.
pub(super) async fn finish(
    write: &Write,
    by: &By,
    enrolling: &Enrolling,
    browser: &Browser,
) -> Result<Enrolled, Error> {
    let recovery_codes = match enrolling.identity.has_second_factor() {
        true => None,
        false => Some(store::replace_recovery_codes(write, enrolling.identity.id).await?),
    };
    let opening = Opening { account: &enrolling.account, proof: Proof::Both, browser };
    Ok(Enrolled { entered: open_session::run(write, by, opening).await?, recovery_codes })
}
