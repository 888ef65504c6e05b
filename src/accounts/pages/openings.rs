//! Opening the file of somebody of another branch: exceptionally, for a day, and the officer is informed.

use askama::Template;
use axum::response::Response;

use super::sign_in::read_email;
use crate::accounts::opening::Reason;
use crate::accounts::store;
use crate::acts::accounts::open_exceptionally::{self, Opened, Opening};
use crate::error::Error;
use crate::french;
use crate::people;
use crate::state::App;
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, Viewer, redirect_with};

struct Line {
    href: String,
    name: String,
    until: String,
}

#[derive(Template)]
#[template(path = "accounts/openings.html")]
struct OpeningsPage {
    page: Frame,
    lines: Vec<Line>,
    email: String,
    email_error: String,
    reasons: Vec<Choice>,
    reason_error: String,
    errors: Vec<FieldError>,
}

/// The openings that still hold, and the form of another one.
pub async fn show(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    web::page(&openings_page(&app, &viewer, frame, &Fields::default()).await?)
}

async fn openings_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    fields: &Fields,
) -> Result<OpeningsPage, Error> {
    let account = viewer.id().ok_or(Error::NotFound)?;
    let openings = store::list_openings(&app.db, account, app.now()).await?;
    let mut lines = Vec::with_capacity(openings.len());
    for opening in openings {
        lines.push(Line {
            href: format!("/people/{}", opening.person_id),
            name: people::store::get_name(&app.db, opening.person_id).await?.unwrap_or_default(),
            until: french::moment(opening.expires_at.in_paris()),
        });
    }
    let choice = |reason: &Reason| {
        Choice::new(reason.code(), french::capitalised(reason.label()), fields.has("reason", reason.code()))
    };
    Ok(OpeningsPage {
        page: frame.titled("Ouvrir exceptionnellement un dossier"),
        lines,
        email: fields.get("email").to_owned(),
        email_error: fields.error("email").to_owned(),
        reasons: Reason::ALL.iter().map(choice).collect(),
        reason_error: fields.error("reason").to_owned(),
        errors: fields.errors(),
    })
}

/// Opens the file of somebody whom another branch of the same organisation brought.
pub async fn open(
    Context { app, viewer, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    let email = read_email(&mut fields);
    let reason = fields.choice("reason", Reason::from_code);
    let (Some(email), Some(reason), true) = (email, reason, fields.is_sound()) else {
        return web::refused(&openings_page(&app, &viewer, frame, &fields).await?);
    };
    let by = viewer.by();
    let write = app.write(&by).await?;
    let opening = Opening { email: &email, reason, limits: app.limits, hub: app.named() };
    let opened = open_exceptionally::run(&write, &by, opening).await?;
    write.commit().await?;
    match opened {
        Opened::Open(person) => {
            let said = "Ce dossier vous est ouvert pour vingt-quatre heures.";
            return Ok(redirect_with(&format!("/people/{person}"), said));
        }
        Opened::Nobody => {
            fields.refuse("email", "Aucune personne de votre structure n’a cette adresse.");
        }
        Opened::TooSoon(until) => {
            let wait = french::wait(until.seconds() - app.now().seconds());
            fields.refuse("email", format!("Vous avez essayé plusieurs adresses. Réessayez dans {wait}."));
        }
        Opened::TooMany => fields.refuse("email", enough(app.limits.exceptional_per_day)),
    }
    web::refused(&openings_page(&app, &viewer, frame, &fields).await?)
}

/// What is said when the day's openings are used up.
fn enough(most: usize) -> String {
    format!(
        "Vous avez ouvert {} ainsi en vingt-quatre heures, le plus que le hub permet. Attendez demain ou, si vous suivez ces \
         personnes, demandez à la personne responsable de votre structure de vous les confier.",
        french::count(most, "dossier", "dossiers")
    )
}
