//! Choosing a password: from one's own page, or through a link when it was forgotten.

use askama::Template;

use axum::response::{IntoResponse, Response};

use super::account::account_page;
use super::entry::{browser, cookies};
use super::links::{self, Refusal};
use super::sign_in::{password_of, read_email};
use crate::accounts::link::Purpose;
use crate::acts::accounts::change_password::{self, Changing};
use crate::acts::accounts::reset_password::{self, Resetting};
use crate::error::Error;
use crate::limits;
use crate::web::{self, Context, FieldError, Fields, Frame, redirect, redirect_with, with_key};

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
        page: frame.titled("Mot de passe oublié").under("Se connecter", "/sign-in"),
        email: fields.get("email").to_owned(),
        email_error: fields.error("email").to_owned(),
        errors: fields.errors(),
    }
}

/// Asks for the address.
pub async fn ask(Context { frame, .. }: Context) -> Result<Response, Error> {
    web::page(&ask_page(frame, &Fields::default()))
}

/// Sends a link to a professional's address; the answer is the same to everybody.
pub async fn send(context: Context, mut fields: Fields) -> Result<Response, Error> {
    let Some(email) = read_email(&mut fields) else { return web::refused(&ask_page(context.frame, &fields)) };
    limits::paced(links::send(context, Purpose::PasswordReset, &email)).await
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct ResetPage {
    page: Frame,
    action: String,
    password_error: String,
    errors: Vec<FieldError>,
    /// Why the link does nothing any more; its form is not shown then.
    refusal: Option<Refusal>,
}

fn reset_page(frame: Frame, token: &str, fields: &Fields) -> ResetPage {
    ResetPage {
        page: frame.titled("Choisir un mot de passe"),
        action: with_key("/password-resets", token),
        password_error: fields.error("password").to_owned(),
        errors: fields.errors(),
        refusal: None,
    }
}

/// The form a link leads to; opening it changes nothing.
pub async fn show(Context { app, frame, path: token, .. }: Context<String>) -> Result<Response, Error> {
    let refusal = links::find_refusal(&app, Purpose::PasswordReset, &token).await?;
    web::page(&ResetPage { refusal, ..reset_page(frame, &token, &Fields::default()) })
}

/// Replaces the password and ends every session. One then signs in with it, second factor included.
pub async fn reset(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let resetting = Resetting { token: &token, password: password_of(&fields, "password"), hub: app.named() };
    let by = links::bearer(&app, &viewer, Purpose::PasswordReset, &token).await?;
    let sentence = match reset_password::run(&app, &by, resetting).await? {
        reset_password::Outcome::Replaced => {
            let said = "Votre mot de passe est changé. Connectez-vous avec le nouveau.";
            return Ok(redirect_with("/sign-in", said));
        }
        reset_password::Outcome::Refused(error) => error.to_string(),
        reset_password::Outcome::LinkRefused => {
            let refusal = links::find_refusal(&app, Purpose::PasswordReset, &token).await?;
            let refusal = refusal.or_else(|| links::refusal(Purpose::PasswordReset, None));
            return web::refused(&ResetPage { refusal, ..reset_page(frame, &token, &fields) });
        }
    };
    fields.refuse("password", sentence);
    web::refused(&reset_page(frame, &token, &fields))
}

/// Replaces one's own password: the other sessions end, and this one goes on under a new token.
pub async fn change(
    Context { app, viewer, caller, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    let password = password_of(&fields, "password");
    let changing = Changing { password, browser: &browser(&caller), hub: app.named() };
    match change_password::run(&app, &viewer.by(), changing).await? {
        change_password::Outcome::Replaced(entered) => {
            let said = "Votre mot de passe est changé. Vos autres sessions sont closes.";
            Ok((cookies(&app, &entered), redirect_with("/account", said)).into_response())
        }
        change_password::Outcome::Refused(error) => {
            fields.refuse("password", error.to_string());
            web::refused(&account_page(&app, &viewer, frame, &fields).await?)
        }
        change_password::Outcome::ProveAgain => Ok(redirect("/second-factor?next=/account")),
    }
}
