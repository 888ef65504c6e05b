//! Opening the file of somebody of another branch: exceptionally, for a day, told to the officer.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::sign_in::read_email;
use crate::accounts::access::{Role, Scope};
use crate::accounts::opening::Reason;
use crate::accounts::store;
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::mail::{self, Message};
use crate::people;
use crate::web::{self, Choice, FieldError, Fields, Frame, Viewer, redirect_with};

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
pub async fn show(State(app): State<App>, viewer: Viewer, frame: Frame) -> Result<Response, Error> {
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
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    mut fields: Fields,
) -> Result<Response, Error> {
    let email = read_email(&mut fields);
    let reason = fields.choice("reason", Reason::from_code);
    let (Some(email), Some(reason)) = (email, reason) else {
        return web::refused(&openings_page(&app, &viewer, frame, &fields).await?);
    };
    let Some(person) = colleague_s_person(&app, &viewer, &email).await? else {
        fields.refuse("email", "Aucune personne de votre structure n’a cette adresse.");
        return web::refused(&openings_page(&app, &viewer, frame, &fields).await?);
    };
    let account = viewer.account().ok_or(Error::NotFound)?;
    let write = app.write(&viewer).await?;
    let most = app.limits.exceptional_per_day;
    let opened = store::hold_and_count_openings(&write, account).await?;
    if opened >= u64::try_from(most).unwrap_or(u64::MAX) {
        drop(write);
        fields.refuse("email", enough(most));
        return web::refused(&openings_page(&app, &viewer, frame, &fields).await?);
    }
    store::insert_opening(&write, account.id, person, reason).await?;
    for recipient in store::list_emails_of_role(write.on(), Role::Officer).await? {
        let body = format!(
            "{} ({}) a ouvert exceptionnellement un dossier pour vingt-quatre heures.\nMotif : {}.\nDossier : {}/people/{person}/readings\n",
            account.name,
            account.role.label(),
            reason.label(),
            app.base_url
        );
        let subject = "Un dossier a été ouvert exceptionnellement".to_owned();
        let message = Message { recipient, purpose: "exceptional_opening", subject, body };
        mail::push(&write, &app.secret, message).await?;
    }
    write.commit().await?;
    Ok(redirect_with(&format!("/people/{person}"), "Ce dossier vous est ouvert pour vingt-quatre heures."))
}

/// What is said when the day's openings are used up.
fn enough(most: usize) -> String {
    format!(
        "Vous avez ouvert {} ainsi en vingt-quatre heures, le plus que le hub permet. Attendez demain ou, si vous suivez ces \
         personnes, demandez à la personne responsable de votre structure de vous les confier.",
        french::count(most, "dossier", "dossiers")
    )
}

/// The person of an address, if one's own organisation brought them.
async fn colleague_s_person(app: &App, viewer: &Viewer, email: &str) -> Result<Option<Id>, Error> {
    let organisation = viewer.account().and_then(|account| account.organisation_id).ok_or(Error::NotFound)?;
    let Some(id) = people::store::find_by_email(&app.db, email).await? else { return Ok(None) };
    let found = people::store::find(&app.db, Scope::Organisation(organisation), id).await?;
    Ok(found.map(|person| person.id))
}
