//! Another account of the hub coordinates whatever nobody was chosen for.

use crate::accounts::access::Right;
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The one of this name coordinates by default now.
    Done(String),
    /// They did already.
    Already(String),
    /// The account does not work at the hub, or not any more.
    CannotCoordinate,
}

/// Names who coordinates by default, among the accounts whose access one manages; another one does not exist.
pub async fn run(write: &Write, by: &By, account: Id) -> Result<Named, Error> {
    let coordination = store::lock_coordination(write).await?;
    let managed = store::find_managed(write.on(), by.scope(Right::GiveAccess), account).await?;
    let managed = managed.ok_or(Error::NotFound)?;
    let Some(named) = coordination.get(managed.id) else { return Ok(Named::CannotCoordinate) };
    if named.by_default_since.is_some() {
        return Ok(Named::Already(named.name.clone()));
    }
    store::save_default_coordinator(write, named.id).await?;
    settle::owners(write).await?;
    Ok(Named::Done(named.name.clone()))
}
