//! The error page: a sentence, a link back, and a reference to quote, which is also in the log.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::Frame;
use crate::error::Error;

#[derive(Template)]
#[template(path = "home/error.html")]
struct ErrorPage {
    page: Frame,
    sentence: String,
    back_label: &'static str,
    back_href: &'static str,
    reference: String,
}

/// An error page for a response without a page of its own, such as a refused request or a panic.
pub fn failure(status: StatusCode, sentence: &str) -> Response {
    // Forbidden and missing pages get byte-identical responses, so that they cannot be told apart: hence no reference.
    let reference = match status {
        StatusCode::NOT_FOUND => String::new(),
        _ => crate::db::new_id().simple().to_string().split_off(20),
    };
    tracing::warn!(%status, %reference, sentence, "answered with an error");
    let page = ErrorPage {
        page: Frame::default().titled("Page indisponible"),
        sentence: sentence.to_owned(),
        back_label: "Revenir à l’accueil",
        back_href: "/",
        reference,
    };
    let html = page.render().map_or_else(|_| sentence.to_owned(), |page| super::titled_as_error(&page));
    (status, Html(html)).into_response()
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Unreadable(_) => StatusCode::BAD_REQUEST,
        Error::InDoubt(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Database(_) | Error::Page(_) | Error::Secret(_) | Error::Stopped(_) | Error::Broken(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = status(&self);
        if status.is_server_error() {
            tracing::error!(error = %self, "a request failed");
        }
        let mut response = failure(status, &self.sentence());
        if matches!(self, Self::InDoubt(_)) {
            response.extensions_mut().insert(InDoubt);
        }
        response
    }
}

/// Marks an answer that says that it is not known whether what was asked for is kept.
#[derive(Clone, Copy, Debug)]
pub struct InDoubt;
