//! Which roles somebody may give, and where those who get them may work.

use time::Duration;

use super::access::{Role, Scope};
use crate::db::Id;
use crate::organisations::{Origin, Origins};

/// How many invitations an address is sent in an hour, and in a day: it may be that of a stranger.
pub const MOST_SENT: [(u64, Duration); 2] = [(5, Duration::hours(1)), (10, Duration::days(1))];

/// Why a role is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationError {
    /// The inviter does not give this role.
    RoleNotOffered,
    /// The organisation or branch does not exist, or the inviter gives no access there.
    PlaceNotOffered,
    /// A responsible answers for a whole organisation: no branch is named.
    BranchOfResponsible,
}

/// Where the holder of a role works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// The organisation; none for a funder.
    pub organisation_id: Option<Id>,
    /// The branch of a partner.
    pub branch_id: Option<Id>,
}

/// The roles that one may give: those of one's organisation, or every professional one.
pub fn offered_roles(scope: Scope) -> Vec<Role> {
    let is_offered = |role: &&Role| match scope {
        Scope::Hub => role.is_professional(),
        Scope::Organisation(_) => role.is_partner_staff(),
        _ => false,
    };
    Role::ALL.iter().filter(is_offered).copied().collect()
}

/// The organisations and branches for which one may give a role.
pub fn offered_places(origins: &Origins, scope: Scope) -> Vec<Origin> {
    let is_offered = |origin: &Origin| match scope {
        Scope::Hub => true,
        Scope::Organisation(own) => origin.organisation_id == own,
        _ => false,
    };
    origins.all().into_iter().filter(is_offered).collect()
}

/// Where somebody will work with a role: at the place chosen for a partner's staff, at the hub for the others.
pub fn post(
    scope: Scope,
    origins: &Origins,
    role: Role,
    place: Option<Origin>,
) -> Result<Post, InvitationError> {
    if !offered_roles(scope).contains(&role) {
        return Err(InvitationError::RoleNotOffered);
    }
    if role == Role::Funder {
        return Ok(Post::default());
    }
    if !role.is_partner_staff() {
        let hub = origins.hub().ok_or(InvitationError::PlaceNotOffered)?;
        return Ok(Post { organisation_id: Some(hub), branch_id: None });
    }
    let place = place.filter(|place| offered_places(origins, scope).contains(place));
    let Origin { organisation_id, branch_id } = place.ok_or(InvitationError::PlaceNotOffered)?;
    if role == Role::Responsible && branch_id.is_some() {
        return Err(InvitationError::BranchOfResponsible);
    }
    Ok(Post { organisation_id: Some(organisation_id), branch_id })
}
