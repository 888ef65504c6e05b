//! Somebody is back sooner than they said, or does not go away after all.

use super::say_absence;
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// What is theirs is theirs again.
    Done,
    /// It was over already, or there was no such absence of this account.
    Already,
}

/// Ends an absence of somebody, which is noted for today.
pub async fn run(write: &Write, by: &By, account: Id, absence: Id) -> Result<Ended, Error> {
    store::lock_coordination(write).await?;
    let account = say_absence::find(write, by, account).await?;
    let absences = store::list_absences(write.on(), account.id).await?;
    let Some(absence) = absences.iter().find(|one| one.id == absence) else { return Ok(Ended::Already) };
    store::save_ended(write, absence).await?;
    settle::owners(write).await?;
    Ok(Ended::Done)
}
