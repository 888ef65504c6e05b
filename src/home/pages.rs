//! The home page, the text pages, and the two addresses that say the hub is well.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Notices, assets, security_txt};
use crate::accounts::access::Access;
use crate::error::Error;
use crate::overview::store::{Partner, PublicCounts, PublicPage, lately};
use crate::state::App;
use crate::web::{self, Context, Frame, Routes};
use crate::{db, french};

/// The routes that need no account, with the files of the pages.
pub fn routes() -> Routes {
    Routes::of("home")
        .get("/", Access::Public, home)
        .get("/accessibility", Access::Public, accessibility)
        .get("/privacy", Access::Public, privacy)
        .get("/legal", Access::Public, legal)
        .get("/security", Access::Public, security)
        .get("/.well-known/security.txt", Access::Public, security_file)
        .get("/static/{*path}", Access::Public, assets::serve)
        .get("/healthz", Access::Public, alive)
        .get("/readyz", Access::Public, ready)
}

struct HomeFigure {
    value: String,
    label: &'static str,
    definition: &'static str,
}

#[derive(Template)]
#[template(path = "home/index.html")]
struct HomePage {
    page: Frame,
    figures: Vec<HomeFigure>,
    figures_day: String,
    partners: Vec<Partner>,
}

async fn home(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    let PublicPage { partners, counts, .. } = lately::public_page(app.lately()).await?.as_ref().clone();
    let counts = counts.filter(|_| !partners.is_empty());
    web::page(&HomePage {
        page: frame.titled("Tandem, le hub du mentorat"),
        figures: counts.map_or_else(Vec::new, |counts| figures(counts, partners.len())),
        figures_day: counts.map_or_else(String::new, |counts| french::day(&counts.published_on)),
        partners,
    })
}

/// The figures that are published; what is not is left out.
fn figures(counts: PublicCounts, partners: usize) -> Vec<HomeFigure> {
    let figures = [
        (counts.mentors, "mentors bénévoles", "inscrits, et qui n’ont pas quitté le hub"),
        (counts.meeting, "accompagnements en tandem", "où les deux personnes se rencontrent"),
        (
            u32::try_from(partners).ok(),
            "structures partenaires",
            "qui orientent des personnes ou prêtent des mentors",
        ),
    ];
    let figure = |(value, label, definition): (Option<u32>, _, _)| {
        value.map(|value| HomeFigure { value: french::number(value), label, definition })
    };
    figures.into_iter().filter_map(figure).collect()
}

#[derive(Template)]
#[template(path = "home/accessibility.html")]
struct AccessibilityPage {
    page: Frame,
    hub_name: String,
    contact_email: String,
}

async fn accessibility(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    let hub_name = hub_name(&app).await?;
    let page = frame.titled("Accessibilité");
    web::page(&AccessibilityPage { page, hub_name, contact_email: app.contact_email })
}

#[derive(Template)]
#[template(path = "home/privacy.html")]
struct PrivacyPage {
    page: Frame,
    hub_name: String,
    officer_email: String,
}

async fn privacy(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    let officer_email = app.notices.officer_email.clone().unwrap_or_else(|| app.contact_email.clone());
    let page = frame.titled("Données personnelles");
    web::page(&PrivacyPage { page, hub_name: hub_name(&app).await?, officer_email })
}

#[derive(Template)]
#[template(path = "home/legal.html")]
struct LegalPage {
    page: Frame,
    hub_name: String,
    contact_email: String,
    notices: Notices,
}

async fn legal(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    web::page(&LegalPage {
        page: frame.titled("Mentions légales"),
        hub_name: hub_name(&app).await?,
        contact_email: app.contact_email,
        notices: app.notices,
    })
}

async fn hub_name(app: &App) -> Result<String, Error> {
    Ok(lately::public_page(app.lately()).await?.hub_name.clone().unwrap_or_else(|| "Le hub".to_owned()))
}

/// Where programs look for how to report a flaw.
async fn security_file(Context { app, .. }: Context) -> Response {
    let text = security_txt(&app.base_url, &app.contact_email, app.today());
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

#[derive(Template)]
#[template(path = "home/security.html")]
struct SecurityPage {
    page: Frame,
    contact_email: String,
}

async fn security(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    web::page(&SecurityPage {
        page: frame.titled("Signaler une faille de sécurité"),
        contact_email: app.contact_email,
    })
}

/// Says that the process answers, whatever the database does.
async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers, and every migration is applied.
async fn ready(Context { app, .. }: Context) -> Response {
    if db::is_ready(&app.db).await {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
    }
}
