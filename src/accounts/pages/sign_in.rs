//! Signing in: by a link sent by e-mail, or with a password for those who have one.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use tokio::sync::Semaphore;

use super::entry::{Proof, open_session};
use crate::accounts::access::Role;
use crate::accounts::account::{Account, Identity};
use crate::accounts::link::Purpose;
use crate::accounts::password;
use crate::accounts::store::{self, Attempted};
use crate::app::App;
use crate::db::{Id, Instant, Write, new_id};
use crate::error::Error;
use crate::mail::{self, Message};
use crate::openid::Provider;
use crate::people;
use crate::web::{self, Caller, FieldError, Fields, Frame, Viewer};

/// The longest address that is read (RFC 5321, section 4.5.3.1).
const LONGEST_EMAIL: usize = 254;

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    page: Frame,
    email: String,
    email_error: String,
    password_error: String,
    /// The providers one may sign in with: their names in addresses and on screens.
    providers: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl SignInPage {
    fn new(app: &App, frame: Frame, fields: &Fields) -> Self {
        let named = |provider: &Provider| (provider.id.clone(), provider.label.clone());
        Self {
            page: frame.titled("Entrer"),
            email: fields.get("email").to_owned(),
            email_error: fields.error("email").to_owned(),
            password_error: fields.error("password").to_owned(),
            providers: app.providers.list().iter().map(named).collect(),
            errors: fields.errors(),
        }
    }
}

/// The form.
pub async fn show(State(app): State<App>, frame: Frame) -> Result<Response, Error> {
    web::page(&SignInPage::new(&app, frame, &Fields::default()))
}

#[derive(Template)]
#[template(path = "accounts/sent.html")]
struct SentPage {
    page: Frame,
    what: &'static str,
}

/// What is said when a link was asked for, whether or not the address is known.
pub fn sent(frame: Frame, what: &'static str) -> Result<Response, Error> {
    web::page(&SentPage { page: frame.titled("Regardez votre courrier"), what })
}

/// Sends a link to an address, if it is known; the answer is the same if not, or if too many were asked for.
pub async fn send_link(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(email) = read_email(&mut fields) else {
        return web::refused(&SignInPage::new(&app, frame, &fields));
    };
    let attempted = Attempted::new(&format!("link {email}"), &caller.network, None);
    let write = app.write(&viewer).await?;
    let failures = store::count_failures(write.on(), &attempted, write.now()).await?;
    if failures.wait_until(write.now()).is_none() {
        store::insert_failure(&write, "link", &attempted).await?;
        if let Some(identity) = identity_of(&write, &email).await? {
            mail_link(&app, &write, &identity, Purpose::SignIn).await?;
        }
    }
    write.commit().await?;
    sent(frame, "un lien pour entrer")
}

/// An address, or the sentence at its field.
pub fn read_email(fields: &mut Fields) -> Option<String> {
    let email = fields.text("email", LONGEST_EMAIL)?;
    let sound = email.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.'));
    if !sound || email.contains(char::is_whitespace) {
        fields.refuse("email", "Écrivez une adresse complète, par exemple prenom.nom@exemple.fr.");
        return None;
    }
    Some(store::normalised(&email))
}

/// The identity of an address that may sign in: one there is, or that of a mentor or mentee whose file has this address.
async fn identity_of(write: &Write, email: &str) -> Result<Option<Identity>, Error> {
    if let Some(identity) = store::find_identity_by_email(write.on(), email).await? {
        let roles = store::list_of_identity(write.on(), identity.id).await?;
        if !roles.is_empty() {
            return Ok(Some(identity).filter(|identity| identity.deactivated_at.is_none()));
        }
    }
    let Some(person) = people::store::find_by_email(write.on(), email).await? else { return Ok(None) };
    let parts = people::store::parts_of(write.on(), person).await?;
    let roles = [(Role::Mentor, parts.mentor), (Role::Mentee, parts.mentee)];
    if !parts.mentor && !parts.mentee {
        return Ok(None);
    }
    let identity = store::get_or_insert_identity(write, email).await?;
    let name = people::store::get_name(write.on(), person).await?.unwrap_or_default();
    for (role, _) in roles.into_iter().filter(|(_, plays)| *plays) {
        store::insert(write, &own_account(&identity, role, person, &name)).await?;
    }
    Ok(Some(identity))
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
    LinkPage { page: frame.titled(title), action: format!("{path}/{token}"), verb, refused: false }
}

/// The page of a link: opening it changes nothing, since mail programs open links too.
pub async fn show_link(frame: Frame, Path(token): Path<String>) -> Result<Response, Error> {
    web::page(&link_page(frame, Purpose::SignIn, &token))
}

