//! The first person responsible for a hub is invited from the command line, on the machine itself.

use crate::accounts::access::{Right, Role, Scope};
use crate::accounts::account::Account;
use crate::accounts::link::Purpose;
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::organisations::found_hub;
use crate::db::Write;
use crate::error::Error;
use crate::links;

/// Somebody who will be responsible for the hub.
#[derive(Clone, Debug)]
pub struct Inviting<'a> {
    /// The normalised address with which they will sign in.
    pub email: &'a str,
    /// The name shown beside what they do.
    pub name: &'a str,
    /// The name of the hub's own organisation, if there is none yet.
    pub hub_name: &'a str,
    /// The address people type, without a slash at its end.
    pub base_url: &'a str,
}

/// What became of it: the address of the page with which they enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invited {
    /// They have the role now.
    RoleGiven(String),
    /// They had it already.
    RoleHeld(String),
}

/// Makes somebody responsible for the hub, and gives the address of their invitation, which no message carries.
pub async fn run(write: &Write, by: &By, inviting: Inviting<'_>) -> Result<Invited, Error> {
    if by.scope(Right::GiveAccess) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let hub = found_hub::run(write, by, inviting.hub_name).await?;
    let identity = store::get_or_insert_identity(write, inviting.email).await?;
    let identity = store::lock_identity(write, identity.id).await?.ok_or(Error::NotFound)?;
    let held = store::list_of_identity(write.on(), identity.id).await?;
    let is_held = held.iter().any(|account| account.role == Role::HubResponsible);
    if !is_held {
        let account = Account {
            id: write.new_id(),
            identity_id: Some(identity.id),
            name: inviting.name.to_owned(),
            role: Role::HubResponsible,
            organisation_id: Some(hub),
            branch_id: None,
            person_id: None,
            withdrawn_on: None,
        };
        store::insert(write, &account).await?;
    }
    let token = store::insert_link(write, &identity, Purpose::Invitation).await?;
    let address = links::address(inviting.base_url, Purpose::Invitation.path(), &token);
    Ok(if is_held { Invited::RoleHeld(address) } else { Invited::RoleGiven(address) })
}
