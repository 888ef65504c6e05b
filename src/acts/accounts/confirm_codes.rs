//! A first code is given: one-time codes are a second factor from now on.

use super::enrolment::{self, Enrolled, Enrolling};
use crate::accounts::code::{self, SEALED_FOR};
use crate::accounts::entry::Browser;
use crate::accounts::messages::{self, Change, Hub};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::Write;
use crate::error::Error;

/// The first code that an application shows after scanning.
#[derive(Clone, Copy, Debug)]
pub struct Confirming<'a> {
    /// The code, as it was typed.
    pub code: &'a str,
    /// The browser it was typed in.
    pub browser: &'a Browser,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// Codes are a second factor, and the session goes on under a new token.
    Enrolled(Enrolled),
    /// No secret was drawn in this session, or the code is not of it, or codes were confirmed before.
    Wrong,
}

/// Confirms the secret drawn in one's session.
pub async fn run(write: &Write, by: &By, confirming: Confirming<'_>) -> Result<Confirmed, Error> {
    let enrolling = enrolment::lock(write, by).await?;
    if !is_confirmed(write, &enrolling, confirming.code).await? {
        return Ok(Confirmed::Wrong);
    }
    let message = messages::access_changed(confirming.hub, &enrolling.identity, Change::CodesAdded)?;
    send::run(write, message).await?;
    Ok(Confirmed::Enrolled(enrolment::finish(write, by, &enrolling, confirming.browser).await?))
}

async fn is_confirmed(write: &Write, enrolling: &Enrolling, typed: &str) -> Result<bool, Error> {
    let Some(sealed) = store::find_code_draft(write.on(), enrolling.session).await? else { return Ok(false) };
    let secret = write.secret().open(&sealed, SEALED_FOR);
    let seconds = u64::try_from(write.now().seconds()).unwrap_or(0);
    match secret.and_then(|secret| code::check(&secret, typed, seconds)) {
        Some(step) => Ok(store::save_code_confirmed(write, enrolling.identity.id, sealed, step).await?),
        None => Ok(false),
    }
}
