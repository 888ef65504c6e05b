//! The way from somebody's own page to the question that a proposal is to them.

use axum::response::Response;

use super::asked::NoQuestionPage;
use crate::acts::proposals::open_own_page;
use crate::acts::proposals::open_question::{self, Opened};
use crate::db::{Id, Write};
use crate::error::Error;
use crate::links;
use crate::overview::store::find_asked_by_link;
use crate::people::link::{PATH, PURPOSE};
use crate::proposals::link::purpose_of;
use crate::web::{self, Context, Fields, redirect_with, with_key};

/// Leads whoever is signed in to the page on which they answer.
pub async fn open(Context { app, viewer, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let write = app.write(&viewer.by()).await?;
    let opened = open_question::run(&write, &viewer.by(), id).await?;
    lead(write, opened, "/me").await
}

/// Leads whoever bears the link to their own page there.
pub async fn open_by_own_link(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let nothing = || web::refused(&NoQuestionPage::around(frame.clone()));
    let link = links::store::find_serving(&app.db, PURPOSE, &token, app.serving(&viewer)).await?;
    let (Some(link), Ok(id)) = (link, fields.get("proposal").parse::<Id>()) else { return nothing() };
    let write = app.write(&link.by()).await?;
    match open_question::run_by_own_link(&write, &token, id).await {
        Err(Error::NotFound) => nothing(),
        opened => lead(write, opened?, &with_key(PATH, &token)).await,
    }
}

/// Leads whoever bears the link of a question to the page of all that is theirs to do.
pub async fn open_own_page(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    let at = app.serving(&viewer);
    let Some(found) = find_asked_by_link(&app.db, purpose_of, &token, at).await? else {
        return web::refused(&NoQuestionPage::around(frame));
    };
    let write = app.write(&found.link.by()).await?;
    let link = (purpose_of(found.party), found.party, token.as_str());
    let path = open_own_page::run(&write, link, found.link.subject).await?;
    write.commit().await?;
    Ok(web::redirect(&path))
}

async fn lead(write: Write, opened: Opened, back: &str) -> Result<Response, Error> {
    match opened {
        Opened::At(path) => {
            write.commit().await?;
            Ok(web::redirect(&path))
        }
        Opened::NothingAwaited => {
            Ok(redirect_with(back, "C’est déjà fait\u{a0}: rien n’est attendu de vous."))
        }
    }
}
