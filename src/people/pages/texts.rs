//! What somebody replied to a text message, handed on by the provider: STOP is obeyed.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::accounts::viewer::By;
use crate::acts::people::stop_contact;
use crate::error::Error;
use crate::outside::reply::Reply;
use crate::secret::fingerprint;
use crate::state::App;

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
        let people = stop_contact::by_number(&write, &reply.number).await?;
        write.commit().await?;
        tracing::info!(people, "somebody answered STOP to a text message");
    }
    // The same whoever it is: it tells nobody who is on the hub.
    Ok(StatusCode::NO_CONTENT.into_response())
}
