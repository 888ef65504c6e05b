//! The page of the link of a request: it confirms the request, then shows where it is, and lets whoever it is about say no.

use askama::Template;
use axum::response::Response;

use crate::acts::requests::confirm::{self, Confirmed};
use crate::acts::requests::withdraw::{self, Withdrawn};
use crate::error::Error;
use crate::french;
use crate::links;
use crate::organisations::store::find_origins;
use crate::requests::request::{PURPOSE, answer_due};
use crate::requests::store;
use crate::state::App;
use crate::web::{self, By, Context, Frame, redirect_with, with_key};

/// Where a request is, as whoever it is about sees it.
enum Progress {
    /// They have to confirm it.
    ToConfirm,
    /// Somebody answers it.
    Received,
    /// It was answered: they are registered, and whoever referred them is told how it goes on.
    Registered,
    /// The link leads nowhere, or the request was answered or forgotten.
    Over,
}

#[derive(Template)]
#[template(path = "requests/confirmation.html")]
struct ConfirmationPage {
    page: Frame,
    progress: Progress,
    action: String,
    refusal: String,
    /// The day on which it was received, and the one by which somebody answers.
    received: String,
    answered_by: String,
    /// Who refers them, if they did not ask themselves.
    referrer: String,
}

async fn confirmation_page(app: &App, frame: Frame, token: &str) -> Result<ConfirmationPage, Error> {
    let action = with_key("/join/confirmations", token);
    let mut page = ConfirmationPage {
        page: frame.titled("Votre demande"),
        progress: Progress::Over,
        refusal: format!("{action}/refusal"),
        action,
        received: String::new(),
        answered_by: String::new(),
        referrer: String::new(),
    };
    let link = links::store::find(&app.db, PURPOSE, token).await?;
    let Some(link) = link.filter(|link| link.state(app.now()) == links::State::Fresh) else {
        return Ok(page);
    };
    let referral = store::find_referral_of(&app.db, link.scope(), link.subject).await?;
    if let Some(referral) = &referral {
        let origins = find_origins(&app.db).await?;
        let organisation = origins.name(Some(referral.organisation_id), referral.branch_id);
        page.referrer = format!("{} ({organisation})", referral.name);
    }
    let request = store::find_by_link(&app.db, link.scope(), link.subject).await?;
    match (request, referral) {
        (Some(request), _) => match request.confirmed_at {
            Some(at) => {
                page.progress = Progress::Received;
                page.received = french::day(&at.day());
                page.answered_by = french::day(&answer_due(at.day()));
            }
            None if request.may_be_confirmed(app.now()) => {
                page.progress = Progress::ToConfirm;
                page.page = page.page.titled("Confirmer votre demande");
            }
            None => {}
        },
        (None, Some(referral)) if referral.closed_on.is_none() => page.progress = Progress::Registered,
        (None, _) => {}
    }
    Ok(page)
}

/// The page of the link: opening it changes nothing, since mail programs open links too.
pub async fn show(Context { app, frame, path: token, .. }: Context<String>) -> Result<Response, Error> {
    web::page(&confirmation_page(&app, frame, &token).await?)
}

/// Confirms a request, and says when somebody answers. Whoever follows the link acts, signed in or not.
pub async fn confirm(Context { app, frame, path: token, .. }: Context<String>) -> Result<Response, Error> {
    let Some(link) = links::store::find(&app.db, PURPOSE, &token).await? else {
        return web::refused(&confirmation_page(&app, frame, &token).await?);
    };
    let by = By::Bearer(link.id);
    let write = app.write(&by).await?;
    let confirmed = confirm::run(&write, &by, &token).await?;
    write.commit().await?;
    let page = confirmation_page(&app, frame, &token).await?;
    match confirmed {
        Confirmed::Request(..) => {
            let page = ConfirmationPage { page: page.page.titled("Votre demande est arrivée"), ..page };
            let again = format!(
                "Votre demande est arrivée : une personne du hub vous répond avant le {}.",
                page.answered_by
            );
            web::answer_page(&page, again)
        }
        Confirmed::NothingToConfirm => web::refused(&page),
    }
}

/// Says no. Whoever follows the link acts.
pub async fn withdraw(Context { app, frame, path: token, .. }: Context<String>) -> Result<Response, Error> {
    let Some(link) = links::store::find(&app.db, PURPOSE, &token).await? else {
        return web::refused(&confirmation_page(&app, frame, &token).await?);
    };
    let by = By::Bearer(link.id);
    let write = app.write(&by).await?;
    let withdrawn = withdraw::run(&write, &by, &token).await?;
    write.commit().await?;
    match withdrawn {
        Withdrawn::Forgotten => Ok(redirect_with(
            "/",
            "C’est noté\u{a0}: votre demande est effacée, et personne n’en saura la raison.",
        )),
        Withdrawn::Unsaid => Ok(redirect_with(
            "/",
            "C’est noté\u{a0}: la personne qui vous a orienté ne recevra plus de nouvelles.",
        )),
        Withdrawn::NothingLeft => web::refused(&confirmation_page(&app, frame, &token).await?),
    }
}
