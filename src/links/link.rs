//! A link, its bearer, and its state.

use time::Duration;

use crate::accounts::access::Scope;
use crate::accounts::viewer::By;
use crate::db::{Id, Instant};
use crate::secret;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How many times a link may be used.
    Uses {
        Once = "once", "une fois";
        UntilExpiry = "until_expiry", "jusqu’à son terme";
    }
}

/// The parameters of a new link.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct NewLink<'a> {
    /// A code for what the link allows, chosen by the noun it concerns.
    pub purpose: &'static str,
    /// The id of the object it concerns, such as an identity or a request.
    pub subject: Id,
    /// The address it is sent to.
    pub bearer: &'a str,
    /// The path of the link, before the token.
    pub path: &'static str,
    /// The time until it expires.
    pub lasts: Duration,
    pub uses: Uses,
}

/// A link as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Link {
    /// The id, which is no secret: the journal records it as the actor.
    pub id: Id,
    /// The id of the object it concerns.
    pub subject: Id,
    /// The address it was sent to.
    pub bearer: String,
    pub uses: Uses,
    /// The instant from which it is no longer valid.
    pub expires_at: Instant,
    /// When it was first used.
    pub used_at: Option<Instant>,
    /// When it was revoked, by a later link or a change of the object.
    pub superseded_at: Option<Instant>,
    /// The account in whose hands it is, which answers for its bearer on the telephone; nobody else can use it.
    pub caller: Option<Id>,
}

impl Link {
    /// What its bearer reaches by it, whose proof is that they hold it: whoever shows it looks for what the link names, by its key, and
    /// for nothing else.
    pub fn scope(&self) -> Scope {
        Scope::Hub
    }

    /// Who acts by it.
    pub fn by(&self) -> By {
        self.caller.map_or(By::Bearer(self.id), By::Caller)
    }
}

/// When somebody looks at a link, and with which account if they are signed in.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Serving {
    pub now: Instant,
    pub account: Option<Id>,
}

/// The state of a link at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be used.
    Fresh,
    /// It was a single-use link, and was used.
    Used,
    /// It is past its expiry.
    Expired,
    /// It was revoked.
    Superseded,
}

impl Link {
    /// Whether it can be used by whoever looks: one that is in the hands of an account, by that account alone.
    pub fn serves(&self, at: Serving) -> bool {
        self.state(at.now) == State::Fresh && (self.caller.is_none() || self.caller == at.account)
    }

    /// The state at an instant.
    pub fn state(&self, now: Instant) -> State {
        if self.superseded_at.is_some() {
            State::Superseded
        } else if self.uses == Uses::Once && self.used_at.is_some() {
            State::Used
        } else if self.expires_at <= now {
            State::Expired
        } else {
            State::Fresh
        }
    }
}

/// What stands in the table for the token of a link.
pub fn token_hash(purpose: &str, token: &str) -> String {
    secret::fingerprint(purpose, token)
}

/// The path and the token of the URL of a link of the hub at an address.
pub fn parts<'a>(base_url: &str, url: &'a str) -> Option<(&'a str, &'a str)> {
    let rest = url.strip_prefix(base_url)?;
    rest.rsplit_once('/').filter(|(path, token)| path.starts_with('/') && !token.is_empty())
}

/// The URL of a link, for its message.
pub fn address(base_url: &str, path: &str, token: &str) -> String {
    format!("{base_url}{path}/{token}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::datetime;

    #[test]
    fn a_link_is_fresh_until_it_is_used_replaced_or_over() {
        let now = Instant::new(datetime!(2026-03-12 9:30 UTC));
        let fresh = Link {
            id: new_id(),
            subject: new_id(),
            bearer: "zoe@exemple.test".to_owned(),
            uses: Uses::Once,
            expires_at: now.plus(Duration::minutes(30)),
            used_at: None,
            superseded_at: None,
            caller: None,
        };
        let used = Link { used_at: Some(now), ..fresh.clone() };
        let reusable = Link { uses: Uses::UntilExpiry, ..used.clone() };
        let superseded = Link { superseded_at: Some(now), ..used.clone() };
        assert_eq!(fresh.state(now), State::Fresh);
        assert_eq!(fresh.state(fresh.expires_at), State::Expired);
        assert_eq!(used.state(now), State::Used);
        assert_eq!(reusable.state(now), State::Fresh);
        assert_eq!(superseded.state(now), State::Superseded);
        let caller = new_id();
        let held = Link { caller: Some(caller), ..fresh.clone() };
        assert!(
            fresh.serves(Serving { now, account: None })
                && fresh.serves(Serving { now, account: Some(caller) })
        );
        assert!(held.serves(Serving { now, account: Some(caller) }));
        assert!(!held.serves(Serving { now, account: None }), "it is in somebody's hands");
        assert!(!held.serves(Serving { now, account: Some(new_id()) }), "it is in somebody else's hands");
    }
}
