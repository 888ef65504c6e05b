//! Shared by all pages: routes and access to them, the viewer, the layout, forms, CSV exports and error pages.
//!
//! Nothing here is about mentoring; the only noun it uses is `accounts`.

mod address;
pub mod asked;
mod context;
mod csv;
pub mod entrance;
mod failure;
pub mod form;
pub mod frame;
mod human;
mod kept_form;
mod list_query;
mod menu;
pub mod metrics;
mod onward;
mod paging;
mod routes;
pub mod sent_form;
pub mod server;
mod viewer;

pub use address::{with_key, with_query};
pub use context::Context;
pub use csv::csv_file;
pub use failure::{InDoubt, failure, failure_for};
pub use form::{Choice, Difference, FieldError, Fields};
pub use frame::{Flash, Frame, Link, redirect, redirect_with};
pub use human::Human;
pub use kept_form::{KeptForm, OnlyShows};
pub use list_query::ListQuery;
pub use menu::{For, Menu, MenuEntry};
pub use onward::{Onward, own_path, sent_from};
pub use paging::{Pages, number, part};
pub use routes::{Route, Routes};
pub use viewer::{
    Caller, Proxies, device_cookie, onward_cookie, provider_cookie, provider_cookie_name, session_cookie,
    session_cookie_name,
};

pub use crate::accounts::viewer::{By, Viewer};

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::db::Id;
use crate::error::Error;

/// The people whose files a response shows. The guard sends the response only once they are counted against the limits of
/// the account and recorded in the journal.
#[derive(Clone, Debug)]
pub struct Opened(pub Vec<Id>);

/// How many names stand on a page of a list of people. The guard sends the response only once they are counted and recorded.
#[derive(Clone, Copy, Debug)]
pub struct Listed(pub usize);

/// What whoever sends a form again is told, where the first answer was a page.
#[derive(Clone, Debug)]
pub struct Again(pub String);

/// Renders the page that answers a form, with what it says in one sentence to whoever sends the form again.
pub fn answer_page(template: &impl Template, again: impl Into<String>) -> Result<Response, Error> {
    let mut response = page(template)?;
    response.extensions_mut().insert(Again(again.into()));
    Ok(response)
}

/// Renders a page.
pub fn page(template: &impl Template) -> Result<Response, Error> {
    Ok(Html(template.render()?).into_response())
}

/// Renders a page that shows the files of some people, see [`Opened`].
pub fn file_page(template: &impl Template, people: &[Id]) -> Result<Response, Error> {
    let mut response = page(template)?;
    response.extensions_mut().insert(Opened(people.to_vec()));
    Ok(response)
}

/// Renders a page of a list of people, with how many of them it names, see [`Listed`].
pub fn list_page(template: &impl Template, names: usize) -> Result<Response, Error> {
    let mut response = page(template)?;
    response.extensions_mut().insert(Listed(names));
    Ok(response)
}

/// Renders an invalid form again, on a page that shows the files of some people, with status 422.
pub fn refused_file(template: &impl Template, people: &[Id]) -> Result<Response, Error> {
    let mut response = refused(template)?;
    response.extensions_mut().insert(Opened(people.to_vec()));
    Ok(response)
}

/// Renders an invalid form again, with status 422.
pub fn refused(template: &impl Template) -> Result<Response, Error> {
    let page = template.render()?;
    let refusal = Html(titled_as_error(&page));
    let mut response = (axum::http::StatusCode::UNPROCESSABLE_ENTITY, refusal).into_response();
    response.extensions_mut().insert(FormAgain(page));
    Ok(response)
}

/// The page of a refusal that shows the form as it was filled in, before its title says that something is wrong.
#[derive(Clone, Debug)]
struct FormAgain(String);

/// The same page, whose title says first that something is wrong: it is what a screen reader reads on arrival.
fn titled_as_error(page: &str) -> String {
    page.replacen("<title>", "<title>Erreur\u{a0}: ", 1)
}
