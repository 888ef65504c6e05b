//! The form of what a journey needs.

use axum::extract::{Path, State};
use axum::response::Response;
use time::Date;

use super::choices::{JourneyChoices, ProfileChoices};
use super::{FormPage, filled, profile};
use crate::app::App;
use crate::db::{Id, new_id};
use crate::error::Error;
use crate::people::person::{EndReason, Journey, Person, check_welcome};
use crate::people::profile::Track;
use crate::people::store;
use crate::web::{Fields, Frame, Viewer, redirect_with};

/// What a form of a journey does not ask.
pub struct Who {
    id: Id,
    person_id: Id,
    ended: Option<(Date, EndReason)>,
}

impl Who {
    /// Somebody who begins a journey.
    pub fn new(person_id: Id) -> Self {
        Self { id: new_id(), person_id, ended: None }
    }
}

/// The form of a new journey of a person of the viewer's scope.
pub async fn new_journey(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    new_page(frame, &person, Fields::filled(filled::newcomer(app.today()))).answer()
}

fn new_page(frame: Frame, person: &Person, fields: Fields) -> FormPage {
    let action = format!("/people/{}/journeys", person.id);
    page(frame.titled("Ouvrir un parcours"), action, "Ouvrir ce parcours", person, fields)
}

fn page(frame: Frame, action: String, verb: &'static str, person: &Person, fields: Fields) -> FormPage {
    let back = format!("/people/{}", person.id);
    let page = FormPage::new(frame.under(person.name(), back.clone()), action, verb, back, fields);
    FormPage {
        about: Some(person.id),
        journey: Some(JourneyChoices::new(&page.fields)),
        profile: Some(ProfileChoices::new(&page.fields, false)),
        ..page
    }
}

/// Opens a journey.
pub async fn add_journey(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let Some(journey) = read(&mut fields, Who::new(id), app.today()) else {
        return new_page(frame, &person, fields).answer();
    };
    let write = app.write(&viewer).await?;
    store::insert_journey(&write, &journey).await?;
    write.commit().await?;
    let done = format!("Le parcours {} est ouvert : {} attend un mentor.", journey.track, person.name());
    Ok(redirect_with(&format!("/people/{id}"), &done))
}

/// The form of a journey of the viewer's scope.
pub async fn journey_form(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let (journey, person) = find(&app, &viewer, id).await?;
    edit_page(frame, &person, id, Fields::filled(filled::journey(&journey))).answer()
}

fn edit_page(frame: Frame, person: &Person, id: Id, fields: Fields) -> FormPage {
    let action = format!("/journeys/{id}/edition");
    page(frame.titled("Modifier le besoin"), action, "Enregistrer ce besoin", person, fields)
}

/// Changes what a journey needs.
pub async fn edit_journey(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let (before, person) = find(&app, &viewer, id).await?;
    let who = Who { id, person_id: person.id, ended: before.ended };
    let Some(journey) = read(&mut fields, who, app.today()) else {
        return edit_page(frame, &person, id, fields).answer();
    };
    let write = app.write(&viewer).await?;
    store::save_journey(&write, &journey).await?;
    write.commit().await?;
    Ok(redirect_with(&format!("/people/{}", person.id), "Le besoin est enregistré."))
}

/// A journey of the viewer's scope, with its person.
pub async fn find(app: &App, viewer: &Viewer, id: Id) -> Result<(Journey, Person), Error> {
    let journey = store::find_journey(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let person = store::find(&app.db, viewer.scope(), journey.person_id).await?.ok_or(Error::NotFound)?;
    Ok((journey, person))
}

/// Reads the sections on the journey; notes at each field what is wrong.
pub fn read(fields: &mut Fields, who: Who, today: Date) -> Option<Journey> {
    let track = Track::from_code(fields.get("track"));
    if track.is_none() {
        fields.refuse("track", "Choisissez un parcours.");
    }
    let welcomed_on = fields.day("welcomed_on");
    if let Some(Err(error)) = welcomed_on.map(|day| check_welcome(day, today)) {
        fields.refuse("welcomed_on", error.to_string());
    }
    let profile = profile::read(fields);
    let track = track.filter(|_| fields.is_sound())?;
    Some(Journey {
        id: who.id,
        person_id: who.person_id,
        track,
        welcomed_on: welcomed_on?,
        ended: who.ended,
        profile,
    })
}
