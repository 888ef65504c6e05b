//! What comes next in a tandem as a file for an agenda, for its two people and for those who follow them; and for the bearer of the link with
//! which one of them signed.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::accounts::access::Scope;
use crate::db::Id;
use crate::error::Error;
use crate::follow_ups::{invitation, store};
use crate::overview::store::{AskedByLink, find_asked_by_link};
use crate::state::App;
use crate::tandems;
use crate::tandems::link::{PATH, purpose_of};
use crate::tandems::tandem::Tandem;
use crate::web::{Context, Opened, redirect, with_key};

/// What comes next in a tandem.
pub async fn of_tandem(Context { app, viewer, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let pair = tandems::store::find_with_people(&app.db, viewer.scope(), id).await?;
    let pair = pair.ok_or(Error::NotFound)?;
    let with = match pair.sides(&viewer) {
        Some((_, other)) => other.name(),
        None => format!("{} et {}", pair.mentor.name(), pair.mentee.name()),
    };
    let Some(mut file) = file(&app, viewer.scope(), &pair.tandem, &with).await? else {
        return Ok(redirect(&format!("/tandems/{id}")));
    };
    file.extensions_mut().insert(Opened(vec![pair.mentor.id, pair.mentee.id]));
    Ok(file)
}

/// The same, from the link with which one side signs.
pub async fn of_bearer(Context { app, viewer, path: token, .. }: Context<String>) -> Result<Response, Error> {
    let found = find_asked_by_link(&app.db, purpose_of, &token, app.serving(&viewer)).await?;
    if let Some(AskedByLink { link, asked, .. }) = found
        && let Some(tandem) = tandems::store::find_of_proposal(&app.db, link.scope(), link.subject).await?
    {
        let file = file(&app, link.scope(), &tandem, &asked.other).await?;
        return Ok(file.unwrap_or_else(|| redirect(&with_key(PATH, &token))));
    }
    // The page says that the link serves no more.
    Ok(redirect(&with_key(PATH, &token)))
}

/// The file; none once the tandem is closed.
async fn file(app: &App, scope: Scope, tandem: &Tandem, with: &str) -> Result<Option<Response>, Error> {
    let meetings = store::list_of(&app.db, scope, &[tandem.id]).await?.remove(&tandem.id).unwrap_or_default();
    let page = format!("{}/tandems/{}", app.base_url, tandem.id);
    let next = invitation::next(tandem, &meetings, with, &app.base_url, &page);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"rencontre.ics\""),
    ];
    Ok(next.map(|next| (headers, next.file(app.now().in_paris())).into_response()))
}
