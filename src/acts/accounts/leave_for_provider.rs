//! Somebody is sent to a provider: to sign in with it, or to link it to their access.
//!
//! A long act: the provider is asked outside any transaction where its page is.

use super::count_attempt::{self, Attempt, Counted};
use crate::accounts::slowdown::Tried;
use crate::accounts::store::{self, Attempted, Sent};
use crate::accounts::viewer::By;
use crate::db::{Id, Instant, Write};
use crate::error::Error;
use crate::outside::openid::{self, Provider, Refusal, Request};
use crate::secret::{self, Secret};
use crate::state::App;

/// The purpose for which the verifier of PKCE is sealed.
pub(super) const SEALED_FOR: &str = "provider_requests.pkce_verifier";

/// What somebody goes to the provider for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal<'a> {
    /// To sign in, from this network.
    SignIn(&'a str),
    /// To link the provider to the access they are signed in with.
    Link,
}

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// The provider waits for them.
    Leaving {
        /// The address of the provider's page.
        address: String,
        /// What binds the answer to this browser, for its cookie alone.
        browser_token: String,
    },
    /// Too many left from this network and did not come back: the provider was not asked.
    TooSoon(Instant),
    /// Linking needs the second factor within ten minutes.
    ProveAgain,
    /// The provider does not answer as it should; nothing is stored.
    Unreachable(Refusal),
}

/// Prepares the way to a provider.
pub async fn run(app: &App, by: &By, provider: &Provider, goal: Goal<'_>) -> Result<Outcome, Error> {
    let state = secret::token()?;
    let identity = match goal {
        Goal::SignIn(network) => {
            let counted = count(app, by, &attempted(&app.secret, network, &state)).await?;
            if let Counted::TooSoon(wait) = counted {
                return Ok(Outcome::TooSoon(wait.until()));
            }
            None
        }
        Goal::Link => {
            let identity = by.identity_id().ok_or(Error::NotFound)?;
            if !by.is_fresh() {
                return Ok(Outcome::ProveAgain);
            }
            Some(identity)
        }
    };
    let pkce_verifier = if provider.pkce { Some(secret::token()?) } else { None };
    let request = Request { state, nonce: secret::token()?, pkce_verifier };
    let return_to = return_to(&app.base_url, provider);
    let address = match openid::address(provider, &return_to, &request).await {
        Ok(address) => address,
        Err(refusal) => return Ok(Outcome::Unreachable(refusal)),
    };
    let write = app.write(by).await?;
    let browser_token = store_request(&write, provider, request, identity).await?;
    write.commit().await?;
    Ok(Outcome::Leaving { address, browser_token })
}

/// A sign-in that begins is counted for its network until it ends well: each makes the hub ask the provider.
async fn count(app: &App, by: &By, attempted: &Attempted) -> Result<Counted, Error> {
    let write = app.write(by).await?;
    let attempt = Attempt { kind: Tried::Provider, attempted, identity: None };
    let counted = count_attempt::run(&write, by, attempt).await?;
    write.commit().await?;
    Ok(counted)
}

async fn store_request(
    write: &Write,
    provider: &Provider,
    request: Request,
    identity: Option<Id>,
) -> Result<String, Error> {
    let seal = |verifier: String| write.secret().seal(verifier.as_bytes(), SEALED_FOR);
    let sent = Sent {
        provider: provider.id.clone(),
        nonce: request.nonce,
        pkce_verifier: request.pkce_verifier.map(seal).transpose()?,
        identity,
    };
    let browser_token = secret::token()?;
    store::insert_request(write, &request.state, &browser_token, sent).await?;
    Ok(browser_token)
}

/// The attempt of a sign-in with a provider, by its state.
pub(super) fn attempted(secret: &Secret, network: &str, state: &str) -> Attempted {
    Attempted::new(secret, &format!("provider {state}"), network, None)
}

/// Where the provider sends people back to.
pub(super) fn return_to(base_url: &str, provider: &Provider) -> String {
    format!("{base_url}/sign-in/providers/{}/callback", provider.id)
}
