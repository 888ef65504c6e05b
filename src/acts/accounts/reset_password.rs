//! Somebody chooses a password again, through a link sent to their address.
//!
//! A long act: the link is looked for first, and a password is hashed only for one that is fresh; the link is used, and the password
//! replaced, in one short transaction after that.

use super::replace_password;
use crate::accounts::link::Purpose;
use crate::accounts::messages::Hub;
use crate::accounts::password::{self, PasswordError};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::state::App;

/// A password chosen through a link.
#[derive(Clone, Debug)]
pub struct Resetting<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The password, with the spaces around it.
    pub password: String,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The password is replaced, and every session and link of the identity has ended.
    Replaced,
    /// The password is refused, and the link stays.
    Refused(PasswordError),
    /// The link is unknown, was used, replaced or has expired.
    LinkRefused,
}

/// Replaces the password of whoever a link was sent to.
pub async fn run(app: &App, by: &By, resetting: Resetting<'_>) -> Result<Outcome, Error> {
    let Resetting { token, password, hub } = resetting;
    let found = store::find_link(&app.db, token, Purpose::PasswordReset, app.now()).await?;
    let Some(identity) = found else { return Ok(Outcome::LinkRefused) };
    if let Err(error) = password::check(&password, &identity.email) {
        return Ok(Outcome::Refused(error));
    }
    let hash = replace_password::hash(password).await?;
    let write = app.write(by).await?;
    let outcome = reset(&write, by, token, hash, hub).await?;
    write.commit().await?;
    Ok(outcome)
}

async fn reset(write: &Write, by: &By, token: &str, hash: String, hub: Hub<'_>) -> Result<Outcome, Error> {
    // It may have been used while the password was hashed.
    let Some(identity) = store::use_link(write, token, Purpose::PasswordReset).await? else {
        return Ok(Outcome::LinkRefused);
    };
    replace_password::run(write, by, &identity, hash, hub).await?;
    store::supersede_links(write, identity.id).await?;
    Ok(Outcome::Replaced)
}
