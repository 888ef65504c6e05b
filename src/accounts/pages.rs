//! Entering the demonstration as a persona, and leaving.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::access::{Access, Role};
use super::store;
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::web::{self, Frame, Routes, SESSION_COOKIE, Viewer, redirect, session_cookie};

/// The routes of the personas: in the demonstration only.
pub fn routes() -> Routes {
    Routes::of("accounts")
        .get("/personas", Access::Demonstration, personas)
        .post("/personas/{id}", Access::Demonstration, enter)
        .post("/session/closure", Access::Demonstration, leave)
}

/// The page each role begins with.
fn first_page(role: Role) -> &'static str {
    match role {
        Role::Coordinator => "/dashboard",
        Role::Adviser => "/mentees",
        Role::Mentor | Role::Mentee => "/me",
        Role::Funder => "/results",
    }
}

struct Persona {
    id: Id,
    name: String,
    initials: String,
    part: &'static str,
    role: &'static str,
    today: &'static str,
}

#[derive(Template)]
#[template(path = "accounts/personas.html")]
struct PersonasPage {
    page: Frame,
    personas: Vec<Persona>,
}

async fn personas(State(app): State<App>, frame: Frame) -> Result<Response, Error> {
    let accounts = store::list(&app.db).await?;
    let personas = accounts.into_iter().map(|account| Persona {
        id: account.id,
        initials: french::initials(&account.name),
        name: account.name,
        part: if account.role == Role::Mentor { "mentor" } else { "" },
        role: who(account.role),
        today: what_waits(account.role),
    });
    web::page(&PersonasPage {
        page: frame.titled("Entrer dans la démonstration"),
        personas: personas.collect(),
    })
}

fn who(role: Role) -> &'static str {
    match role {
        Role::Coordinator => "Coordonne le hub",
        Role::Adviser => "Conseille dans l’antenne du 13e arrondissement d’une association",
        Role::Mentor => "Mentor bénévole",
        Role::Mentee => "Personne accompagnée",
        Role::Funder => "Finance le hub",
    }
}

fn what_waits(role: Role) -> &'static str {
    match role {
        Role::Coordinator => "des personnes attendent un mentor ; lancez une campagne d’appariement.",
        Role::Adviser => "voyez où en sont les personnes de votre antenne, et elles seules.",
        Role::Mentor => "voyez vos tandems et la prochaine rencontre.",
        Role::Mentee => "voyez votre tandem et ce qui vient ensuite.",
        Role::Funder => "lisez ce qui en est résulté, sans aucun nom.",
    }
}

async fn enter(State(app): State<App>, viewer: Viewer, Path(id): Path<Id>) -> Result<Response, Error> {
    let account = store::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let write = app.write(&viewer).await?;
    let token = store::insert_session(&write, account.id).await?;
    write.commit().await?;
    let cookies = CookieJar::new().add(session_cookie(token, app.https));
    Ok((cookies, redirect(first_page(account.role))).into_response())
}

async fn leave(State(app): State<App>, viewer: Viewer, cookies: CookieJar) -> Result<Response, Error> {
    if let Some(cookie) = cookies.get(SESSION_COOKIE) {
        let write = app.write(&viewer).await?;
        store::delete_session(&write, cookie.value()).await?;
        write.commit().await?;
    }
    let forgotten = CookieJar::new().add(session_cookie(String::new(), app.https));
    Ok((forgotten, redirect("/")).into_response())
}
