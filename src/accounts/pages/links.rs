//! Links sent by mail: asking for one, its page, and entering with it.

use askama::Template;

use axum::response::Response;

use super::entry::{browser, go_on, hub};
use crate::accounts::link::Purpose;
use crate::accounts::viewer::By;
use crate::acts::accounts::ask_for_link::{self, Asking};
use crate::acts::accounts::enter_by_link::{self, Entering, Outcome};
use crate::error::Error;
use crate::links as bearer_links;
use crate::state::App;
use crate::web::{self, Context, Frame, Viewer, with_key};

#[derive(Template)]
#[template(path = "accounts/sent.html")]
struct SentPage {
    page: Frame,
    what: &'static str,
}

/// Sends a link to an address, if it may have one; the answer is the same if not, or if too many were asked for.
pub async fn send(context: Context, purpose: Purpose, email: &str) -> Result<Response, Error> {
    let Context { app, viewer, caller, frame, .. } = context;
    let by = viewer.by();
    let write = app.write(&by).await?;
    let asking = Asking { purpose, email, network: &caller.network, hub: hub(&app) };
    ask_for_link::run(&write, &by, asking).await?;
    write.commit().await?;
    let what = match purpose {
        Purpose::PasswordReset => "un lien pour choisir un mot de passe",
        Purpose::SignIn | Purpose::Invitation => "un lien pour entrer",
    };
    web::page(&SentPage { page: frame.titled("Regardez votre courrier"), what })
}

#[derive(Template)]
#[template(path = "accounts/link.html")]
struct LinkPage {
    page: Frame,
    action: String,
    verb: &'static str,
    refused: bool,
}

fn link_page(frame: Frame, purpose: Purpose, token: &str) -> LinkPage {
    let (title, path, verb) = match purpose {
        Purpose::Invitation => ("Accepter votre accès", "/invitations", "Accepter et entrer"),
        Purpose::SignIn | Purpose::PasswordReset => ("Entrer", "/sign-in/links", "Entrer"),
    };
    LinkPage { page: frame.titled(title), action: with_key(path, token), verb, refused: false }
}

/// The page of a link to sign in: opening it changes nothing, since mail programs open links too.
pub async fn show_sign_in(Context { frame, path: token, .. }: Context<String>) -> Result<Response, Error> {
    web::page(&link_page(frame, Purpose::SignIn, &token))
}

/// The page of an invitation: the same.
pub async fn show_invitation(Context { frame, path: token, .. }: Context<String>) -> Result<Response, Error> {
    web::page(&link_page(frame, Purpose::Invitation, &token))
}

/// Uses a link up and opens a session.
pub async fn sign_in(context: Context<String>) -> Result<Response, Error> {
    enter(context, Purpose::SignIn).await
}

/// Accepts an invitation and opens a session.
pub async fn accept_invitation(context: Context<String>) -> Result<Response, Error> {
    enter(context, Purpose::Invitation).await
}

/// Whoever uses a link acts as its bearer, whoever else is signed in on the same computer.
pub async fn bearer(app: &App, viewer: &Viewer, purpose: Purpose, token: &str) -> Result<By, Error> {
    let link = bearer_links::store::find(&app.db, purpose.code(), token).await?;
    Ok(link.map_or_else(|| viewer.by(), |link| By::Bearer(link.id)))
}

async fn enter(context: Context<String>, purpose: Purpose) -> Result<Response, Error> {
    let Context { app, viewer, caller, frame, path: token } = context;
    let by = bearer(&app, &viewer, purpose, &token).await?;
    let write = app.write(&by).await?;
    let entering = Entering { purpose, token: &token, browser: &browser(&caller) };
    let outcome = enter_by_link::run(&write, &by, entering).await?;
    write.commit().await?;
    match outcome {
        Outcome::Entered(entered) => Ok(go_on(&app, &entered)),
        Outcome::LinkRefused | Outcome::NoRole => {
            web::refused(&LinkPage { refused: true, ..link_page(frame, purpose, &token) })
        }
    }
}
