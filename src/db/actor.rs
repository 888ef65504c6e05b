//! The author of a transaction, as recorded in the journal.

use super::Id;

/// The author of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `account`, `link`, `visitor`, `hub` or `history`.
    pub kind: &'static str,
    /// The id of the account or of the link; absent for the other kinds.
    pub id: Option<Id>,
}

impl Actor {
    /// Every kind.
    pub const KINDS: [&str; 5] = [ACCOUNT, "link", "visitor", "hub", "history"];

    /// An account.
    pub const fn account(id: Id) -> Self {
        Self { kind: ACCOUNT, id: Some(id) }
    }

    /// The id of the account, if the actor is one.
    pub fn account_id(self) -> Option<Id> {
        self.id.filter(|_| self.kind == ACCOUNT)
    }

    /// The hub itself, for a job or a command.
    pub const HUB: Self = Self { kind: "hub", id: None };
    /// A visitor who is not signed in.
    pub const VISITOR: Self = Self { kind: "visitor", id: None };
    /// The import of records older than the hub.
    pub const HISTORY: Self = Self { kind: "history", id: None };
}

/// The kind of actor that an account is.
pub const ACCOUNT: &str = "account";
