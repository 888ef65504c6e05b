//! The error page: a sentence, a link back, and a reference to quote: the id of the request, which its lines of the log have.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::{Frame, Human, Viewer, asked};
use crate::accounts::access::Role;
use crate::error::Error;
use crate::limits::Stopped;

#[derive(Clone, Template)]
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
        StatusCode::NOT_FOUND | StatusCode::UNAUTHORIZED => String::new(),
        _ => asked::id().unwrap_or_default(),
    };
    // Anybody can ask for what does not exist, as fast as they like: the log is not theirs to fill.
    if status.is_server_error() {
        tracing::warn!(%status, sentence, "answered with an error");
    } else {
        tracing::debug!(%status, sentence, "answered with an error");
    }
    let page = ErrorPage {
        page: Frame::default().titled("Page indisponible"),
        sentence: sentence.to_owned(),
        back_label: "Revenir à l’accueil",
        back_href: "/",
        reference,
    };
    let mut response = (status, shown(&page)).into_response();
    response.extensions_mut().insert(page);
    response
}

fn shown(page: &ErrorPage) -> Html<String> {
    Html(page.render().map_or_else(|_| page.sentence.clone(), |page| super::titled_as_error(&page)))
}

/// The same response; an error page also says who is signed in, and whom they call.
pub fn failure_for(mut response: Response, viewer: &Viewer, human: Option<Human>) -> Response {
    let Some(mut page) = response.extensions_mut().remove::<ErrorPage>() else { return response };
    page.page.viewer_name = viewer.account().map(|account| account.name.clone());
    page.page.viewer_role = viewer.role().map_or("", Role::label);
    page.page.human = human;
    response.headers_mut().remove(header::CONTENT_LENGTH);
    *response.body_mut() = shown(&page).0.into();
    response
}

/// When a client may come back that was refused because too many wait.
const RETRY_AFTER_SECONDS: &str = "5";

fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::OnlyShown => StatusCode::CONFLICT,
        Error::Unreadable(_) => StatusCode::BAD_REQUEST,
        Error::Stopped(Stopped::Busy) | Error::InDoubt(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Database(_) | Error::Page(_) | Error::Secret(_) | Error::Stopped(_) | Error::Broken(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = status(&self);
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(error = %self, "a request failed");
        }
        let mut response = failure(status, &self.sentence());
        if matches!(self, Self::Stopped(Stopped::Busy)) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_SECONDS));
        }
        if matches!(self, Self::InDoubt(_)) {
            response.extensions_mut().insert(InDoubt);
        }
        response
    }
}

/// Marks an answer that says that it is not known whether what was asked for is kept.
#[derive(Clone, Copy, Debug)]
pub struct InDoubt;
