//! Links sent by mail: asking for one, its page, and entering with it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::entry::{Bearer, Proof, open_session};
use crate::accounts::access::Role;
use crate::accounts::account::{Account, Identity};
use crate::accounts::link::Purpose;
use crate::accounts::store::{self, Attempted};
use crate::app::App;
use crate::db::{Id, Write, new_id};
use crate::error::Error;
use crate::mail::{self, Message};
use crate::people::{self, store::Parts};
use crate::web::{self, Caller, Frame, Viewer, with_key};

#[derive(Template)]
#[template(path = "accounts/sent.html")]
struct SentPage {
    page: Frame,
    what: &'static str,
}

/// Sends a link to an address, if it may have one; the answer is the same if not, or if too many were asked for.
pub async fn send(
    app: &App,
    (viewer, caller): (&Viewer, &Caller),
    frame: Frame,
    purpose: Purpose,
    email: &str,
) -> Result<Response, Error> {
    let whom = format!("{} {email}", purpose.code());
    let attempted = Attempted::new(&app.secret, &whom, &caller.network, None);
    let write = app.write(viewer).await?;
    // Held from the count to the link: those asked for at once are counted one after the other.
    let addressee = hold_addressee(&write, purpose, email).await?;
    let wait = store::count_unless_slowed(&write, (purpose.code(), &attempted)).await?;
    if let Some(identity) = addressee.filter(|_| wait.is_none()) {
        mail_link(app, &write, &identity, purpose).await?;
    }
    write.commit().await?;
    let what = match purpose {
        Purpose::PasswordReset => "un lien pour choisir un mot de passe",
        Purpose::SignIn | Purpose::Invitation => "un lien pour entrer",
    };
    web::page(&SentPage { page: frame.titled("Regardez votre courrier"), what })
}

/// The identity of an address that may have a link, held until the transaction ends: somebody with a role, who works here if it
/// is for a password; and to enter, a mentor or mentee whose file has this address.
async fn hold_addressee(write: &Write, purpose: Purpose, email: &str) -> Result<Option<Identity>, Error> {
    let known = match store::find_identity_by_email(write.on(), email).await? {
        None if purpose == Purpose::SignIn && person_of(write, email).await?.is_some() => {
            Some(store::get_or_insert_identity(write, email).await?)
        }
        known => known,
    };
    let Some(identity) = known else { return Ok(None) };
    let Some(identity) = store::lock_identity(write, identity.id).await? else { return Ok(None) };
    let mut roles = store::list_of_identity(write.on(), identity.id).await?;
    if roles.is_empty() && purpose == Purpose::SignIn {
        roles = insert_own_roles(write, &identity).await?;
    }
    let may = match purpose {
        Purpose::PasswordReset => roles.iter().any(|account| account.role.is_professional()),
        Purpose::SignIn | Purpose::Invitation => !roles.is_empty(),
    };
    Ok(Some(identity).filter(|identity| may && identity.deactivated_at.is_none()))
}

/// The person whose file has an address, if they play a part today.
async fn person_of(write: &Write, email: &str) -> Result<Option<(Id, Parts)>, Error> {
    let Some(person) = people::store::find_by_email(write.on(), email).await? else { return Ok(None) };
    let parts = people::store::parts_of(write.on(), person).await?;
    Ok((parts.mentor || parts.mentee).then_some((person, parts)))
}

/// Gives an identity the roles that its address plays as a person.
async fn insert_own_roles(write: &Write, identity: &Identity) -> Result<Vec<Account>, Error> {
    let Some((person, parts)) = person_of(write, &identity.email).await? else { return Ok(Vec::new()) };
    let name = people::store::get_name(write.on(), person).await?.unwrap_or_default();
    let plays = [(Role::Mentor, parts.mentor), (Role::Mentee, parts.mentee)];
    let mut roles = Vec::new();
    for (role, _) in plays.into_iter().filter(|(_, plays)| *plays) {
        let account = own_account(identity, role, person, &name);
        store::insert(write, &account).await?;
        roles.push(account);
    }
    Ok(roles)
}

fn own_account(identity: &Identity, role: Role, person: Id, name: &str) -> Account {
    Account {
        id: new_id(),
        identity_id: Some(identity.id),
        name: name.to_owned(),
        role,
        organisation_id: None,
        branch_id: None,
        person_id: Some(person),
        withdrawn_on: None,
    }
}

/// Puts a link in the outbox.
pub async fn mail_link(app: &App, write: &Write, identity: &Identity, purpose: Purpose) -> Result<(), Error> {
    let token = store::insert_link(write, identity, purpose).await?;
    let (path, subject, what) = match purpose {
        Purpose::SignIn => ("sign-in/links", "Votre lien pour entrer", "entrer sur le hub du mentorat"),
        Purpose::Invitation => ("invitations", "Votre accès au hub du mentorat", "accepter votre accès"),
        Purpose::PasswordReset => {
            ("password-resets", "Votre mot de passe", "choisir un nouveau mot de passe")
        }
    };
    let holds = match purpose {
        Purpose::Invitation => "sept jours",
        Purpose::SignIn | Purpose::PasswordReset => "trente minutes",
    };
    let body = format!(
        "Bonjour,\n\nPour {what}, ouvrez cette page puis cliquez sur le bouton :\n\n{}/{path}/{token}\n\n\
         Ce lien sert une fois et tient {holds}. Si vous n’avez rien demandé, ne faites rien.\n",
        app.base_url
    );
    let message = Message {
        recipient: identity.email.clone(),
        purpose: purpose.code(),
        subject: subject.to_owned(),
        body,
    };
    Ok(mail::push(write, &app.secret, message).await?)
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

/// The page of a link to enter: opening it changes nothing, since mail programs open links too.
pub async fn show_sign_in(frame: Frame, Path(token): Path<String>) -> Result<Response, Error> {
    web::page(&link_page(frame, Purpose::SignIn, &token))
}

/// The page of an invitation: the same.
pub async fn show_invitation(frame: Frame, Path(token): Path<String>) -> Result<Response, Error> {
    web::page(&link_page(frame, Purpose::Invitation, &token))
}

/// Uses a link up and opens a session.
pub async fn sign_in(
    State(app): State<App>,
    bearer: Bearer,
    frame: Frame,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    enter(&app, bearer, frame, (Purpose::SignIn, &token)).await
}

/// Accepts an invitation and opens a session.
pub async fn accept_invitation(
    State(app): State<App>,
    bearer: Bearer,
    frame: Frame,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    enter(&app, bearer, frame, (Purpose::Invitation, &token)).await
}

async fn enter(
    app: &App,
    (viewer, caller, cookies): Bearer,
    frame: Frame,
    (purpose, token): (Purpose, &str),
) -> Result<Response, Error> {
    let write = app.write(&viewer).await?;
    let entered = match store::use_link(&write, token, purpose).await? {
        Some(identity) => open_session(app, &write, (&identity, Proof::First), &caller, &cookies).await?,
        None => None,
    };
    write.commit().await?;
    match entered {
        Some(response) => Ok(response),
        None => web::refused(&LinkPage { refused: true, ..link_page(frame, purpose, token) }),
    }
}
