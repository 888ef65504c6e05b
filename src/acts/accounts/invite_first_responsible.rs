//! The first person responsible for a hub is invited from the command line, on the machine itself.

use super::invite::{self, Prepared};
use crate::accounts::access::{Right, Role, Scope};
use crate::accounts::invitation::Post;
use crate::accounts::link::Purpose;
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
    let post = Post { organisation_id: Some(hub), branch_id: None };
    let name = inviting.name.to_owned();
    let Prepared { token, is_new, .. } =
        invite::prepare(write, inviting.email, name, Role::HubResponsible, post).await?;
    let address = links::address(inviting.base_url, Purpose::Invitation.path(), &token);
    Ok(if is_new { Invited::Newly(address) } else { Invited::Again(address) })
}
