//! Somebody is given a role, and invited by a link.

use super::send_link;
use crate::accounts::access::{Right, Role};
use crate::accounts::account::Account;
use crate::accounts::invitation::{self, InvitationError, Post};
use crate::accounts::link::Purpose;
use crate::accounts::messages::Hub;
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::organisations::{self, Origin};

/// Somebody to invite, and the role they get.
#[derive(Clone, Debug)]
pub struct Inviting<'a> {
    /// The name shown beside what they do.
    pub name: String,
    /// The normalised address the link is sent to.
    pub email: String,
    /// The role they get.
    pub role: Role,
    /// Where a partner's staff works.
    pub place: Option<Origin>,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invited {
    /// They have the role, and the link was sent.
    RoleGiven,
    /// They had the role already; another link was sent.
    RoleHeld,
    /// They do not get this role there, and nothing was sent.
    Refused(InvitationError),
}

/// Gives a role and sends the link of the invitation.
pub async fn run(write: &Write, by: &By, inviting: Inviting<'_>) -> Result<Invited, Error> {
    let Inviting { name, email, role, place, hub } = inviting;
    let scope = by.scope(Right::GiveAccess);
    let origins = organisations::store::find_origins(write.on()).await?;
    let Post { organisation_id, branch_id } = match invitation::post(scope, &origins, role, place) {
        Ok(post) => post,
        Err(error) => return Ok(Invited::Refused(error)),
    };
    let identity = store::get_or_insert_identity(write, &email).await?;
    // Held, so that two invitations at once do not give the role twice.
    let identity = store::lock_identity(write, identity.id).await?.ok_or(Error::NotFound)?;
    let held = store::list_of_identity(write.on(), identity.id).await?;
    let is_same =
        |one: &Account| (one.role, one.organisation_id, one.branch_id) == (role, organisation_id, branch_id);
    let is_held = held.iter().any(is_same);
    if !is_held {
        let account = Account {
            id: write.new_id(),
            identity_id: Some(identity.id),
            name,
            role,
            organisation_id,
            branch_id,
            person_id: None,
            withdrawn_on: None,
        };
        store::insert(write, &account).await?;
    }
    send_link::run(write, by, &identity, Purpose::Invitation, hub).await?;
    Ok(if is_held { Invited::RoleHeld } else { Invited::RoleGiven })
}
