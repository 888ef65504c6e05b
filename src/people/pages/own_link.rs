//! The page of a mentor or mentee, opened from a message without signing in: their own duty, and no more.

use askama::Template;
use axum::response::Response;

use super::own::{Door, Duty};
use crate::error::Error;
use crate::french;
use crate::overview::store::{find_coordinator_of_person, find_own_by_link};
use crate::people::link::PATH;
use crate::web::{self, Context, Frame, Human, with_key, with_query};

#[derive(Template)]
#[template(path = "people/own_link.html")]
struct OwnLinkPage {
    page: Frame,
    first_name: String,
    /// For whom somebody answers on the telephone, and until when; nobody where the person reads it themselves.
    called: Option<Called>,
    duty: Duty,
    contact_href: String,
    sign_in: String,
}

/// Somebody answered for.
struct Called {
    name: String,
    until: String,
    /// Their file.
    back: String,
}

#[derive(Template)]
#[template(path = "proposals/no_question.html")]
struct NobodyPage {
    page: Frame,
}

/// The page of the link: opening it changes nothing, since mail programs open links too.
pub async fn show(
    Context { app, viewer, mut frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    let own = find_own_by_link(&app.db, &token, app.serving(&viewer)).await?;
    let Some((link, dossier)) = own else {
        return web::page(&NobodyPage { page: frame.titled("Mon espace") });
    };
    let person = &dossier.person;
    let coordinator = find_coordinator_of_person(&app.db, link.scope(), person.id).await?;
    frame.human = Some(Human::hub("Le hub".to_owned(), app.contact_email.clone()));
    let frame = frame.calling(coordinator.as_ref());
    let here = with_key(PATH, &token);
    let contact_href = format!("{here}/contact");
    let door = if link.caller.is_some() { Door::Call(here) } else { Door::Link(here) };
    let called = link.caller.map(|_| Called {
        name: person.name(),
        until: french::hour(link.expires_at.in_paris()),
        back: format!("/people/{}", person.id),
    });
    web::page(&OwnLinkPage {
        first_name: person.first_name.clone(),
        called,
        contact_href,
        duty: Duty::new(&dossier, &viewer, frame.human.as_ref(), &door, app.today()),
        sign_in: with_query("/sign-in", &[("next", "/me")]),
        page: frame.titled("Mon espace"),
    })
}
