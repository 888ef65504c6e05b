//! Somebody asks for a link to sign in, or to choose a password.

use super::count_attempt::{self, Attempt, Counted};
use crate::accounts::access::{Role, Scope};
use crate::accounts::account::{Account, Identity};
use crate::accounts::link::Purpose;
use crate::accounts::messages::Hub;
use crate::accounts::store::{self, Attempted};
use crate::accounts::viewer::By;
use crate::acts::accounts::send_link;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::{self, person::Person, store::Parts};

/// A link that somebody asks for at the entrance.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// The normalised address it is asked for.
    pub email: &'a str,
    /// The network of whoever asks.
    pub network: &'a str,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it. The visitor sees the same page whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The link was sent.
    Sent,
    /// Nobody with this address may have such a link.
    Nobody,
    /// Too many were asked for.
    TooSoon,
}

/// Sends a link to an address, if it may have one. It needs no right: the link goes to the address alone.
pub async fn run(write: &Write, by: &By, asking: Asking<'_>) -> Result<Asked, Error> {
    let Asking { purpose, email, network, hub } = asking;
    let subject = format!("{} {email}", purpose.code());
    let attempted = Attempted::new(write.secret(), &subject, network, None);
    // Held from the count to the link: those asked for at once are counted one after the other.
    let addressee = lock_addressee(write, purpose, email).await?;
    let attempt = Attempt { kind: purpose.code(), attempted: &attempted, identity: None };
    match (count_attempt::run(write, by, attempt).await?, addressee) {
        (Counted::TooSoon(_), _) => Ok(Asked::TooSoon),
        (Counted::Counted, None) => Ok(Asked::Nobody),
        (Counted::Counted, Some(identity)) => {
            send_link::run(write, by, &identity, purpose, hub).await?;
            Ok(Asked::Sent)
        }
    }
}

/// The identity of an address that may have a link, held until the transaction ends: somebody with a role, a professional one if
/// it is for a password; and to sign in, a mentor or mentee whose file has this address.
async fn lock_addressee(write: &Write, purpose: Purpose, email: &str) -> Result<Option<Identity>, Error> {
    let known = match store::find_identity_by_email(write.on(), email).await? {
        None if purpose == Purpose::SignIn && find_person(write, email).await?.is_some() => {
            Some(store::get_or_insert_identity(write, email).await?)
        }
        known => known,
    };
    let Some(identity) = known else { return Ok(None) };
    let Some(identity) = store::lock_identity(write, identity.id).await? else { return Ok(None) };
    let mut roles = store::list_of_identity(write.on(), identity.id).await?;
    if roles.is_empty() && purpose == Purpose::SignIn {
        roles = insert_own_roles(write, &identity).await?;
    }
    let may = match purpose {
        Purpose::PasswordReset => roles.iter().any(|account| account.role.is_professional()),
        Purpose::SignIn | Purpose::Invitation => !roles.is_empty(),
    };
    Ok(Some(identity).filter(|identity| may && identity.deactivated_at.is_none()))
}

/// The person whose file has an address, if they are a mentor or a mentee today.
async fn find_person(write: &Write, email: &str) -> Result<Option<(Id, Parts)>, Error> {
    let Some(person) = people::store::find_by_email(write.on(), email).await? else { return Ok(None) };
    let parts = people::store::parts_of(write.on(), person).await?;
    Ok((parts.mentor || parts.mentee).then_some((person, parts)))
}

/// Gives an identity the roles that the person of its address has.
async fn insert_own_roles(write: &Write, identity: &Identity) -> Result<Vec<Account>, Error> {
    let Some((person, parts)) = find_person(write, &identity.email).await? else { return Ok(Vec::new()) };
    // Their address may be moved meanwhile: whoever reads the former one must not get their roles.
    let held = people::store::lock_person(write, Scope::Hub, person).await?;
    let has_address = |one: &Person| one.email.as_ref() == Some(&identity.email);
    let Some(held) = held.filter(has_address) else { return Ok(Vec::new()) };
    let name = held.name();
    let mut roles = Vec::new();
    for (role, has_it) in [(Role::Mentor, parts.mentor), (Role::Mentee, parts.mentee)] {
        if has_it {
            let account = Account {
                id: write.new_id(),
                identity_id: Some(identity.id),
                name: name.clone(),
                role,
                organisation_id: None,
                branch_id: None,
                person_id: Some(person),
                withdrawn_on: None,
            };
            store::insert(write, &account).await?;
            roles.push(account);
        }
    }
    Ok(roles)
}
