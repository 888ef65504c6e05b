//! Somebody comes back from a provider with its answer: it signs them in, or is linked to their access.
//!
//! A long act: the request is taken in one short transaction, the provider is asked who they are outside any, and what follows is
//! stored in another.

use super::enter_by_provider::{self, Entering};
use super::leave_for_provider::{SEALED_FOR, attempted, return_to};
use super::link_provider::{self, Linking};
use crate::accounts::entry::{Browser, Proof};
use crate::accounts::messages::Hub;
use crate::accounts::store::{self, Sent};
use crate::accounts::viewer::By;
use crate::error::Error;
use crate::outside::openid::{self, Provider, Recognised, Refusal, Request};
use crate::secret::Secret;
use crate::state::App;

/// The answer of a provider, as the browser brings it.
#[derive(Clone, Copy, Debug)]
pub struct Returning<'a> {
    /// The state it repeats.
    pub state: &'a str,
    /// The code for which the provider says who they are.
    pub code: &'a str,
    /// Who says to have answered; empty when nobody does.
    pub issuer: &'a str,
    /// What binds the answer to this browser.
    pub browser_token: &'a str,
    /// The browser they come back in.
    pub browser: &'a Browser,
    /// How the message names the hub.
    pub hub: Hub<'a>,
}

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// They went to sign in.
    SignIn(enter_by_provider::Outcome),
    /// They went to link the provider.
    Link(link_provider::Outcome),
    /// Nobody left for this provider with this state from this browser within ten minutes, or another one answers.
    NotAsked,
    /// The provider does not say who they are.
    NotRecognised(Refusal),
}

/// Takes the answer of a provider.
pub async fn run(
    app: &App,
    by: &By,
    provider: &Provider,
    returning: Returning<'_>,
) -> Result<Outcome, Error> {
    let Returning { state, code, issuer, browser_token, browser, hub } = returning;
    let write = app.write(by).await?;
    let sent = store::take_request(&write, &provider.id, state, browser_token).await?;
    write.commit().await?;
    let Some(sent) = sent.filter(|_| openid::is_from(provider, issuer)) else {
        return Ok(Outcome::NotAsked);
    };
    let identity = sent.identity;
    let request = request_of(&app.secret, sent);
    let return_to = return_to(&app.base_url, provider);
    let recognised = match openid::recognise(provider, &return_to, &request, code).await {
        Ok(recognised) => recognised,
        Err(refusal) => return Ok(Outcome::NotRecognised(refusal)),
    };
    let write = app.write(by).await?;
    let outcome = match identity {
        Some(identity) => {
            let (subject, label) = (&recognised.subject, &provider.label);
            let linking = Linking { identity, provider: &provider.id, label, subject, hub };
            Outcome::Link(link_provider::run(&write, by, linking).await?)
        }
        None => {
            let attempted = attempted(&app.secret, &browser.network, state);
            let (subject, proof) = (&recognised.subject, proof_of(provider, &recognised));
            let entering =
                Entering { provider: &provider.id, subject, proof, attempted: &attempted, browser };
            Outcome::SignIn(enter_by_provider::run(&write, by, entering).await?)
        }
    };
    write.commit().await?;
    Ok(outcome)
}

fn request_of(secret: &Secret, sent: Sent) -> Request {
    let open = |sealed: String| {
        secret.open(&sealed, SEALED_FOR).and_then(|verifier| String::from_utf8(verifier).ok())
    };
    Request { state: String::new(), nonce: sent.nonce, pkce_verifier: sent.pkce_verifier.and_then(open) }
}

/// What the provider proved counts as both factors only where the settings say so.
fn proof_of(provider: &Provider, recognised: &Recognised) -> Proof {
    if provider.proves_both(recognised.acr.as_deref()) { Proof::Both } else { Proof::First }
}
