//! Somebody who works with people says at which number, and when, these reach them.

use crate::accounts::access::{Right, Scope};
use crate::accounts::coordination::{Contact, LONGEST_HOURS};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It is stored.
    Saved,
    /// The hours take more than a line.
    HoursTooLong,
}

/// Replaces how one is reached with one's own account.
pub async fn run(write: &Write, by: &By, contact: &Contact) -> Result<Edited, Error> {
    if by.scope(Right::EditPeople) == Scope::Nobody {
        return Err(Error::NotFound);
    }
    let own = by.account().ok_or(Error::NotFound)?;
    if contact.hours.as_ref().is_some_and(|hours| hours.chars().count() > LONGEST_HOURS) {
        return Ok(Edited::HoursTooLong);
    }
    store::save_contact(write, own.id, contact).await?;
    Ok(Edited::Saved)
}
