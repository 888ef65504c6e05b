//! A link is sent to an identity's address.

use crate::accounts::account::Identity;
use crate::accounts::link::{Purpose, SEALED_PAGE};
use crate::accounts::messages::{self, Hub};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::Write;
use crate::error::Error;

/// A link about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// The page of the hub that it goes on to; empty for the first one of the role.
    pub next: &'a str,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// Makes a link and puts its message in the outbox. It needs no right: whoever calls it has decided that the identity may have it.
pub async fn run(write: &Write, _by: &By, identity: &Identity, sending: Sending<'_>) -> Result<(), Error> {
    let Sending { purpose, next, hub } = sending;
    let mut token = store::insert_link(write, identity, purpose).await?;
    if !next.is_empty() {
        // The address of a page may hold a name that somebody searched: a message says it to nobody.
        token += &format!("?to={}", write.secret().seal(next.as_bytes(), SEALED_PAGE)?);
    }
    send::run(write, messages::link(hub, identity, purpose, &token)?).await
}
