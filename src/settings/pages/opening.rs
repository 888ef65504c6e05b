//! What a rehearsal holds, and the opening of the hub.

use askama::Template;
use axum::response::Response;

use crate::acts::hub::open::{self, Figures, Opened};
use crate::db::{self, Hub};
use crate::error::Error;
use crate::french;
use crate::mail::{self, Mail};
use crate::state::App;
use crate::web::{self, Context, Frame, redirect_with};

struct Letter {
    recipient: String,
    subject: String,
    at: String,
    text: String,
}

#[derive(Template)]
#[template(path = "settings/opening.html")]
struct OpeningPage {
    page: Frame,
    is_open: bool,
    /// Whether the machine keeps the hub in rehearsal.
    is_forced: bool,
    leave: String,
    /// Empty when every message is still true.
    dropped: String,
    letters: Vec<Letter>,
}

/// The most messages shown, the latest.
const MOST: usize = 50;

/// What is held, and what an opening would do.
pub async fn show(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    let held = mail::store::list_held(&app.db).await?;
    let figures = open::look(&app).await?;
    let letters = held.iter().rev().take(MOST).map(|mail| letter(&app, mail)).collect();
    web::page(&OpeningPage {
        page: frame.titled("Ouvrir le hub").under("Réglages", "/settings"),
        is_open: !db::find_hub(&app.db).await?.as_ref().is_some_and(Hub::is_in_rehearsal),
        is_forced: app.rehearses,
        leave: leave(figures),
        dropped: dropped(figures),
        letters,
    })
}

fn leave(figures: Figures) -> String {
    french::count(figures.will_leave, "message partira", "messages partiront")
}

fn dropped(figures: Figures) -> String {
    match figures.dropped {
        0 => String::new(),
        many => french::count(many, "message ne partira pas", "messages ne partiront pas"),
    }
}

/// A message as whoever opens the hub reads it: its links are its recipient's alone.
fn letter(app: &App, mail: &Mail) -> Letter {
    let own = format!("{}/", app.base_url);
    let text = mail.text(&app.secret).unwrap_or_default();
    let hidden = |word: &str| word.starts_with(&own);
    let line = |line: &str| {
        let words = line.split(' ').map(|word| if hidden(word) { "(lien personnel)" } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    Letter {
        recipient: mail.recipient.clone(),
        subject: mail.subject.clone(),
        at: french::moment(mail.created_at.in_paris()),
        text: text.trim().lines().map(line).collect::<Vec<_>>().join("\n"),
    }
}

/// Opens the hub.
pub async fn open(Context { app, viewer, .. }: Context) -> Result<Response, Error> {
    if app.rehearses {
        return Err(Error::Refused(
            "La machine du hub le garde en répétition (TANDEM_MODE) : changez cela d’abord.".to_owned(),
        ));
    }
    let by = viewer.by();
    let write = app.write(&by).await?;
    let said = match open::run(&write, &by, app.named()).await? {
        Opened::Opened(figures) => {
            write.commit().await?;
            format!("Le hub est ouvert : {}.", leave(figures))
        }
        Opened::AlreadyOpen => "Le hub était déjà ouvert.".to_owned(),
    };
    Ok(redirect_with("/settings/opening", &said))
}
