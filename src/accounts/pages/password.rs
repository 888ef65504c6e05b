//! Choosing a password: from one's own page, or through a link when it was forgotten.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::account::account_page;
use super::entry::{Bearer, Proof, new_session};
use super::links;
use super::notices::{Change, tell};
use super::second_factor::identity_of;
use super::sign_in::{password_of, read_email};
use super::slowdown::paced;
use crate::accounts::link::Purpose;
use crate::accounts::password;
use crate::accounts::store;
use crate::app::App;
use crate::error::Error;
use crate::secret;
use crate::web::{self, Caller, FieldError, Fields, Frame, Viewer, redirect, redirect_with, with_key};

#[derive(Template)]
#[template(path = "accounts/ask_reset.html")]
struct AskPage {
    page: Frame,
    email: String,
    email_error: String,
    errors: Vec<FieldError>,
}

fn ask_page(frame: Frame, fields: &Fields) -> AskPage {
    AskPage {
        page: frame.titled("Mot de passe oublié").under("Entrer", "/sign-in"),
        email: fields.get("email").to_owned(),
        email_error: fields.error("email").to_owned(),
        errors: fields.errors(),
    }
}

/// Asks for the address.
pub async fn ask(frame: Frame) -> Result<Response, Error> {
    web::page(&ask_page(frame, &Fields::default()))
}

/// Sends a link to a professional's address; the answer is the same to everybody.
pub async fn send(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(email) = read_email(&mut fields) else { return web::refused(&ask_page(frame, &fields)) };
    paced(links::send(&app, (&viewer, &caller), frame, Purpose::PasswordReset, &email)).await
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct ResetPage {
    page: Frame,
    action: String,
    password_error: String,
    errors: Vec<FieldError>,
}

fn reset_page(frame: Frame, token: &str, fields: &Fields) -> ResetPage {
    ResetPage {
        page: frame.titled("Choisir un mot de passe"),
        action: with_key("/password-resets", token),
        password_error: fields.error("password").to_owned(),
        errors: fields.errors(),
    }
}

/// The form a link leads to; opening it changes nothing.
pub async fn show(frame: Frame, Path(token): Path<String>) -> Result<Response, Error> {
    web::page(&reset_page(frame, &token, &Fields::default()))
}

/// Replaces the password and ends every session. One then signs in with it, second factor included.
pub async fn reset(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(token): Path<String>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let found = store::find_link(&app.db, &token, Purpose::PasswordReset, app.now()).await?;
    let Some(hash) = read_password(&mut fields, found.as_ref().map_or("", |found| &found.email)).await?
    else {
        return web::refused(&reset_page(frame, &token, &fields));
    };
    let write = app.write(&viewer).await?;
    let Some(identity) = store::use_link(&write, &token, Purpose::PasswordReset).await? else {
        fields.refuse("password", "Ce lien a déjà servi ou a expiré : demandez-en un autre.");
        return web::refused(&reset_page(frame, &token, &fields));
    };
    store::save_password(&write, identity.id, hash, None).await?;
    store::delete_links(&write, identity.id).await?;
    tell(&app, &write, &identity, Change::Password).await?;
    write.commit().await?;
    Ok(redirect_with("/sign-in", "Votre mot de passe est changé. Entrez avec le nouveau."))
}

/// The hash of the password typed, or the sentence at its field.
async fn read_password(fields: &mut Fields, email: &str) -> Result<Option<String>, Error> {
    let typed = password_of(fields, "password");
    if let Err(error) = password::check(&typed, email) {
        fields.refuse("password", error.to_string());
        return Ok(None);
    }
    let salt = secret::random()?;
    let hash = tokio::task::spawn_blocking(move || password::hash(&typed, salt)).await;
    let hash = hash.map_err(|error| Error::Broken(error.to_string()))?;
    hash.map(Some).ok_or_else(|| Error::Broken("the password could not be hashed".to_owned()))
}

/// Replaces one's own password: the other sessions end, and this one goes on under a new token.
pub async fn change(
    State(app): State<App>,
    (viewer, caller, cookies): Bearer,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    if !viewer.is_fresh() {
        return Ok(redirect("/second-factor?next=/account"));
    }
    let (account, identity) = identity_of(&app, &viewer).await?;
    let Some(hash) = read_password(&mut fields, &identity.email).await? else {
        return web::refused(&account_page(&app, &viewer, frame, &fields).await?);
    };
    let write = app.write(&viewer).await?;
    store::save_password(&write, identity.id, hash, None).await?;
    tell(&app, &write, &identity, Change::Password).await?;
    let kept = new_session(&app, &write, (&account, Proof::Both), &caller, &cookies).await?;
    write.commit().await?;
    let said = redirect_with("/account", "Votre mot de passe est changé. Vos autres sessions sont closes.");
    Ok((kept, said).into_response())
}
