//! What the entrances share: the cookies of a new session, the page it begins with, the answer to too many attempts. Also changing the role one acts with, and leaving.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use crate::accounts::access::Role;
use crate::accounts::entry::{Browser, Entered};
use crate::acts::accounts::{change_role, leave};
use crate::db::{Id, Instant};
use crate::error::Error;
use crate::french;
use crate::state::App;
use crate::web::{self, Caller, Context, Frame, Onward, device_cookie, redirect, session_cookie};

/// The page each role begins with.
pub fn first_page(role: Role) -> &'static str {
    match role {
        Role::Coordinator | Role::HubResponsible => "/dashboard",
        Role::Responsible | Role::Adviser => "/mentees",
        Role::Mentor | Role::Mentee => "/me",
        Role::Funder => "/results",
        Role::Officer => "/journal",
    }
}

/// The browser of a request.
pub fn browser(caller: &Caller) -> Browser {
    Browser {
        network: caller.network.clone(),
        name: caller.device.clone(),
        session_token: caller.session_token.clone(),
        device_token: caller.device_token.clone(),
    }
}

/// The cookies of a session that was just opened.
pub fn cookies(app: &App, entered: &Entered) -> CookieJar {
    let session = session_cookie(entered.session_token.clone(), app.https);
    let cookies = CookieJar::new().add(session);
    match &entered.device_token {
        Some(token) => cookies.add(device_cookie(token.clone(), app.https)),
        None => cookies,
    }
}

/// Goes on from an entrance: to the choice of a role for whoever holds several, to the second factor if it is owed, else to the page
/// that was asked for, or the first one of the role.
pub fn go_on(app: &App, entered: &Entered, onward: &Onward) -> Response {
    let to = match entered.has_choice {
        true => onward.through("/account/roles"),
        false => next_page(entered.role, entered.owes_proof, onward),
    };
    (cookies(app, entered), redirect(&to)).into_response()
}

/// Where somebody goes with a role.
pub fn next_page(role: Role, owes_proof: bool, onward: &Onward) -> String {
    if owes_proof { onward.through("/second-factor") } else { onward.or(first_page(role)) }
}

#[derive(Template)]
#[template(path = "accounts/wait.html")]
struct WaitPage {
    page: Frame,
    wait: String,
}

/// Says how long to wait after too many failures.
pub fn too_many(app: &App, frame: Frame, until: Instant) -> Result<Response, Error> {
    let wait = french::wait(until.seconds() - app.now().seconds());
    let page = web::page(&WaitPage { page: frame.titled("Un peu de patience"), wait })?;
    Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
}

/// Acts as another of one's roles, with a new session.
pub async fn change_role(
    Context { app, viewer, frame, path: role, .. }: Context<Id>,
) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let entered = change_role::run(&write, &by, role).await?;
    write.commit().await?;
    Ok(go_on(&app, &entered, &frame.onward))
}

/// Ends the session of this browser.
pub async fn leave(Context { app, viewer, caller, .. }: Context) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    leave::run(&write, &by, caller.session_token.as_deref()).await?;
    write.commit().await?;
    let forgotten = CookieJar::new().add(session_cookie(String::new(), app.https));
    Ok((forgotten, redirect("/")).into_response())
}
