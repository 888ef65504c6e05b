//! An account: one role that an identity holds, and how far it reaches.

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
