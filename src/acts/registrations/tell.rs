//! Somebody says that those whom a file brought were told where the hub has their address from.

use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::registrations::store;

/// Notes it today; the first day counts.
pub async fn run(write: &Write, by: &By, id: Id) -> Result<(), Error> {
    let arrival = store::lock_arrival(write, by.scope(Right::EditPeople), id).await?;
    if arrival.ok_or(Error::NotFound)?.told_on.is_none() {
        store::save_arrival_told(write, id, write.today()).await?;
    }
    Ok(())
}