/// The page of an invitation.
pub async fn show_invitation(frame: Frame, Path(token): Path<String>) -> Result<Response, Error> {
    web::page(&link_page(frame, Purpose::Invitation, &token))
}

/// Uses a link up and opens a session.
pub async fn use_link(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    cookies: CookieJar,
    frame: Frame,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    enter_with(&app, (&viewer, &caller, &cookies), frame, Purpose::SignIn, &token).await
}

/// Accepts an invitation and opens a session.
pub async fn accept_invitation(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    cookies: CookieJar,
    frame: Frame,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    enter_with(&app, (&viewer, &caller, &cookies), frame, Purpose::Invitation, &token).await
}

async fn enter_with(
    app: &App,
    (viewer, caller, cookies): (&Viewer, &Caller, &CookieJar),
    frame: Frame,
    purpose: Purpose,
    token: &str,
) -> Result<Response, Error> {
    let write = app.write(viewer).await?;
    let entered = match store::use_link(&write, token, purpose).await? {
        Some(identity) => open_session(app, &write, (&identity, Proof::First), caller, cookies).await?,
        None => None,
    };
    write.commit().await?;
    match entered {
        Some(response) => Ok(response),
        None => web::refused(&LinkPage { refused: true, ..link_page(frame, purpose, token) }),
    }
}

/// What an unknown address is compared with, so that it takes as long as a known one.
static NOBODYS_HASH: LazyLock<String> =
    LazyLock::new(|| password::hash("nobody has this password", [0; 16]).unwrap_or_default());

/// Signs in with a password.
pub async fn with_password(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    cookies: CookieJar,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(email) = read_email(&mut fields) else {
        return web::refused(&SignInPage::new(&app, frame, &fields));
    };
    let typed = password_of(&fields, "password");
    let identity = store::find_identity_by_email(&app.db, &email).await?;
    let attempted = attempted(&app, identity.as_ref(), &email, &caller).await?;
    if let Some(until) = count_attempt(&app, &viewer, identity.as_ref(), &attempted).await? {
        return too_many(frame, until.seconds() - app.now().seconds());
    }
    let kept = identity.as_ref().and_then(|identity| identity.password_hash.clone());
    let right = verify(typed, kept).await?;
    let identity = identity.filter(|identity| right && identity.deactivated_at.is_none());
    let write = app.write(&viewer).await?;
    let entered = match &identity {
        Some(identity) => {
            store::delete_failures(&write, &attempted).await?;
            open_session(&app, &write, (identity, Proof::First), &caller, &cookies).await?
        }
        None => None,
    };
    write.commit().await?;
    if let Some(response) = entered {
        return Ok(response);
    }
    fields.refuse("password", "Cette adresse et ce mot de passe ne vont pas ensemble.");
    web::refused(&SignInPage::new(&app, frame, &fields))
}

/// A password as it was typed: spaces around it are part of it.
pub fn password_of(fields: &Fields, name: &str) -> String {
    fields.all(name).first().cloned().unwrap_or_default()
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
    Ok(Attempted::new(email, &caller.network, device))
}

/// Counts an attempt as a failure before it is looked at, so that guesses sent at once do not all find none; gives until
/// when one waits.
async fn count_attempt(
    app: &App,
    viewer: &Viewer,
    identity: Option<&Identity>,
    attempted: &Attempted,
) -> Result<Option<Instant>, Error> {
    let write = app.write(viewer).await?;
    if let Some(identity) = identity {
        store::lock_identity(&write, identity.id).await?;
    }
    let failures = store::count_failures(write.on(), attempted, write.now()).await?;
    let wait = failures.wait_until(write.now());
    if wait.is_none() {
        store::insert_failure(&write, "password", attempted).await?;
        write.commit().await?;
    }
    Ok(wait)
}

/// How many passwords are compared at a time: each takes 19 MiB.
static COMPARED: Semaphore = Semaphore::const_new(4);

/// Compares a password away from the threads that answer requests: it takes long on purpose.
async fn verify(typed: String, kept: Option<String>) -> Result<bool, Error> {
    let compare = move || match kept {
        Some(kept) => password::verify(&typed, &kept),
        None => {
            password::verify(&typed, &NOBODYS_HASH);
            false
        }
    };
    let _turn = COMPARED.acquire().await.map_err(|error| Error::Broken(error.to_string()))?;
    tokio::task::spawn_blocking(compare).await.map_err(|error| Error::Broken(error.to_string()))
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
