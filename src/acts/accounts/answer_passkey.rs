//! The answer to the challenge of a passkey is compared with what was asked: a challenge serves one answer, right or wrong.

use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{Passkey, PasskeyAuthentication, PasskeyRegistration};

use crate::accounts::account::Identity;
use crate::accounts::passkey::{Ceremony, relying_party};
use crate::accounts::store;
use crate::db::Write;
use crate::error::Error;

/// The passkey that answers the challenge of an enrolment; none when the answer is wrong.
pub(super) async fn take_new_one(
    write: &Write,
    identity: &Identity,
    base_url: &str,
    answer: &str,
) -> Result<Option<Passkey>, Error> {
    let state: Option<PasskeyRegistration> = take(write, identity, Ceremony::Enrolment).await?;
    let (Some(party), Some(state)) = (relying_party(base_url), state) else { return Ok(None) };
    let Ok(answer) = serde_json::from_str(answer) else { return Ok(None) };
    Ok(party.finish_passkey_registration(&answer, &state).ok())
}

/// Whether an answer is that of one of an identity's passkeys to its challenge; stores the counter it gives.
pub(super) async fn is_right(
    write: &Write,
    identity: &Identity,
    base_url: &str,
    answer: &str,
) -> Result<bool, Error> {
    let state: Option<PasskeyAuthentication> = take(write, identity, Ceremony::Proof).await?;
    let (Some(party), Some(state)) = (relying_party(base_url), state) else { return Ok(false) };
    let Ok(answer) = serde_json::from_str(answer) else { return Ok(false) };
    let Ok(result) = party.finish_passkey_authentication(&answer, &state) else { return Ok(false) };
    // A passkey that was removed in the meantime proves nothing.
    let mut passkeys = store::list_passkeys(write.on(), identity.id).await?;
    let used = passkeys.iter_mut().find(|passkey| passkey.credential.cred_id() == result.cred_id());
    let Some(used) = used else { return Ok(false) };
    used.credential.update_credential(&result);
    store::save_passkey_use(write, used.id, &used.credential).await?;
    Ok(true)
}

async fn take<T: DeserializeOwned>(
    write: &Write,
    identity: &Identity,
    ceremony: Ceremony,
) -> Result<Option<T>, Error> {
    Ok(store::take_ceremony(write, identity.id, ceremony).await?)
}
