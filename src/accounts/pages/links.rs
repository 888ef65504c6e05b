//! Links sent by mail: asking for one, its page, and entering with it.

use askama::Template;

use axum::response::Response;

use super::entry::{browser, go_on, too_many};
use crate::accounts::account::{Account, is_shared};
use crate::accounts::link::Purpose;
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::accounts::ask_for_link::{self, Asked, Asking};
use crate::acts::accounts::enter_by_link::{self, Entering, Outcome};
use crate::db::Id;
use crate::error::Error;
use crate::links::{self as bearer_links, State};
use crate::state::App;
use crate::web::{self, Choice, Context, Fields, Frame, Viewer, with_key};

#[derive(Template)]
#[template(path = "accounts/sent.html")]
struct SentPage {
    page: Frame,
    what: &'static str,
}

/// Sends a link to an address, if it may have one; the answer is the same if not, or if too many were asked for with it.
pub async fn send(context: Context, purpose: Purpose, email: &str) -> Result<Response, Error> {
    let Context { app, viewer, caller, frame, .. } = context;
    let by = viewer.by();
    let write = app.write(&by).await?;
    let (browser, next) = (browser(&caller), &frame.onward.next);
    let asking = Asking { purpose, email, browser: &browser, next, hub: app.named() };
    let asked = ask_for_link::run(&write, &by, asking).await?;
    write.commit().await?;
    if let Asked::NetworkWaits(until) = asked {
        return too_many(&app, frame, until);
    }
    let what = match purpose {
        Purpose::PasswordReset => "un lien pour choisir un mot de passe",
        Purpose::SignIn | Purpose::Invitation => "un lien de connexion",
    };
    let again = "Si cette adresse est connue, un message est parti : regardez votre courrier.";
    web::answer_page(&SentPage { page: frame.titled("Regardez votre courrier"), what }, again)
}

#[derive(Template)]
#[template(path = "accounts/link.html")]
struct LinkPage {
    page: Frame,
    action: String,
    verb: &'static str,
    /// Why the link does nothing any more; its form is not shown then.
    refusal: Option<Refusal>,
    /// The people who share the address, of whom one enters.
    people: Vec<Choice>,
    error: &'static str,
}

/// The roles of those who share the address of a link; none where it is that of one person.
async fn sharing(app: &App, purpose: Purpose, token: &str) -> Result<Vec<Choice>, Error> {
    let identity = match purpose {
        Purpose::SignIn => store::find_link(&app.db, token, purpose, app.now()).await?,
        Purpose::Invitation | Purpose::PasswordReset => None,
    };
    let Some(identity) = identity else { return Ok(Vec::new()) };
    let roles = store::list_of_identity(&app.db, identity.id).await?;
    let choice =
        |one: &Account| Choice::new(one.id.to_string(), format!("{}, {}", one.name, one.role), false);
    Ok(if is_shared(&roles) { roles.iter().map(choice).collect() } else { Vec::new() })
}

/// Why a link does nothing any more.
pub struct Refusal {
    /// In a few words.
    pub title: &'static str,
    /// In a sentence.
    pub what: &'static str,
    /// What asks for another one; empty for what nobody asks for on a page.
    pub again: &'static str,
    /// Where.
    pub href: &'static str,
    /// How another one comes.
    pub how: &'static str,
}

/// Why a link does nothing any more, from its state, and how one has another; `None` while it is fresh.
pub fn refusal(purpose: Purpose, state: Option<State>) -> Option<Refusal> {
    let (title, what) = match state {
        Some(State::Fresh) => return None,
        Some(State::Used) => ("Ce lien a déjà servi", "Il ne sert qu’une fois."),
        Some(State::Expired) => ("Ce lien a expiré", "Il est arrivé il y a trop longtemps."),
        Some(State::Superseded) => (
            "Ce lien a été remplacé",
            "Un message plus récent, ou un changement de votre accès, l’a remplacé : il ne marche plus.",
        ),
        None => ("Ce lien ne fonctionne plus", "Il n’est pas complet, ou il est trop ancien."),
    };
    let soon = "\u{a0}: il arrive en une minute.";
    let (again, href, how) = match (purpose, state) {
        (Purpose::SignIn, _) => ("Demandez-en un autre", "/sign-in", soon),
        (Purpose::PasswordReset, _) => ("Demandez-en un autre", "/password-resets", soon),
        // Accepted: one enters with a link like everybody.
        (Purpose::Invitation, Some(State::Used)) => {
            ("Demandez un lien pour vous connecter", "/sign-in", soon)
        }
        // Whoever has not accepted their access is sent nothing on their own word.
        (Purpose::Invitation, _) => {
            ("", "", "Pour une nouvelle invitation, demandez-la à la personne qui vous a invité·e.")
        }
    };
    Some(Refusal { title, what, again, href, how })
}

