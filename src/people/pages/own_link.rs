//! The page of a mentor or mentee, opened from a message without signing in: their own duty, and no more.

use askama::Template;
use axum::response::Response;

use super::own::{Door, Duty};
use crate::error::Error;
use crate::links::{self, State};
use crate::overview::store::{find_coordinator_of_person, find_own_dossier};
use crate::people::link::{PATH, PURPOSE};
use crate::web::{self, Context, Frame, Human, with_key, with_query};

#[derive(Template)]
#[template(path = "people/own_link.html")]
struct OwnLinkPage {
    page: Frame,
    first_name: String,
    duty: Duty,
    sign_in: String,
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
    let link = links::store::find(&app.db, PURPOSE, &token).await?;
    let link = link.filter(|link| link.state(app.now()) == State::Fresh);
    let dossier = match &link {
        Some(link) => find_own_dossier(&app.db, link.scope(), link).await?,
        None => None,
    };
    let (Some(link), Some(dossier)) = (link, dossier) else {
        return web::page(&NobodyPage { page: frame.titled("Mon espace") });
    };
    let person = &dossier.person;
    let coordinator = find_coordinator_of_person(&app.db, link.scope(), person.id).await?;
    frame.human = Some(Human::hub("Le hub".to_owned(), app.contact_email.clone()));
    let frame = frame.calling(coordinator.as_ref());
    let door = Door::Link(with_key(PATH, &token));
    web::page(&OwnLinkPage {
        first_name: person.first_name.clone(),
        duty: Duty::new(&dossier, &viewer, frame.human.as_ref(), &door, app.today()),
        sign_in: with_query("/sign-in", &[("next", "/me")]),
        page: frame.titled("Mon espace"),
    })
}
