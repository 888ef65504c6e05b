//! There is somebody who coordinates by default as long as the hub has anybody who could.

use crate::accounts::store;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;

/// Names who coordinates by default where nobody does: after the first account of the hub was given, and after that of the
/// default was taken away. Gives the account that does now.
pub(in crate::acts) async fn run(write: &Write) -> Result<Option<Id>, Error> {
    let coordination = store::lock_coordination(write).await?;
    if let Some(standing) = coordination.by_default() {
        let standing = standing.id;
        settle::owners(write).await?;
        return Ok(Some(standing));
    }
    let Some(successor) = coordination.successor() else {
        store::save_no_default(write).await?;
        settle::owners(write).await?;
        return Ok(None);
    };
    store::save_default_coordinator(write, successor.id).await?;
    settle::owners(write).await?;
    Ok(Some(successor.id))
}
