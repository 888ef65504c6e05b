//! Passkeys as a second factor: adding one, the challenge that proves it, and taking one away.
//!
//! A challenge is drawn by script and answered with a form, so that what follows is a page like any other.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{Passkey, PasskeyAuthentication, PasskeyRegistration};

use super::entry::Bearer;
use super::notices::{Change, tell};
use super::second_factor::{enrolling, enrolment_page, identity_of, may_enrol, protected};
use crate::accounts::account::Identity;
use crate::accounts::passkey::{Ceremony, LONGEST_LABEL, relying_party};
use crate::accounts::store;
use crate::app::App;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::web::{self, Fields, Frame, Viewer, redirect, redirect_with};

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Broken(error.to_string())
}

/// Draws the challenge of a new passkey.
pub async fn begin_enrolment(State(app): State<App>, viewer: Viewer) -> Result<Response, Error> {
    let (account, identity) = identity_of(&app, &viewer).await?;
    may_enrol(&viewer, &identity)?;
    let party = relying_party(&app.base_url).ok_or(Error::NotFound)?;
    let kept = store::list_passkeys(&app.db, identity.id).await?;
    let known = kept.iter().map(|passkey| passkey.credential.cred_id().clone()).collect();
    let (challenge, state) = party
        .start_passkey_registration(identity.id, &identity.email, &account.name, Some(known))
        .map_err(broken)?;
    begin(&app, &viewer, (identity.id, Ceremony::Enrolment), &state, &challenge).await
}

/// Draws the challenge that one of one's passkeys answers.
pub async fn begin_proof(State(app): State<App>, viewer: Viewer) -> Result<Response, Error> {
    let (_, identity) = identity_of(&app, &viewer).await?;
    let party = relying_party(&app.base_url).ok_or(Error::NotFound)?;
    let kept = store::list_passkeys(&app.db, identity.id).await?;
    if kept.is_empty() {
        return Err(Error::NotFound);
    }
    let credentials: Vec<Passkey> = kept.into_iter().map(|passkey| passkey.credential).collect();
    let (challenge, state) = party.start_passkey_authentication(&credentials).map_err(broken)?;
    begin(&app, &viewer, (identity.id, Ceremony::Proof), &state, &challenge).await
}

/// Keeps what the answer will be compared with, and gives the challenge to the browser.
async fn begin(
    app: &App,
    viewer: &Viewer,
    (identity, ceremony): (Id, Ceremony),
    state: &impl Serialize,
    challenge: &impl Serialize,
) -> Result<Response, Error> {
    let write = app.write(viewer).await?;
    let state = serde_json::to_string(state).map_err(broken)?;
    store::save_ceremony(&write, identity, ceremony, state).await?;
    write.commit().await?;
    let challenge = serde_json::to_string(challenge).map_err(broken)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], challenge).into_response())
}

/// Takes the answer of a new passkey: it is from now on a second factor.
pub async fn enrol(
    State(app): State<App>,
    (viewer, caller, cookies): Bearer,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    let label = fields.text("label", LONGEST_LABEL);
    let (write, who) = enrolling(&app, &viewer).await?;
    let identity = &who.identity;
    let made = made(&app, &write, identity, fields.get("credential")).await?;
    if made.is_none() {
        fields.refuse("credential", "La clé d’accès n’a pas été créée. Recommencez.");
    }
    let (Some(label), Some(passkey)) = (label, made) else {
        write.commit().await?;
        return web::refused(&enrolment_page(&app, (&viewer, frame), identity, &fields).await?);
    };
    store::insert_passkey(&write, identity.id, label, &passkey).await?;
    tell(&app, &write, identity, Change::PasskeyAdded).await?;
    protected(&app, write, &who, (&caller, &cookies), frame).await
}

/// The passkey that answers the challenge of an enrolment.
async fn made(app: &App, write: &Write, identity: &Identity, answer: &str) -> Result<Option<Passkey>, Error> {
    let state: Option<PasskeyRegistration> = taken(write, identity, Ceremony::Enrolment).await?;
    let (Some(party), Some(state)) = (relying_party(&app.base_url), state) else { return Ok(None) };
    let Ok(answer) = serde_json::from_str(answer) else { return Ok(None) };
    Ok(party.finish_passkey_registration(&answer, &state).ok())
}

/// Whether an answer is that of one of an identity's passkeys to its challenge; notes the counter it gives.
pub async fn is_right(app: &App, write: &Write, identity: &Identity, answer: &str) -> Result<bool, Error> {
    let state: Option<PasskeyAuthentication> = taken(write, identity, Ceremony::Proof).await?;
    let (Some(party), Some(state)) = (relying_party(&app.base_url), state) else { return Ok(false) };
    let Ok(answer) = serde_json::from_str(answer) else { return Ok(false) };
    let Ok(result) = party.finish_passkey_authentication(&answer, &state) else { return Ok(false) };
    // A passkey that was taken away in the meantime proves nothing.
    let mut kept = store::list_passkeys(write.on(), identity.id).await?;
    let Some(used) = kept.iter_mut().find(|passkey| passkey.credential.cred_id() == result.cred_id()) else {
        return Ok(false);
    };
    used.credential.update_credential(&result);
    store::save_passkey_use(write, used.id, &used.credential).await?;
    Ok(true)
}

async fn taken<T: DeserializeOwned>(
    write: &Write,
    identity: &Identity,
    ceremony: Ceremony,
) -> Result<Option<T>, Error> {
    let state = store::take_ceremony(write, identity.id, ceremony).await?;
    Ok(state.and_then(|state| serde_json::from_str(&state).ok()))
}

/// Takes one of one's passkeys away, unless it is the last second factor.
pub async fn remove(
    State(app): State<App>,
    viewer: Viewer,
    Path(passkey): Path<Id>,
) -> Result<Response, Error> {
    if !viewer.is_fresh() {
        return Ok(redirect("/second-factor?next=/account"));
    }
    let identity = viewer.account().and_then(|account| account.identity_id).ok_or(Error::NotFound)?;
    let write = app.write(&viewer).await?;
    let identity = store::lock_identity(&write, identity).await?.ok_or(Error::NotFound)?;
    if !store::delete_passkey(&write, identity.id, passkey).await? {
        return Err(Error::NotFound);
    }
    let left = store::count_passkeys(write.on(), identity.id).await?;
    if left == 0 && identity.code_secret.is_none() {
        let sentence = "C’est votre seul second facteur : ajoutez-en un autre avant de retirer celui-ci.";
        return Err(Error::Refused(sentence.to_owned()));
    }
    tell(&app, &write, &identity, Change::PasskeyRemoved).await?;
    write.commit().await?;
    Ok(redirect_with("/account", "Cette clé d’accès est retirée."))
}
