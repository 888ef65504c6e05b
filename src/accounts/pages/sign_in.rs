//! The entrance: an address to which a link goes, or a password for those who have one.

use askama::Template;
use axum::response::Response;

use super::entry::{browser, go_on, next_page, too_many};
use super::links;
use crate::accounts::link::Purpose;
use crate::acts::accounts::enter_by_password::{self, Outcome, Typed};
use crate::contact::{Email, LONGEST_EMAIL};
use crate::error::Error;
use crate::limits;
use crate::outside::openid::Provider;
use crate::state::App;
use crate::web::{self, Context, FieldError, Fields, Frame, redirect};

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
            page: frame.titled("Se connecter"),
            email: fields.get("email").to_owned(),
            email_error: fields.error("email").to_owned(),
            password_error: fields.error("password").to_owned(),
            providers: app.providers.list().iter().map(named).collect(),
            errors: fields.errors(),
        }
    }
}

/// The entrance, with its forms.
pub async fn show(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    web::page(&SignInPage::new(&app, frame, &Fields::default()))
}

/// Goes on with the form that the page of the entrance keeps, for whoever signed in meanwhile in another tab.
pub async fn resume(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    if let Some((account, _)) = viewer.proving() {
        return Ok(redirect(&next_page(account.role, viewer.owes_proof(), &frame.onward)));
    }
    if app.demo {
        return Ok(redirect(&frame.onward.through("/personas")));
    }
    let mut fields = Fields::default();
    fields.refuse("email", "Vous n’êtes pas encore connecté·e dans ce navigateur.");
    web::refused(&SignInPage::new(&app, frame, &fields))
}

/// Sends a link to an address, if it is known; the answer is the same if not, or if too many were asked for.
pub async fn send_link(context: Context, mut fields: Fields) -> Result<Response, Error> {
    let Some(email) = read_email(&mut fields) else {
        return web::refused(&SignInPage::new(&context.app, context.frame, &fields));
    };
    limits::paced(links::send(context, Purpose::SignIn, &email)).await
}

/// An address, or the sentence at its field.
pub fn read_email(fields: &mut Fields) -> Option<String> {
    let typed = fields.text("email", LONGEST_EMAIL)?;
    let email = Email::parse(&typed).ok().map(|email| email.as_str().to_owned());
    if email.is_none() {
        fields.refuse("email", "Écrivez une adresse complète, par exemple prenom.nom@exemple.fr.");
    }
    email
}

/// Signs in with a password.
pub async fn with_password(context: Context, mut fields: Fields) -> Result<Response, Error> {
    let Some(email) = read_email(&mut fields) else {
        return web::refused(&SignInPage::new(&context.app, context.frame, &fields));
    };
    limits::paced(enter(context, fields, &email)).await
}

async fn enter(context: Context, mut fields: Fields, email: &str) -> Result<Response, Error> {
    let Context { app, viewer, caller, frame, .. } = context;
    let password = password_of(&fields, "password");
    let typed = Typed { email, password, browser: &browser(&caller) };
    match enter_by_password::run(&app, &viewer.by(), typed).await? {
        Outcome::Entered(entered) => Ok(go_on(&app, &entered, &frame.onward)),
        Outcome::TooSoon(until) => too_many(&app, frame, until),
        Outcome::Refused => {
            fields.refuse("password", "Cette adresse et ce mot de passe ne vont pas ensemble.");
            web::refused(&SignInPage::new(&app, frame, &fields))
        }
    }
}

/// A password as it was typed: spaces around it are part of it.
pub fn password_of(fields: &Fields, name: &str) -> String {
    fields.all(name).first().cloned().unwrap_or_default()
}
