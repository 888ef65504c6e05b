//! The home page, the text pages, and the two addresses that say the hub is well.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Notices, assets, security_txt};
use crate::accounts::access::{Access, Scope};
use crate::error::Error;
use crate::overview::store::{Partner, count_for_public, find_hub_name, list_partners};
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
    let partners = list_partners(&app.db).await?;
    let figures = if partners.is_empty() { Vec::new() } else { figures(&app, partners.len()).await? };
    web::page(&HomePage {
        page: frame.titled("Tandem, le hub du mentorat"),
        figures,
        figures_day: french::day(&app.today()),
        partners,
    })
}

/// Counts over the whole hub: no viewer's scope applies, since nobody can be recognised in them.
async fn figures(app: &App, partners: usize) -> Result<Vec<HomeFigure>, Error> {
    let counts = count_for_public(&app.db, Scope::Hub).await?;
    Ok(vec![
        HomeFigure {
            value: french::number(counts.mentors),
            label: "mentors bénévoles",
            definition: "inscrits, et qui n’ont pas quitté le hub",
        },
        HomeFigure {
            value: french::number(counts.tandems),
            label: "tandems en cours",
            definition: "acceptés des deux côtés et non clos",
        },
        HomeFigure {
            value: french::number(partners as u64),
            label: "structures partenaires",
            definition: "qui orientent des personnes ou prêtent des mentors",
        },
    ])
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
    Ok(find_hub_name(&app.db).await?.unwrap_or_else(|| "Le hub".to_owned()))
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
