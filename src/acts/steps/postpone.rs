//! A step is put off to another day, with its reason; its first day stays.

use time::Date;

use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::overview::store::reached_by_key;
use crate::steps::{PostponeError, Postponement, Reason, Step, check_postponement, store};

/// What somebody puts off.
#[derive(Clone, Copy, Debug)]
pub struct Postponing {
    /// The step.
    pub step: Id,
    /// The day by which it should be done instead.
    pub to: Date,
    /// Why.
    pub reason: Reason,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Postponed {
    /// It is to be done by this day.
    To(Date),
    /// It may not be put off so.
    Refused(PostponeError),
}

/// Puts off a step of somebody whom one follows, or changes the day it was put off to.
pub async fn run(write: &Write, by: &By, postponing: Postponing) -> Result<Postponed, Error> {
    let Postponing { step, to, reason } = postponing;
    let account = by.account().ok_or(Error::NotFound)?.id;
    let reached = reached_by_key(by.scope(Right::FollowSteps));
    let found = store::find(write.on(), &reached, step).await?.ok_or(Error::NotFound)?;
    settle::hold_subject(write, found.subject).await?;
    let step = store::lock(write, &reached, found.id).await?.ok_or(Error::NotFound)?;
    if let Err(error) = check_postponement(to, reason, step.first_due_on, write.today()) {
        return Ok(Postponed::Refused(error));
    }
    let postponed = Some(Postponement { to, on: write.today(), by: account, reason });
    store::save_postponement(write, &Step { postponed, ..step }).await?;
    Ok(Postponed::To(to))
}
