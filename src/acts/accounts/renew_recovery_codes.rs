//! Somebody replaces their recovery codes.

use crate::accounts::messages::{self, Change, Hub};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::Write;
use crate::error::Error;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewed {
    /// The new codes, to be shown once; the earlier ones prove nothing any more.
    Codes(Vec<String>),
    /// The second factor was not given within ten minutes.
    ProveAgain,
}

/// Replaces one's recovery codes.
pub async fn run(write: &Write, by: &By, hub: Hub<'_>) -> Result<Renewed, Error> {
    if !by.is_fresh() {
        return Ok(Renewed::ProveAgain);
    }
    let identity = by.identity_id().ok_or(Error::NotFound)?;
    // Held, so that two requests at once do not each leave ten codes.
    let identity = store::lock_identity(write, identity).await?.ok_or(Error::NotFound)?;
    let codes = store::replace_recovery_codes(write, identity.id).await?;
    send::run(write, messages::access_changed(hub, &identity, Change::RecoveryCodesRenewed)?).await?;
    Ok(Renewed::Codes(codes))
}
