//! Somebody is invited to a role by a link: until they accept, it gives nothing, and takes nothing away.

use crate::accounts::access::{Right, Role};
use crate::accounts::account::{Account, Identity};
use crate::accounts::invitation::{self, InvitationError, MOST_SENT, Post};
use crate::accounts::link::Purpose;
use crate::accounts::messages::{self, Hub};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::Write;
use crate::error::Error;
use crate::links;
use crate::organisations::{self, Origin};

/// Somebody to invite, and the role they get once they accept.
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
    /// They are invited, and the link was sent.
    Newly,
    /// They were invited before, or have the role already: another link was sent, and an earlier one leads nowhere.
    Again,
    /// Their address was sent as many invitations as it may be: nothing was written.
    TooMany,
    /// They do not get this role there, and nothing was sent.
    Refused(InvitationError),
}

/// Invites somebody to a role.
pub async fn run(write: &Write, by: &By, inviting: Inviting<'_>) -> Result<Invited, Error> {
    let Inviting { name, email, role, place, hub } = inviting;
    let scope = by.scope(Right::GiveAccess);
    let origins = organisations::store::find_origins(write.on()).await?;
    let Post { organisation_id, branch_id } = match invitation::post(scope, &origins, role, place) {
        Ok(post) => post,
        Err(error) => return Ok(Invited::Refused(error)),
    };
    for (most, within) in MOST_SENT {
        let since = write.now().plus(-within);
        if links::store::count_made(write.on(), Purpose::Invitation.code(), &email, since).await? >= most {
            return Ok(Invited::TooMany);
        }
    }
    let Prepared { identity, token, is_new } =
        prepare(write, &email, name, role, Post { organisation_id, branch_id }).await?;
    send::run(write, messages::link(hub, &identity, Purpose::Invitation, &token)?).await?;
    Ok(if !is_new { Invited::Again } else { Invited::Newly })
}

/// An invitation that is written, and not sent yet.
pub(super) struct Prepared {
    pub identity: Identity,
    /// The token of its link; an earlier one leads nowhere.
    pub token: String,
    /// Whether they are invited to this role for the first time.
    pub is_new: bool,
}

/// Makes the account of a role that its holder has to accept, unless there is one, and the link with which they do.
pub(super) async fn prepare(
    write: &Write,
    email: &str,
    name: String,
    role: Role,
    post: Post,
) -> Result<Prepared, Error> {
    let Post { organisation_id, branch_id } = post;
    let identity = store::get_or_insert_identity(write, email).await?;
    // Held, so that two invitations at once do not make the account twice.
    let identity = store::lock_identity(write, identity.id).await?.ok_or(Error::NotFound)?;
    let before = store::list_all_of_identity(write.on(), identity.id).await?;
    let is_same = |one: &&Account| {
        one.withdrawn_on.is_none()
            && (one.role, one.organisation_id, one.branch_id) == (role, organisation_id, branch_id)
    };
    let before = before.iter().find(is_same).map(|account| account.id);
    let account = before.unwrap_or_else(|| write.new_id());
    if before.is_none() {
        let account = Account {
            id: account,
            identity_id: Some(identity.id),
            name,
            role,
            organisation_id,
            branch_id,
            person_id: None,
            accepted_at: None,
            withdrawn_on: None,
        };
        store::insert(write, &account).await?;
    }
    let token = store::insert_invitation(write, &identity, account).await?;
    Ok(Prepared { identity, token, is_new: before.is_none() })
}
