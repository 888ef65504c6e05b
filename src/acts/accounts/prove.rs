//! Somebody gives their second factor: a one-time code, a recovery code, or the answer of a passkey.

use super::answer_passkey;
use super::open_session::{self, Opening};
use crate::accounts::account::Identity;
use crate::accounts::code::{self, SEALED_FOR};
use crate::accounts::entry::{Browser, Entered, Proof};
use crate::accounts::messages::{self, Change, Hub};
use crate::accounts::slowdown::Tried;
use crate::accounts::store::{self, Attempted};
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::{Instant, Write};
use crate::error::Error;

/// What somebody gives as their second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor<'a> {
    /// A one-time code, or a recovery code.
    Code(&'a str),
    /// The answer of a passkey to its challenge, in JSON.
    Passkey(&'a str),
}

/// A second factor that is given.
#[derive(Clone, Copy, Debug)]
pub struct Proving<'a> {
    /// The code or the answer of a passkey.
    pub factor: Factor<'a>,
    /// The browser it is given in.
    pub browser: &'a Browser,
    /// Whether this hub is the demonstration, where those who never set a second factor up confirm with a button.
    pub demo: bool,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proven {
    /// The session goes on under a new token, with both factors.
    Entered(Entered),
    /// It proves nothing, and is counted as a failure.
    Wrong,
    /// Too many failed: nothing was looked at.
    TooSoon(Instant),
}

/// Takes the second factor of whoever is signed in. It needs no right: it is one's own.
pub async fn run(write: &Write, by: &By, proving: Proving<'_>) -> Result<Proven, Error> {
    let Proving { factor, browser, demo, hub } = proving;
    let (account, _) = by.proving().ok_or(Error::NotFound)?;
    let identity = account.identity_id.ok_or(Error::NotFound)?;
    // Held from the count to the failure: guesses sent at once are counted one after the other.
    let identity = store::lock_identity(write, identity).await?.ok_or(Error::NotFound)?;
    let attempted = Attempted::from_browser(
        write.on(),
        write.secret(),
        &format!("code {}", identity.email),
        Some(&identity),
        browser,
        write.now(),
    )
    .await?;
    let door = Tried::Code.door();
    let failures = store::count_failures(write.on(), &attempted, door, write.now()).await?;
    if let Some(wait) = failures.wait(write.now()) {
        return Ok(Proven::TooSoon(wait.until()));
    }
    let is_persona = demo && !identity.has_second_factor();
    let is_proven = is_persona
        || match factor {
            Factor::Passkey(answer) => {
                answer_passkey::is_right(write, &identity, hub.base_url, answer).await?
            }
            Factor::Code(typed) => is_right(write, &identity, typed, hub).await?,
        };
    if !is_proven {
        store::insert_failure(write, Tried::Code, &attempted).await?;
        return Ok(Proven::Wrong);
    }
    store::delete_failures(write, &attempted).await?;
    let opening = Opening { account, proof: Proof::Both, browser };
    Ok(Proven::Entered(open_session::run(write, by, opening).await?))
}

async fn is_right(write: &Write, identity: &Identity, typed: &str, hub: Hub<'_>) -> Result<bool, Error> {
    let sealed = identity.code_secret.as_deref();
    let secret = sealed.and_then(|sealed| write.secret().open(sealed, SEALED_FOR));
    let seconds = u64::try_from(write.now().seconds()).unwrap_or(0);
    if let Some(step) = secret.and_then(|secret| code::check(&secret, typed, seconds)) {
        // A code seen over a shoulder is worth nothing once it was used.
        return Ok(store::use_code_step(write, identity.id, step).await?);
    }
    let is_right = store::use_recovery_code(write, identity.id, typed).await?;
    if is_right {
        send::run(write, messages::access_changed(hub, identity, Change::RecoveryCodeUsed)?).await?;
    }
    Ok(is_right)
}
