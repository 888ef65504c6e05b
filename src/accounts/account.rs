//! An account: one role that an identity holds, and how far it reaches.

use std::collections::BTreeSet;

use time::Date;

use super::access::{Reach, Role, Scope};
use crate::db::{Id, Instant};

/// One role that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The key of the account.
    pub id: Id,
    /// The identity that signs in with it, if anybody does.
    pub identity_id: Option<Id>,
    /// The name shown beside what they do.
    pub name: String,
    /// What they do here.
    pub role: Role,
    /// The organisation they work for.
    pub organisation_id: Option<Id>,
    /// The branch they work in.
    pub branch_id: Option<Id>,
    /// The person they are, for a mentor or a mentee.
    pub person_id: Option<Id>,
    /// When they accepted the role; until then it is an invitation, and gives nothing.
    pub accepted_at: Option<Instant>,
    /// Since when the role is withdrawn.
    pub withdrawn_on: Option<Date>,
}

/// Whether several people share the address at which these roles are held.
pub fn is_shared(roles: &[Account]) -> bool {
    let people: BTreeSet<Id> = roles.iter().filter_map(|role| role.person_id).collect();
    people.len() > 1
}

/// Those of the roles held at one address that are of whoever acts as one of them: where several people share it, of the same person.
pub fn own_among(roles: Vec<Account>, own: &Account) -> Vec<Account> {
    let is_shared = is_shared(&roles);
    roles.into_iter().filter(|role| !is_shared || role.person_id == own.person_id).collect()
}

impl Account {
    /// Whether they were invited, and have not answered.
    pub fn is_pending(&self) -> bool {
        self.accepted_at.is_none() && self.withdrawn_on.is_none()
    }

    /// Whether they hold the role today.
    pub fn is_held(&self) -> bool {
        self.accepted_at.is_some() && self.withdrawn_on.is_none()
    }

    /// Whose people this account sees, with a right of some reach.
    pub fn scope(&self, reach: Reach, at: Instant) -> Scope {
        let organisation = self.organisation_id.map_or(Scope::Nobody, Scope::Organisation);
        match reach {
            Reach::Hub => Scope::Hub,
            Reach::Organisation => organisation,
            Reach::Branch | Reach::BranchAndOpened => self.branch_id.map_or(organisation, |branch| {
                let opened_at = (reach == Reach::BranchAndOpened).then_some(at);
                Scope::Branch { branch, account: self.id, opened_at }
            }),
            Reach::Own => self.person_id.map_or(Scope::Nobody, Scope::Person),
        }
    }
}

/// Who signs in: an address, and the proofs of who it is. One identity may hold several accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The key of the identity.
    pub id: Id,
    /// The address, in lower case.
    pub email: String,
    /// The hash of the password, if there is one.
    pub password_hash: Option<String>,
    /// The sealed secret of one-time codes, once confirmed.
    pub code_secret: Option<String>,
    /// Since when nobody signs in with it.
    pub deactivated_at: Option<Instant>,
    /// Whether at least one passkey is enrolled.
    pub has_passkey: bool,
}

impl Identity {
    /// Whether a second factor can be asked for.
    pub fn has_second_factor(&self) -> bool {
        self.code_secret.is_some() || self.has_passkey
    }
}

/// A session, as the viewer's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its key, which is no secret.
    pub id: Id,
    /// When the second factor was last given.
    pub proven_at: Option<Instant>,
}
