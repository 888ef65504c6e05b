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
    /// They have the role once they accept.
    Newly(String),
    /// They were invited before, or have the role: an earlier address leads nowhere.
    Again(String),
}

/// Invites somebody to be responsible for the hub, and gives the address of their invitation, which no message carries.
pub async fn run(write: &Write, by: &By, inviting: Inviting<'_>) -> Result<Invited, Error> {
    if by.scope(Right::GiveAccess) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let hub = found_hub::run(write, by, inviting.hub_name).await?;
    let identity = store::get_or_insert_identity(write, inviting.email).await?;
    let identity = store::lock_identity(write, identity.id).await?.ok_or(Error::NotFound)?;
    let before = store::list_all_of_identity(write.on(), identity.id).await?;
    let is_same = |one: &&Account| one.role == Role::HubResponsible && one.withdrawn_on.is_none();
    let before = before.iter().find(is_same).map(|account| account.id);
    let account = before.unwrap_or_else(|| write.new_id());
    if before.is_none() {
        let account = Account {
            id: account,
            identity_id: Some(identity.id),
            name: inviting.name.to_owned(),
            role: Role::HubResponsible,
            organisation_id: Some(hub),
            branch_id: None,
            person_id: None,
            accepted_at: None,
            withdrawn_on: None,
        };
        store::insert(write, &account).await?;
    }
    let token = store::insert_invitation(write, &identity, account).await?;
    let address = links::address(inviting.base_url, Purpose::Invitation.path(), &token);
    Ok(if before.is_some() { Invited::Again(address) } else { Invited::Newly(address) })
}
