//! An adviser opens the file of somebody beyond their branch: for a day, with a reason, and the data protection officer is informed.

use crate::accounts::access::{Right, Role, Scope};
use crate::accounts::account::Account;
use crate::accounts::messages::{self, Hub};
use crate::accounts::opening::Reason;
use crate::accounts::rate_limit::{DAY, Limits};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::accounts::count_attempt::Counted;
use crate::acts::accounts::try_address;
use crate::db::{Id, Instant, Write};
use crate::error::Error;
use crate::{mail, people};

/// A file to open.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// The normalised address of the person.
    pub email: &'a str,
    /// Why it is opened.
    pub reason: Reason,
    /// How many may be opened so.
    pub limits: Limits,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The file of this person is open for a day.
    Open(Id),
    /// Nobody whom one's own organisation brought has this address.
    Nobody,
    /// As many were opened in a day as may be.
    TooMany,
    /// Too many addresses were tried: nothing is told before this instant.
    TooSoon(Instant),
}

/// Opens the file of somebody whom another branch of the same organisation brought.
pub async fn run(write: &Write, by: &By, opening: Opening<'_>) -> Result<Opened, Error> {
    let Opening { email, reason, limits, hub } = opening;
    if by.scope(Right::OpenExceptionally) == Scope::Nobody {
        return Err(Error::NotFound);
    }
    let account = by.account().ok_or(Error::NotFound)?;
    let person = find_person(write, account, email).await?;
    if let Counted::TooSoon(wait) = try_address::run(write, by).await? {
        return Ok(Opened::TooSoon(wait.until()));
    }
    let Some(person) = person else {
        try_address::note_missed(write, by);
        return Ok(Opened::Nobody);
    };
    try_address::forget(write, account).await?;
    // Held until the end, so that those opened at once are counted one after the other.
    let roles = store::lock_roles(write, account).await?;
    let opened = store::count_openings(write, &roles, write.now().plus(-DAY)).await?;
    if opened >= u64::try_from(limits.exceptional_per_day).unwrap_or(u64::MAX) {
        return Ok(Opened::TooMany);
    }
    store::insert_opening(write, account.id, person, reason).await?;
    for recipient in store::list_emails_of_role(write.on(), Role::Officer).await? {
        mail::push(write, messages::exceptional_opening(hub, recipient, account, person, reason)?).await?;
    }
    Ok(Opened::Open(person))
}

/// The person of an address, if one's own organisation brought them, whatever the branch.
async fn find_person(write: &Write, account: &Account, email: &str) -> Result<Option<Id>, Error> {
    let own = Scope::Organisation(account.organisation_id.ok_or(Error::NotFound)?);
    let Some(id) = people::store::find_by_email(write.on(), email).await? else { return Ok(None) };
    // Held, so that nobody moves them to another organisation before the opening is stored.
    Ok(people::store::lock_person(write, own, id).await?.map(|person| person.id))
}
