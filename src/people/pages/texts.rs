//! Whoever no longer wants text messages: their own reply, handed on by the provider, or what somebody at the hub notes.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::accounts::viewer::By;
use crate::acts::people::stop_texts::{self, Noted};
use crate::db::Id;
use crate::error::Error;
use crate::outside::reply::Reply;
use crate::secret::fingerprint;
use crate::state::App;
use crate::web::{Context, Fields, redirect_with};

/// Notes that a person wants no more text messages, or wants them again.
pub async fn note(
    Context { app, viewer, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let read = |code: &str| ["stop", "again"].into_iter().find(|known| *known == code);
    let said = fields.choice("do", read).ok_or_else(|| Error::Unreadable("do".to_owned()))?;
    let (by, stops) = (viewer.by(), said == "stop");
    let write = app.write(&by).await?;
    let told = match stop_texts::run(&write, &by, id, stops).await? {
        Noted::Done if stops => "C’est noté : le hub ne lui écrit plus par SMS.",
        Noted::Done => "C’est noté : le hub lui écrit de nouveau par SMS, si elle le préfère.",
        Noted::AsBefore => "C’était déjà noté.",
    };
    write.commit().await?;
    Ok(redirect_with(&format!("/people/{id}/messages"), told))
}

#[derive(Deserialize)]
pub struct Proof {
    #[serde(default)]
    secret: String,
}

/// What somebody replied to a text message, as the provider posts it: in JSON or as a form, with its secret in the address or as a bearer.
pub async fn reply(
    State(app): State<App>,
    Query(Proof { secret }): Query<Proof>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Error> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let said = bearer.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or(&secret);
    // Compared by their hashes, so that how long it takes tells nothing.
    let print = |secret: &str| fingerprint("text replies", secret);
    if app.text_secret.as_deref().map(print) != Some(print(said)) {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    }
    let Some(reply) = Reply::read(&body) else { return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response()) };
    if reply.is_stop() {
        let write = app.write(&By::Hub).await?;
        let people = stop_texts::by_number(&write, &reply.number).await?;
        write.commit().await?;
        tracing::info!(people, "somebody answered STOP to a text message");
    }
    // The same whoever it is: it tells nobody who is on the hub.
    Ok(StatusCode::NO_CONTENT.into_response())
}
