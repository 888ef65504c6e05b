//! Who is looking.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::accounts::access::{Role, Scope};
use crate::accounts::store::{Account, SESSION_LENGTH};
use crate::db::Id;
use crate::error::Error;

/// The cookie that keeps the session's token.
pub const SESSION_COOKIE: &str = "tandem_session";

/// Who is looking: somebody signed in, or the public.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    account: Option<Account>,
}

impl Viewer {
    /// The viewer of an account, or the public.
    pub fn new(account: Option<Account>) -> Self {
        Self { account }
    }

    /// The account signed in with.
    pub fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    /// The key of that account.
    pub fn id(&self) -> Option<Id> {
        self.account.as_ref().map(|account| account.id)
    }

    /// What they do here.
    pub fn role(&self) -> Option<Role> {
        self.account.as_ref().map(|account| account.role)
    }

    /// Whose people they see.
    pub fn scope(&self) -> Scope {
        self.account.as_ref().map_or(Scope::Nobody, Account::scope)
    }

    /// Whether they run the hub.
    pub fn coordinates(&self) -> bool {
        self.role() == Some(Role::Coordinator)
    }

    /// Whether they follow people: coordinators and advisers.
    pub fn is_staff(&self) -> bool {
        matches!(self.role(), Some(Role::Coordinator | Role::Adviser))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// The cookie of a session; an empty token makes the browser forget it.
pub fn session_cookie(token: String, https: bool) -> Cookie<'static> {
    let length = if token.is_empty() { time::Duration::ZERO } else { SESSION_LENGTH };
    Cookie::build((SESSION_COOKIE, token))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .max_age(length)
        .build()
}
