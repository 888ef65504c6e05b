//! How each figure is calculated.

use askama::Template;
use axum::response::Response;

use crate::error::Error;
use crate::reports::indicators::{COUNTS, INDICATORS, Indicator};
use crate::web::{self, Context, Frame};

#[derive(Template)]
#[template(path = "reports/definitions.html")]
struct DefinitionsPage {
    page: Frame,
    counts: &'static [(&'static str, &'static str)],
    indicators: &'static [Indicator],
}

/// Shows every definition.
pub async fn show(Context { frame, .. }: Context) -> Result<Response, Error> {
    web::page(&DefinitionsPage {
        page: frame.titled("Comment c’est calculé").under("Résultats", "/results"),
        counts: &COUNTS,
        indicators: &INDICATORS,
    })
}
