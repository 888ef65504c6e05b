//! What can go wrong, and the page that says so: one sentence, a way back, an identifier to quote.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::web::Frame;

/// A request that could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or the viewer may not know that it does.
    #[error("cette page n’existe pas")]
    NotFound,
    /// A rule refuses it; the sentence is for the visitor.
    #[error("{0}")]
    Refused(String),
    /// The request makes no sense; the text is for the log.
    #[error("la demande est illisible : {0}")]
    Unreadable(String),
    /// The database failed.
    #[error("base de données : {0}")]
    Database(#[from] sea_orm::DbErr),
    /// A page could not be rendered.
    #[error("page : {0}")]
    Page(#[from] askama::Error),
    /// No randomness, or the hub's key fails.
    #[error("secret : {0}")]
    Secret(#[from] crate::secret::SecretError),
    /// Something in the hub is broken; the text is for the log.
    #[error("{0}")]
    Broken(String),
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Database(_) | Self::Page(_) | Self::Secret(_) | Self::Broken(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::NotFound => "Cette page n’existe pas, ou elle n’est pas pour vous.".to_owned(),
            Self::Refused(sentence) => sentence.clone(),
            Self::Unreadable(_) => "Nous n’avons pas compris cette demande.".to_owned(),
            Self::Database(_) | Self::Page(_) | Self::Secret(_) | Self::Broken(_) => {
                "Quelque chose s’est mal passé de notre côté. Rien n’a été perdu ; vous pouvez réessayer."
                    .to_owned()
            }
        }
    }
}

#[derive(Template)]
#[template(path = "home/error.html")]
struct ErrorPage {
    page: Frame,
    sentence: String,
    back_label: &'static str,
    back_href: &'static str,
    reference: String,
}

/// A page for an answer that has no page of its own, such as a refused request or a panic.
pub fn page(status: StatusCode, sentence: &str) -> Response {
    // What is not allowed and what does not exist are told in the same bytes: no reference tells them apart.
    let reference = match status {
        StatusCode::NOT_FOUND => String::new(),
        _ => uuid::Uuid::now_v7().simple().to_string().split_off(20),
    };
    tracing::warn!(%status, %reference, sentence, "answered with an error");
    let page = ErrorPage {
        page: Frame::default().titled("Page indisponible"),
        sentence: sentence.to_owned(),
        back_label: "Revenir à l’accueil",
        back_href: "/",
        reference,
    };
    let html = page.render().unwrap_or_else(|_| sentence.to_owned());
    (status, Html(html)).into_response()
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if self.status().is_server_error() {
            tracing::error!(error = %self, "a request failed");
        }
        page(self.status(), &self.sentence())
    }
}
