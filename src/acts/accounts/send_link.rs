//! A link is sent to an identity's address.

use crate::accounts::account::Identity;
use crate::accounts::link::Purpose;
use crate::accounts::messages::{self, Hub};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::mail;

/// Makes a link and puts its message in the outbox. It needs no right: whoever calls it has decided that the identity may have it.
pub async fn run(
    write: &Write,
    _by: &By,
    identity: &Identity,
    purpose: Purpose,
    hub: Hub<'_>,
) -> Result<(), Error> {
    let token = store::insert_link(write, identity, purpose).await?;
    Ok(mail::push(write, messages::link(hub, identity, purpose, &token)?).await?)
}
