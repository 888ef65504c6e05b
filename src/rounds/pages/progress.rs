//! The progress of a round: a large one takes longer than visitors wait for a page.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::rounds::store::{self, Progress};
use crate::state::App;
use crate::web::{self, Frame, Viewer};

/// How often the page reloads, in seconds.
const RELOAD_EVERY: &str = "3";

/// A stage of a round.
struct Stage {
    words: String,
    done: bool,
}

#[derive(Template)]
#[template(path = "rounds/progress.html")]
struct ProgressPage {
    page: Frame,
    href: String,
    stages: Vec<Stage>,
    since: String,
    failure: String,
}

/// Shows how far a round has got. The page reloads by itself, with a header rather than a script.
pub async fn show(app: &App, viewer: &Viewer, frame: Frame, id: Id) -> Result<Response, Error> {
    let progress = store::find_progress(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let href = format!("/rounds/{id}");
    let running = progress.failure.is_none();
    let page = ProgressPage {
        page: frame.titled("Calcul du tour").under("Former les tandems", "/rounds"),
        stages: stages(&progress),
        since: french::moment(progress.asked_at.in_paris()),
        failure: progress.failure.unwrap_or_default(),
        href,
    };
    let mut response = web::page(&page)?;
    if running {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static(RELOAD_EVERY));
    }
    Ok(response)
}

fn stages(progress: &Progress) -> Vec<Stage> {
    let read = match progress.read {
        Some((waiting, places)) => format!(
            "{} et {} ont été lues",
            french::count(waiting as usize, "personne en attente", "personnes en attente"),
            french::count(places as usize, "place libre", "places libres")
        ),
        None => "Lecture des personnes en attente et des places libres".to_owned(),
    };
    vec![
        Stage { words: "Le tour est demandé".to_owned(), done: true },
        Stage { words: read, done: progress.read.is_some() },
        Stage { words: "Recherche du meilleur ensemble de tandems".to_owned(), done: progress.found },
    ]
}