/// Why a link of an account does nothing any more.
pub async fn find_refusal(app: &App, purpose: Purpose, token: &str) -> Result<Option<Refusal>, Error> {
    Ok(refusal(purpose, store::find_link_state(&app.db, token, purpose, app.now()).await?))
}

fn link_page(frame: Frame, purpose: Purpose, token: &str) -> LinkPage {
    let (title, path, verb) = match purpose {
        Purpose::Invitation => ("Accepter votre accès", "/invitations", "Accepter et me connecter"),
        Purpose::SignIn | Purpose::PasswordReset => ("Se connecter", "/sign-in/links", "Se connecter"),
    };
    LinkPage {
        page: frame.titled(title),
        action: with_key(path, token),
        verb,
        refusal: None,
        people: Vec::new(),
        error: "",
    }
}

/// The page of a link to sign in: opening it changes nothing, since mail programs open links too.
pub async fn show_sign_in(context: Context<String>) -> Result<Response, Error> {
    show(context, Purpose::SignIn).await
}

/// The page of an invitation: the same.
pub async fn show_invitation(context: Context<String>) -> Result<Response, Error> {
    show(context, Purpose::Invitation).await
}

async fn show(context: Context<String>, purpose: Purpose) -> Result<Response, Error> {
    let Context { app, frame, path: token, .. } = context;
    let refusal = find_refusal(&app, purpose, &token).await?;
    let people = sharing(&app, purpose, &token).await?;
    web::page(&LinkPage { refusal, people, ..link_page(frame, purpose, &token) })
}

/// Uses a link up and opens a session.
pub async fn sign_in(context: Context<String>, fields: Fields) -> Result<Response, Error> {
    enter(context, Purpose::SignIn, fields.get("account").parse().ok()).await
}

/// Accepts an invitation and opens a session.
pub async fn accept_invitation(context: Context<String>) -> Result<Response, Error> {
    enter(context, Purpose::Invitation, None).await
}

/// Whoever uses a link acts as its bearer, whoever else is signed in on the same computer.
pub async fn bearer(app: &App, viewer: &Viewer, purpose: Purpose, token: &str) -> Result<By, Error> {
    let link = bearer_links::store::find(&app.db, purpose.code(), token).await?;
    Ok(link.map_or_else(|| viewer.by(), |link| By::Bearer(link.id)))
}

async fn enter(context: Context<String>, purpose: Purpose, account: Option<Id>) -> Result<Response, Error> {
    let Context { app, viewer, caller, frame, path: token } = context;
    let by = bearer(&app, &viewer, purpose, &token).await?;
    // Asked for before: one that leads nowhere for another reason is used up all the same.
    let refusal = find_refusal(&app, purpose, &token).await?.or_else(|| refusal(purpose, None));
    let write = app.write(&by).await?;
    let entering = Entering { purpose, token: &token, browser: &browser(&caller), account };
    let outcome = enter_by_link::run(&write, &by, entering).await?;
    write.commit().await?;
    match outcome {
        Outcome::Entered(entered) => Ok(go_on(&app, &entered, &frame.onward)),
        Outcome::WhoIsIt => {
            let people = sharing(&app, purpose, &token).await?;
            let error = "Choisissez qui vous êtes.";
            web::refused(&LinkPage { people, error, ..link_page(frame, purpose, &token) })
        }
        Outcome::LinkRefused | Outcome::NoRole => {
            web::refused(&LinkPage { refusal, ..link_page(frame, purpose, &token) })
        }
    }
}
