//! A new passkey answers its challenge: it is a second factor from now on.

use super::answer_passkey;
use super::enrolment::{self, Enrolled};
use crate::accounts::entry::Browser;
use crate::accounts::messages::{self, Change, Hub};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::Write;
use crate::error::Error;

/// The answer of a new passkey.
#[derive(Clone, Debug)]
pub struct Enrolling<'a> {
    /// The name that its owner gives it; none when the name typed was refused: the challenge is used up all the same.
    pub label: Option<String>,
    /// The answer, in JSON.
    pub answer: &'a str,
    /// The browser that gave it.
    pub browser: &'a Browser,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The passkey is a second factor, and the session goes on under a new token.
    Enrolled(Enrolled),
    /// The answer is right, and the passkey has no name.
    WithoutName,
    /// The answer is not that of a challenge drawn for this identity within five minutes.
    Wrong,
}

/// Takes the answer of a new passkey.
pub async fn run(write: &Write, by: &By, answered: Enrolling<'_>) -> Result<Outcome, Error> {
    let Enrolling { label, answer, browser, hub } = answered;
    let enrolling = enrolment::lock(write, by).await?;
    let identity = &enrolling.identity;
    let passkey = answer_passkey::take_new_one(write, identity, hub.base_url, answer).await?;
    let Some(passkey) = passkey else { return Ok(Outcome::Wrong) };
    let Some(label) = label else { return Ok(Outcome::WithoutName) };
    store::insert_passkey(write, identity.id, label, &passkey).await?;
    send::run(write, messages::access_changed(hub, identity, Change::PasskeyAdded)?).await?;
    Ok(Outcome::Enrolled(enrolment::finish(write, by, &enrolling, browser).await?))
}
