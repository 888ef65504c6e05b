//! Assembles the routes, the main navigation and the middleware.

use std::any::Any;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::{Extension, Router};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::proposals::proposal::Refusal;
use crate::settings::pages::Declared;
use crate::state::App;
use crate::web::{self, Menu, Routes};
use crate::{
    accounts, follow_ups, guard, home, mail, organisations, outcomes, overview, people, privacy, problems,
    proposals, registrations, reports, requests, rounds, settings, tandems, territories,
};

/// The largest body of a form; routes that take uploads set their own limit.
const LARGEST_FORM_BYTES: usize = 256 * 1024;
const LONGEST_REQUEST: Duration = Duration::from_secs(60);

/// Every route, in the order of the mentoring journey; `demo` adds those of the demonstration.
pub fn routes(demo: bool) -> Routes {
    let routes = home::pages::routes()
        .and(territories::pages::routes())
        .and(organisations::pages::routes())
        .and(requests::pages::routes())
        .and(people::pages::routes())
        .and(registrations::pages::routes())
        .and(rounds::pages::routes())
        .and(proposals::pages::routes())
        .and(tandems::pages::routes())
        .and(follow_ups::pages::routes())
        .and(problems::pages::routes())
        .and(outcomes::pages::routes())
        .and(reports::pages::routes())
        .and(overview::pages::routes())
        .and(privacy::pages::routes())
        .and(accounts::pages::routes())
        .and(settings::pages::routes());
    if !demo {
        return routes;
    }
    routes.and(accounts::pages::demonstration()).and(mail::pages::demonstration())
}

/// The main navigation, from its first entry to its last.
const MENU: Menu = Menu(&[
    &people::pages::OWN_MENU,
    &overview::pages::MENU,
    &people::pages::MENU,
    &rounds::pages::MENU,
    &proposals::pages::MENU,
    &tandems::pages::MENU,
    &territories::pages::MENU,
    &reports::pages::MENU,
    &organisations::pages::MENU,
    &accounts::pages::MENU,
    &settings::pages::MENU,
]);

/// What the nouns let the hub's responsible set.
const SETTINGS: Declared = Declared {
    refusals: || Refusal::ALL.iter().map(|refusal| (refusal.code(), refusal.label())).collect(),
    messages: &[
        (&requests::messages::KINDS, requests::messages::samples),
        (&proposals::messages::KINDS, proposals::messages::samples),
        (&tandems::messages::KINDS, tandems::messages::samples),
        (&problems::messages::KINDS, problems::messages::samples),
        (&people::messages::KINDS, people::messages::samples),
        (&registrations::messages::KINDS, registrations::messages::samples),
        (&accounts::messages::KINDS, accounts::messages::samples),
        (&privacy::messages::KINDS, privacy::messages::samples),
        (&overview::messages::KINDS, overview::messages::samples),
    ],
};

/// The application. The last layer added is the first to see a request.
pub fn router(app: App) -> Router {
    let pages = routes(app.demo)
        .into_router(guard::guarded)
        .fallback(guard::nothing)
        .method_not_allowed_fallback(guard::nothing)
        .layer(from_fn_with_state(app.clone(), guard::once))
        .layer(from_fn_with_state(app.clone(), guard::note_viewer))
        .with_state(app.clone());
    // Around the pages as a whole: one of them may answer in place of another.
    Router::new()
        .fallback_service(pages)
        .layer(from_fn_with_state(app.clone(), web::entrance::lead))
        .layer(from_fn_with_state(app.clone(), web::frame::carry_flash))
        .layer(Extension(MENU))
        .layer(Extension(SETTINGS))
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(LARGEST_FORM_BYTES))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(from_fn(guard::refusals_as_pages))
        // A page is made for one visitor: a slower level saves less than it costs.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(app.clone(), guard::security_headers))
        // In the span of the request, without its path.
        .layer(TraceLayer::new_for_http().make_span_with(|_: &Request| Span::none()))
        .layer(from_fn(web::asked::identify))
        .with_state(app)
}

fn after_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    web::failure(StatusCode::INTERNAL_SERVER_ERROR, "Quelque chose s’est mal passé de notre côté.")
}
