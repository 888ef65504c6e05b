//! The page that Prometheus reads, on an address of its own.

use axum::Router;
use axum::http::header;
use axum::routing::get;

/// The media type of Prometheus' text format.
const MEDIA: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A router with `/metrics` alone, whose text is made when it is asked for.
pub fn router<F>(text: impl Fn() -> F + Clone + Send + Sync + 'static) -> Router
where
    F: Future<Output = String> + Send,
{
    Router::new().route("/metrics", get(async move || ([(header::CONTENT_TYPE, MEDIA)], text().await)))
}
