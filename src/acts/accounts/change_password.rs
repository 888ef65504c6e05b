//! Somebody replaces their own password: their other sessions end, and this one goes on under a new token.
//!
//! A long act: the password is hashed outside any transaction.

use super::open_session::{self, Opening};
use super::replace_password;
use crate::accounts::entry::{Browser, Entered, Proof};
use crate::accounts::messages::Hub;
use crate::accounts::password::{self, PasswordError};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::state::App;

/// The password that somebody chose for themselves.
#[derive(Clone, Debug)]
pub struct Changing<'a> {
    /// The password, with the spaces around it.
    pub password: String,
    /// The browser it was typed in.
    pub browser: &'a Browser,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The password is replaced, and the session goes on under a new token.
    Replaced(Entered),
    /// The password is refused.
    Refused(PasswordError),
    /// The second factor was not given within ten minutes.
    ProveAgain,
}

/// Replaces one's own password.
pub async fn run(app: &App, by: &By, changing: Changing<'_>) -> Result<Outcome, Error> {
    let Changing { password, browser, hub } = changing;
    if !by.is_fresh() {
        return Ok(Outcome::ProveAgain);
    }
    let identity = by.identity_id().ok_or(Error::NotFound)?;
    let identity = store::find_identity(&app.db, identity).await?.ok_or(Error::NotFound)?;
    if let Err(error) = password::check(&password, &identity.email) {
        return Ok(Outcome::Refused(error));
    }
    let hash = replace_password::hash(password).await?;
    let write = app.write(by).await?;
    let identity = store::lock_identity(&write, identity.id).await?.ok_or(Error::NotFound)?;
    // The session may have been ended while the password was hashed, by whoever takes the access back from a thief.
    if !is_still_open(&write, by).await? {
        return Ok(Outcome::ProveAgain);
    }
    replace_password::run(&write, by, &identity, hash, hub).await?;
    let entered = go_on(&write, by, browser).await?;
    write.commit().await?;
    Ok(Outcome::Replaced(entered))
}

async fn is_still_open(write: &Write, by: &By) -> Result<bool, Error> {
    match by.proving() {
        Some((_, session)) => Ok(store::has_session(write, session.id).await?),
        None => Ok(false),
    }
}

/// Every session has ended, this one too.
async fn go_on(write: &Write, by: &By, browser: &Browser) -> Result<Entered, Error> {
    let account = by.account().ok_or(Error::NotFound)?;
    open_session::run(write, by, Opening { account, proof: Proof::Both, browser }).await
}
