//! The entrance: an address to which a link goes, or a password for those who have one.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tokio::sync::Semaphore;

use super::entry::{Bearer, Proof, open_session};
use super::links;
use super::slowdown::{attempted, count_attempt, paced, too_many};
use crate::accounts::link::Purpose;
use crate::accounts::password;
use crate::accounts::store;
use crate::app::App;
use crate::error::Error;
use crate::openid::Provider;
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
    paced(links::send(&app, (&viewer, &caller), frame, Purpose::SignIn, &email)).await
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

/// What an unknown address is compared with, so that it takes as long as a known one.
static NOBODYS_HASH: LazyLock<String> =
    LazyLock::new(|| password::hash("nobody has this password", [0; 16]).unwrap_or_default());

/// Signs in with a password.
pub async fn with_password(
    State(app): State<App>,
    bearer: Bearer,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(email) = read_email(&mut fields) else {
        return web::refused(&SignInPage::new(&app, frame, &fields));
    };
    paced(enter(&app, bearer, frame, fields, &email)).await
}

async fn enter(
    app: &App,
    (viewer, caller, cookies): Bearer,
    frame: Frame,
    mut fields: Fields,
    email: &str,
) -> Result<Response, Error> {
    let typed = password_of(&fields, "password");
    let identity = store::find_identity_by_email(&app.db, email).await?;
    let attempted = attempted(app, identity.as_ref(), email, &caller).await?;
    if let Some(until) = count_attempt(app, &viewer, identity.as_ref(), ("password", &attempted)).await? {
        return too_many(frame, until.seconds() - app.now().seconds());
    }
    let kept = identity.as_ref().and_then(|identity| identity.password_hash.clone());
    let right = verify(typed, kept).await?;
    let identity = identity.filter(|identity| right && identity.deactivated_at.is_none());
    let write = app.write(&viewer).await?;
    let entered = match &identity {
        Some(identity) => {
            store::delete_failures(&write, &attempted).await?;
            open_session(app, &write, (identity, Proof::First), &caller, &cookies).await?
        }
        None => None,
    };
    write.commit().await?;
    if let Some(response) = entered {
        return Ok(response);
    }
    fields.refuse("password", "Cette adresse et ce mot de passe ne vont pas ensemble.");
    web::refused(&SignInPage::new(app, frame, &fields))
}

/// A password as it was typed: spaces around it are part of it.
pub fn password_of(fields: &Fields, name: &str) -> String {
    fields.all(name).first().cloned().unwrap_or_default()
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
