//! What every page needs: the routes and who may reach them, the viewer, the frame around a page, forms, French figures and dates.
//!
//! No word of mentoring is known here; of the nouns it knows only `accounts`.

mod address;
pub mod form;
pub mod frame;
mod guard;
mod routes;
mod viewer;

pub use address::with_query;
pub use form::{Choice, FieldError, Fields};
pub use frame::{Flash, Frame, Link, redirect, redirect_with};
pub use guard::{note_viewer, refusals_as_pages, security_headers};
pub use routes::{Route, Routes};
pub use viewer::{SESSION_COOKIE, Viewer, session_cookie};

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::error::Error;

/// Renders a page.
pub fn page(template: &impl Template) -> Result<Response, Error> {
    Ok(Html(template.render()?).into_response())
}

/// Renders a form that was refused, at its field: the same page again, with status 422.
pub fn refused(template: &impl Template) -> Result<Response, Error> {
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page(template)?).into_response())
}
