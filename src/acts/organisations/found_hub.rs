//! The hub's own organisation is made, on the machine, where a database has none.

use crate::accounts;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::organisations::{Kind, Organisation, store};

/// The key of the hub's organisation, which is made under this name if there is none. There is never a second one.
pub async fn run(write: &Write, by: &By, name: &str) -> Result<Id, Error> {
    if by.scope(Right::EditOrganisations) != Scope::Hub {
        return Err(Error::NotFound);
    }
    accounts::store::lock_coordination(write).await?;
    store::lock_names(write).await?;
    let organisations = store::list(write.on()).await?;
    if let Some(hub) = organisations.iter().find(|organisation| organisation.kind == Kind::Hub) {
        return Ok(hub.id);
    }
    let hub = Organisation { id: write.new_id(), name: name.to_owned(), kind: Kind::Hub, place_code: None };
    store::insert(write, &hub).await?;
    settle::owners(write).await?;
    Ok(hub.id)
}
