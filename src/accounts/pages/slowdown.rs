//! What the doors share to slow down whoever tries too often.

use std::time::Duration;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::accounts::account::Identity;
use crate::accounts::store::{self, Attempted};
use crate::app::App;
use crate::db::Instant;
use crate::error::Error;
use crate::web::{self, Caller, Frame, Viewer};

/// The least that a door takes to answer: more than its work, whether or not it knows the address.
const PACE: Duration = Duration::from_millis(100);

/// Answers no sooner than [`PACE`]: a known address costs more work than an unknown one, and the time would tell it.
pub async fn paced<T>(work: impl Future<Output = T>) -> T {
    tokio::join!(work, tokio::time::sleep(PACE)).0
}

/// Who is tried and from where; attempts from a device the person used before count apart.
pub async fn attempted(
    app: &App,
    identity: Option<&Identity>,
    email: &str,
    caller: &Caller,
) -> Result<Attempted, Error> {
    let known = match (identity, &caller.device_token) {
        (Some(identity), Some(token)) => store::knows_device(&app.db, identity.id, token, app.now()).await?,
        _ => false,
    };
    let device = caller.device_token.as_deref().filter(|_| known);
    Ok(Attempted::new(&app.secret, email, &caller.network, device))
}

/// Counts an attempt as a failure before it is looked at, so that guesses sent at once do not all find none; gives until
/// when one waits. Who is tried, if the hub knows them, is held meanwhile.
pub async fn count_attempt(
    app: &App,
    viewer: &Viewer,
    identity: Option<&Identity>,
    (kind, attempted): (&str, &Attempted),
) -> Result<Option<Instant>, Error> {
    let write = app.write(viewer).await?;
    if let Some(identity) = identity {
        store::lock_identity(&write, identity.id).await?;
    }
    let wait = store::count_unless_slowed(&write, (kind, attempted)).await?;
    write.commit().await?;
    Ok(wait)
}

#[derive(Template)]
#[template(path = "accounts/wait.html")]
struct WaitPage {
    page: Frame,
    wait: String,
}

/// Says how long to wait.
pub fn too_many(frame: Frame, seconds: i64) -> Result<Response, Error> {
    let wait = if seconds < 90 {
        format!("{} secondes", seconds.max(2))
    } else {
        format!("{} minutes", (seconds + 59) / 60)
    };
    let page = web::page(&WaitPage { page: frame.titled("Un peu de patience"), wait })?;
    Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
}
