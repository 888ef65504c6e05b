//! Opening a session once somebody proved who they are, changing the role it acts as, and leaving.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use crate::accounts::access::Role;
use crate::accounts::account::{Account, Identity};
use crate::accounts::store;
use crate::app::App;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::web::{Caller, Viewer, device_cookie, redirect, session_cookie, session_cookie_name};

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

/// Who comes to a door, from where, with what their browser keeps.
pub type Bearer = (Viewer, Caller, CookieJar);

/// What was proven before a session opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A link or a password: professionals owe a second factor.
    First,
    /// A second factor as well.
    Both,
}

/// Opens a session for an identity, in place of the one its browser had. `None` when it has no role left.
pub async fn open_session(
    app: &App,
    write: &Write,
    (identity, proof): (&Identity, Proof),
    caller: &Caller,
    cookies: &CookieJar,
) -> Result<Option<Response>, Error> {
    let accounts = store::list_of_identity(write.on(), identity.id).await?;
    let Some(account) = accounts.first() else { return Ok(None) };
    Ok(Some(open_as(app, write, (account, proof), caller, cookies).await?))
}

/// Opens a session that acts as one account, in place of the one the browser had.
pub async fn open_as(
    app: &App,
    write: &Write,
    (account, proof): (&Account, Proof),
    caller: &Caller,
    cookies: &CookieJar,
) -> Result<Response, Error> {
    let kept = new_session(app, write, (account, proof), caller, cookies).await?;
    let to = if is_complete(account, proof) { first_page(account.role) } else { "/second-factor" };
    Ok((kept, redirect(to)).into_response())
}

fn is_complete(account: &Account, proof: Proof) -> bool {
    proof == Proof::Both || !account.role.is_professional()
}

/// The cookies of a new session, in place of the one the browser had.
pub async fn new_session(
    app: &App,
    write: &Write,
    (account, proof): (&Account, Proof),
    caller: &Caller,
    cookies: &CookieJar,
) -> Result<CookieJar, Error> {
    if let Some(cookie) = cookies.get(session_cookie_name(app.https)) {
        store::delete_session(write, cookie.value()).await?;
    }
    let token = store::insert_session(write, account.id, proof == Proof::Both, &caller.device).await?;
    let kept = CookieJar::new().add(session_cookie(token, app.https));
    match account.identity_id.filter(|_| is_complete(account, proof)) {
        Some(identity) => remember_device(app, write, identity, caller, kept).await,
        None => Ok(kept),
    }
}

/// Whoever signs in from a device once is not slowed down there by what others try elsewhere.
async fn remember_device(
    app: &App,
    write: &Write,
    identity: Id,
    caller: &Caller,
    cookies: CookieJar,
) -> Result<CookieJar, Error> {
    if let Some(token) = &caller.device_token
        && store::knows_device(write.on(), identity, token, write.now()).await?
    {
        return Ok(cookies);
    }
    let token = store::insert_device(write, identity).await?;
    Ok(cookies.add(device_cookie(token, app.https)))
}

/// Acts as another of one's roles, with a new session.
pub async fn change_role(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let (account, session) = viewer.proving().ok_or(Error::NotFound)?;
    let identity = account.identity_id.ok_or(Error::NotFound)?;
    let write = app.write(&viewer).await?;
    let roles = store::list_of_identity(write.on(), identity).await?;
    let other = |role: &&Account| role.id == id && role.id != account.id;
    let role = roles.iter().find(other).ok_or(Error::NotFound)?;
    let token = store::continue_session(&write, session.id, role.id).await?.ok_or(Error::NotFound)?;
    write.commit().await?;
    let proof = if session.proven_at.is_some() { Proof::Both } else { Proof::First };
    let to = if is_complete(role, proof) { first_page(role.role) } else { "/second-factor" };
    Ok((CookieJar::new().add(session_cookie(token, app.https)), redirect(to)).into_response())
}

/// Ends the session of this browser.
pub async fn leave(State(app): State<App>, viewer: Viewer, cookies: CookieJar) -> Result<Response, Error> {
    if let Some(cookie) = cookies.get(session_cookie_name(app.https)) {
        let write = app.write(&viewer).await?;
        store::delete_session(&write, cookie.value()).await?;
        write.commit().await?;
    }
    let forgotten = CookieJar::new().add(session_cookie(String::new(), app.https));
    Ok((forgotten, redirect("/")).into_response())
}
