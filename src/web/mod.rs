//! What every page needs: the routes and who may reach them, the viewer, the frame around a page, forms, French figures and dates.
//!
//! No word of mentoring is known here; of the nouns it knows only `accounts`.

mod address;
mod csv;
pub mod form;
pub mod frame;
mod guard;
mod routes;
mod viewer;

pub use address::{with_key, with_query};
pub use csv::csv_file;
pub use form::{Choice, FieldError, Fields};
pub use frame::{Flash, Frame, Link, redirect, redirect_with};
pub use guard::{Opened, note_viewer, refusals_as_pages, security_headers};
pub use routes::{Route, Routes};
pub use viewer::{
    Caller, Proxies, Viewer, device_cookie, provider_cookie, provider_cookie_name, session_cookie,
    session_cookie_name,
};

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::db::Id;
use crate::error::Error;

/// Renders a page.
pub fn page(template: &impl Template) -> Result<Response, Error> {
    Ok(Html(template.render()?).into_response())
}

/// Renders a page that shows the files of some people: it leaves once that is counted and noted.
pub fn file_page(template: &impl Template, people: &[Id]) -> Result<Response, Error> {
    let mut response = page(template)?;
    response.extensions_mut().insert(Opened(people.to_vec()));
    Ok(response)
}

/// Renders a form about some people that was refused: the same page again, with status 422.
pub fn refused_file(template: &impl Template, people: &[Id]) -> Result<Response, Error> {
    let mut response = file_page(template, people)?;
    *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Renders a form that was refused, at its field: the same page again, with status 422.
pub fn refused(template: &impl Template) -> Result<Response, Error> {
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page(template)?).into_response())
}
