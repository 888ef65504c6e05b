//! Somebody enters with an address and a password.
//!
//! A long act: the attempt is counted in one short transaction, the password compared outside any, the session opened in another.

use std::sync::LazyLock;

use super::count_attempt::{self, Attempt, Counted};
use super::open_session;
use crate::accounts::account::Identity;
use crate::accounts::entry::{Browser, Entered, Proof};
use crate::accounts::password;
use crate::accounts::slowdown::Tried;
use crate::accounts::store::{self, Attempted};
use crate::accounts::viewer::By;
use crate::db::{Instant, Write};
use crate::error::Error;
use crate::limits;
use crate::state::App;

/// An address and a password, as somebody typed them.
#[derive(Clone, Debug)]
pub struct Typed<'a> {
    /// The address, normalised.
    pub email: &'a str,
    /// The password, with the spaces around it.
    pub password: String,
    /// The browser it was typed in.
    pub browser: &'a Browser,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A session is open.
    Entered(Entered),
    /// The address is unknown, the password is not its own, or it holds no role any more.
    Refused,
    /// Too many attempts failed: nothing was compared.
    TooSoon(Instant),
}

/// Compares a password, and opens a session if it is right. An unknown address takes as long as a known one.
pub async fn run(app: &App, by: &By, typed: Typed<'_>) -> Result<Outcome, Error> {
    let Typed { email, password, browser } = typed;
    let identity = store::find_identity_by_email(&app.db, email).await?;
    let attempted =
        Attempted::from_browser(&app.db, &app.secret, email, identity.as_ref(), browser, app.now()).await?;
    let write = app.write(by).await?;
    let attempt = Attempt {
        kind: Tried::Password,
        attempted: &attempted,
        identity: identity.as_ref().map(|identity| identity.id),
    };
    let counted = count_attempt::run(&write, by, attempt).await?;
    write.commit().await?;
    if let Counted::TooSoon(wait) = counted {
        return Ok(Outcome::TooSoon(wait.until()));
    }
    let hash = identity.as_ref().and_then(|identity| identity.password_hash.clone());
    let is_right = limits::HASHING.run(move || is_right(&password, hash.as_deref())).await?;
    let write = app.write(by).await?;
    let outcome = enter(&write, by, identity.filter(|_| is_right), &attempted, browser).await?;
    write.commit().await?;
    Ok(outcome)
}

async fn enter(
    write: &Write,
    by: &By,
    proven: Option<Identity>,
    attempted: &Attempted,
    browser: &Browser,
) -> Result<Outcome, Error> {
    let Some(before) = proven else { return Ok(Outcome::Refused) };
    // The password may have been replaced while it was compared.
    let identity = store::lock_identity(write, before.id).await?;
    let holds = |identity: &Identity| {
        identity.deactivated_at.is_none() && identity.password_hash == before.password_hash
    };
    let Some(identity) = identity.filter(holds) else { return Ok(Outcome::Refused) };
    store::delete_failures(write, attempted).await?;
    let entered = open_session::with_first_role(write, by, &identity, Proof::First, browser).await?;
    Ok(entered.map_or(Outcome::Refused, Outcome::Entered))
}

/// What the password of an unknown address is compared with.
static NOBODYS_HASH: LazyLock<String> =
    LazyLock::new(|| password::hash("nobody has this password", [0; 16]).unwrap_or_default());

fn is_right(typed: &str, hash: Option<&str>) -> bool {
    let is_right = password::verify(typed, hash.unwrap_or(&NOBODYS_HASH));
    is_right && hash.is_some()
}
