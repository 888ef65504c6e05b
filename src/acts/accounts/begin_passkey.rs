//! The challenge of a passkey is drawn: of a new one, or of one that proves who somebody is.

use webauthn_rs::Webauthn;
use webauthn_rs::prelude::Passkey;

use super::enrolment;
use crate::accounts::account::{Account, Identity};
use crate::accounts::passkey::{Ceremony, relying_party};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;

/// A challenge drawn: what the browser answers, and what the answer is compared with.
struct Drawn {
    challenge: String,
    state: String,
}

/// Draws a challenge, in place of an earlier one of its kind, and gives the question to the browser, in JSON. Where the hub's address
/// makes no passkeys, and for a proof by somebody who has none, it does not exist.
pub async fn run(write: &Write, by: &By, ceremony: Ceremony, base_url: &str) -> Result<String, Error> {
    let party = relying_party(base_url).ok_or(Error::NotFound)?;
    let (account, _) = by.proving().ok_or(Error::NotFound)?;
    let identity = match ceremony {
        Ceremony::Enrolment => enrolment::lock(write, by).await?.identity,
        Ceremony::Proof => {
            let identity = account.identity_id.ok_or(Error::NotFound)?;
            store::find_identity(write.on(), identity).await?.ok_or(Error::NotFound)?
        }
    };
    let passkeys = store::list_passkeys(write.on(), identity.id).await?;
    let passkeys: Vec<Passkey> = passkeys.into_iter().map(|passkey| passkey.credential).collect();
    let drawn = match ceremony {
        Ceremony::Enrolment => of_new_one(&party, account, &identity, &passkeys)?,
        Ceremony::Proof if passkeys.is_empty() => return Err(Error::NotFound),
        Ceremony::Proof => of_proof(&party, &passkeys)?,
    };
    store::save_ceremony(write, identity.id, ceremony, drawn.state).await?;
    Ok(drawn.challenge)
}

fn of_new_one(
    party: &Webauthn,
    account: &Account,
    identity: &Identity,
    known: &[Passkey],
) -> Result<Drawn, Error> {
    let known = known.iter().map(|passkey| passkey.cred_id().clone()).collect();
    let (challenge, state) = party
        .start_passkey_registration(identity.id, &identity.email, &account.name, Some(known))
        .map_err(broken)?;
    Ok(Drawn { challenge: json(&challenge)?, state: json(&state)? })
}

fn of_proof(party: &Webauthn, passkeys: &[Passkey]) -> Result<Drawn, Error> {
    let (challenge, state) = party.start_passkey_authentication(passkeys).map_err(broken)?;
    Ok(Drawn { challenge: json(&challenge)?, state: json(&state)? })
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Broken(error.to_string())
}
