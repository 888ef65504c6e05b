//! Somebody who works with people says at which number, and when, these reach them.

use crate::accounts::access::{Right, Scope};
use crate::accounts::coordination::{Contact, LONGEST_HOURS};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::version::Version;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It is stored.
    Saved,
    /// Something else was saved meanwhile, from another page of theirs: what is stored now.
    Changed(Contact),
    /// The hours take more than a line.
    HoursTooLong,
}

/// Replaces how one is reached with one's own account; `seen` is the version that the form was filled from, if it says one.
pub async fn run(write: &Write, by: &By, contact: &Contact, seen: Option<&Version>) -> Result<Edited, Error> {
    if by.scope(Right::EditPeople) == Scope::Nobody {
        return Err(Error::NotFound);
    }
    let own = by.account().ok_or(Error::NotFound)?;
    if contact.hours.as_ref().is_some_and(|hours| hours.chars().count() > LONGEST_HOURS) {
        return Ok(Edited::HoursTooLong);
    }
    let before = store::lock_contact(write, own.id).await?;
    if before.version().is_newer_than(seen) && *contact != before {
        return Ok(Edited::Changed(before));
    }
    store::save_contact(write, own.id, contact).await?;
    Ok(Edited::Saved)
}
