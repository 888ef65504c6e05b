//! The form of what a journey needs.

use axum::response::Response;
use time::Date;

use super::choices::{JourneyChoices, ProfileChoices};
use super::{FormPage, filled, profile};
use crate::acts::people::edit_journey::{self, Edited, Editing};
use crate::acts::people::open_journey::{self, Opened, Opening};
use crate::db::Id;
use crate::error::Error;
use crate::people::newcomer::Need;
use crate::people::person::{Journey, Person, check_welcome};
use crate::people::store;
use crate::state::App;
use crate::track::Track;
use crate::web::{Context, Fields, Frame, Viewer, redirect_with};

/// The form of a new journey of a person of the viewer's scope.
pub async fn new_journey(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
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
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    if let Some(need) = read(&mut fields, app.today()) {
        let by = viewer.by();
        let done = format!("Le parcours {} est ouvert : {} attend un mentor.", need.track, person.name());
        let write = app.write(&by).await?;
        match open_journey::run(&write, &by, Opening { person: id, need }).await? {
            Opened::Journey(_) => {
                write.commit().await?;
                return Ok(redirect_with(&format!("/people/{id}"), &done));
            }
            Opened::Refused(error) => fields.refuse("welcomed_on", error.to_string()),
        }
    }
    new_page(frame, &person, fields).answer()
}

/// The form of a journey of the viewer's scope.
pub async fn journey_form(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
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
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let (_, person) = find(&app, &viewer, id).await?;
    if let Some(need) = read(&mut fields, app.today()) {
        let by = viewer.by();
        let write = app.write(&by).await?;
        match edit_journey::run(&write, &by, Editing { journey: id, need }).await? {
            Edited::Saved => {
                write.commit().await?;
                return Ok(redirect_with(&format!("/people/{}", person.id), "Le besoin est enregistré."));
            }
            Edited::Refused(error) => fields.refuse("welcomed_on", error.to_string()),
        }
    }
    edit_page(frame, &person, id, fields).answer()
}

/// A journey of the viewer's scope, with its person.
pub async fn find(app: &App, viewer: &Viewer, id: Id) -> Result<(Journey, Person), Error> {
    let journey = store::find_journey(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let person = store::find(&app.db, viewer.scope(), journey.person_id).await?.ok_or(Error::NotFound)?;
    Ok((journey, person))
}

/// Reads the sections on the journey; notes at each field what is wrong.
pub fn read(fields: &mut Fields, today: Date) -> Option<Need> {
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
    Some(Need { track, welcomed_on: welcomed_on?, profile })
}
