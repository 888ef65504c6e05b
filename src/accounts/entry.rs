//! What somebody proved when they enter, the browser they use, and the session they get.

use time::Duration;

use super::access::Role;
use crate::db::Instant;

/// What was proven before a session opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A link or a password: professionals owe a second factor.
    First,
    /// A second factor as well.
    Both,
}

impl Proof {
    /// Whether somebody with this role still owes a second factor.
    pub fn is_owed_by(self, role: Role) -> bool {
        self == Self::First && role.is_professional()
    }
}

/// The browser somebody enters with, and what it stores.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// Its network, as failed attempts are counted.
    pub network: String,
    /// Its name and that of its system, shown in the list of sessions.
    pub name: String,
    /// The token of the session it stores, which a new one replaces.
    pub session_token: Option<String>,
    /// The token by which a device used before is recognised.
    pub device_token: Option<String>,
}

/// A session that was just opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// The role it acts as.
    pub role: Role,
    /// Its token, for the visitor's cookie alone.
    pub session_token: String,
    /// The token of the device, when it was not known before.
    pub device_token: Option<String>,
    /// Whether a second factor is still owed.
    pub owes_proof: bool,
    /// Whether they hold other roles, and choose between them first.
    pub has_choice: bool,
}

/// How often at most the last visit of a session is written.
pub const VISITS_NOTED_EVERY: Duration = Duration::HOUR;

/// Whether the last visit that was written is old enough to write this one.
pub fn is_visit_due(seen_at: Instant, now: Instant) -> bool {
    seen_at.plus(VISITS_NOTED_EVERY) <= now
}
