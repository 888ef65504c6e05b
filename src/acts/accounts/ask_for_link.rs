//! Somebody asks for a link to sign in, or to choose a password.

use super::count_attempt::{self, Attempt, Counted};
use crate::accounts::account::Identity;
use crate::accounts::entry::Browser;
use crate::accounts::link::Purpose;
use crate::accounts::messages::Hub;
use crate::accounts::slowdown::{Tried, Wait};
use crate::accounts::store::{self, Attempted};
use crate::accounts::viewer::By;
use crate::acts::accounts::send_link::{self, Sending};
use crate::acts::accounts::settle_own_roles;
use crate::db::{Instant, Write};
use crate::error::Error;

/// A link that somebody asks for at the entrance.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// The normalised address it is asked for.
    pub email: &'a str,
    /// The browser of whoever asks.
    pub browser: &'a Browser,
    /// The page of the hub that a link to sign in goes on to; empty for the first one of the role.
    pub next: &'a str,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it. The visitor sees the same page whichever it is, but for [`Asked::NetworkWaits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The link was sent.
    Sent,
    /// Nobody with this address may have such a link.
    Nobody,
    /// Too many were asked for with this address.
    TooSoon,
    /// The network asked for too many, whatever the addresses, and waits until this instant.
    NetworkWaits(Instant),
}

/// Sends a link to an address, if it may have one. It needs no right: the link goes to the address alone.
pub async fn run(write: &Write, by: &By, asking: Asking<'_>) -> Result<Asked, Error> {
    let Asking { purpose, email, browser, next, hub } = asking;
    // Held from the count to the link: those asked for at once are counted one after the other.
    let addressee = lock_addressee(write, by, purpose, email).await?;
    let attempted = Attempted::from_browser(
        write.on(),
        write.secret(),
        &format!("{} {email}", purpose.code()),
        addressee.as_ref(),
        browser,
        write.now(),
    )
    .await?;
    let attempt = Attempt { kind: Tried::from(purpose), attempted: &attempted, identity: None };
    match (count_attempt::run(write, by, attempt).await?, addressee) {
        (Counted::TooSoon(Wait::OfNetwork(until)), _) => Ok(Asked::NetworkWaits(until)),
        (Counted::TooSoon(Wait::OfSubject(_)), _) => Ok(Asked::TooSoon),
        (Counted::Counted, None) => Ok(Asked::Nobody),
        (Counted::Counted, Some(identity)) => {
            send_link::run(write, by, &identity, Sending { purpose, next, hub }).await?;
            Ok(Asked::Sent)
        }
    }
}

/// The identity of an address that may have a link, held until the transaction ends: somebody with a role, a professional one if
/// it is for a password; and to sign in, a mentor or mentee whose file has this address.
async fn lock_addressee(
    write: &Write,
    by: &By,
    purpose: Purpose,
    email: &str,
) -> Result<Option<Identity>, Error> {
    let known = match store::find_identity_by_email(write.on(), email).await? {
        None if purpose == Purpose::SignIn
            && !settle_own_roles::list_people(write, email).await?.is_empty() =>
        {
            Some(store::get_or_insert_identity(write, email).await?)
        }
        known => known,
    };
    let Some(identity) = known else { return Ok(None) };
    let Some(identity) = store::lock_identity(write, identity.id).await? else { return Ok(None) };
    let roles = settle_own_roles::of_identity(write, by, &identity).await?;
    let may = match purpose {
        Purpose::PasswordReset => roles.iter().any(|account| account.role.is_professional()),
        Purpose::SignIn | Purpose::Invitation => !roles.is_empty(),
    };
    Ok(Some(identity).filter(|identity| may && identity.deactivated_at.is_none()))
}
