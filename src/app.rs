//! The state that requests share, and the whole router.

use std::any::Any;
use std::time::Duration;

use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::{Router, extract::DefaultBodyLimit};
use time::{Date, OffsetDateTime};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::accounts::access::Rules;
use crate::accounts::brake::Limits;
use crate::db::{Db, Instant, Write};
use crate::error::{self, Error};
use crate::home::Notices;
use crate::openid::Providers;
use crate::secret::Secret;
use crate::web::{self, Proxies, Routes, Viewer};
use crate::{
    accounts, follow_ups, home, mail, matching, organisations, outcomes, overview, people, privacy, reports,
    requests, tandems, territories,
};

/// What every request shares. Nothing here outlives a restart: several copies may serve one database.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Whether this is the demonstration, where one enters as a persona.
    pub demo: bool,
    /// Whether visitors come over https.
    pub https: bool,
    /// The address people type, without a slash at its end.
    pub base_url: String,
    /// The hub's key.
    pub secret: Secret,
    /// What each role may do.
    pub rules: Rules,
    /// How many files a partner's account opens.
    pub limits: Limits,
    /// How many proxies may say who asks.
    pub proxies: Proxies,
    /// The providers one may sign in with.
    pub providers: Providers,
    /// Where people write to the hub.
    pub contact_email: String,
    /// What the public pages say of who runs the hub.
    pub notices: Notices,
}

impl App {
    /// The instant it is.
    pub fn now(&self) -> Instant {
        now()
    }

    /// The day it is in Paris.
    pub fn today(&self) -> Date {
        self.now().day()
    }

    /// Opens a writing transaction for a viewer.
    pub async fn write(&self, viewer: &Viewer) -> Result<Write, Error> {
        Ok(Write::begin(&self.db, viewer.id(), self.now()).await?)
    }
}

/// The instant it is: the only reading of the system clock.
#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
pub fn now() -> Instant {
    Instant::new(OffsetDateTime::now_utc())
}

/// Uploads have their own limit; every other form is small.
const LARGEST_FORM_BYTES: usize = 256 * 1024;
const LONGEST_REQUEST: Duration = Duration::from_secs(60);

/// Every route, in the order of the mentoring journey. The demonstration has a few more.
pub fn routes(demo: bool) -> Routes {
    let routes = home::pages::routes()
        .and(territories::pages::routes())
        .and(organisations::pages::routes())
        .and(requests::pages::routes())
        .and(people::pages::routes())
        .and(matching::pages::routes())
        .and(tandems::pages::routes())
        .and(follow_ups::pages::routes())
        .and(outcomes::pages::routes())
        .and(reports::pages::routes())
        .and(overview::pages::routes())
        .and(privacy::pages::routes())
        .and(accounts::pages::routes());
    if !demo {
        return routes;
    }
    routes.and(accounts::pages::demonstration()).and(mail::pages::demonstration())
}

/// The whole application.
pub fn router(app: App) -> Router {
    routes(app.demo)
        .into_router()
        .fallback(|| async { Error::NotFound })
        .method_not_allowed_fallback(|| async { Error::NotFound })
        .layer(from_fn(web::frame::forget_flash))
        .layer(from_fn_with_state(app.clone(), web::note_viewer))
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(LARGEST_FORM_BYTES))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(from_fn(web::refusals_as_pages))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(CompressionLayer::new())
        .layer(from_fn(web::security_headers))
        .layer(TraceLayer::new_for_http().make_span_with(without_address))
        .with_state(app)
}

/// Addresses bear tokens and names: no log holds one.
fn without_address(request: &axum::extract::Request) -> tracing::Span {
    tracing::debug_span!("request", method = %request.method())
}

fn after_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    error::page(StatusCode::INTERNAL_SERVER_ERROR, "Quelque chose s’est mal passé de notre côté.")
}
