//! The form of what a mentor offers.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use time::Date;

use super::choices::{MentorChoices, ProfileChoices};
use super::{FormPage, filled, profile};
use crate::app::App;
use crate::db::{Id, Write, new_id};
use crate::error::Error;
use crate::people::person::{LARGEST_CAPACITY, Mentor, Person, check_capacity, check_left};
use crate::people::profile::Track;
use crate::people::store;
use crate::web::{Fields, Frame, Viewer, redirect_with};
use crate::{matching, tandems};

/// What a form of a mentor does not ask.
pub struct Who {
    id: Id,
    person_id: Id,
    joined_on: Date,
}

impl Who {
    /// Somebody who becomes a mentor on a day.
    pub fn new(person_id: Id, joined_on: Date) -> Self {
        Self { id: new_id(), person_id, joined_on }
    }
}

/// The form of a person of the viewer's scope, as a mentor.
pub async fn mentor_form(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let mentor = store::mentor_of(&app.db, viewer.scope(), id).await?;
    let values = mentor.as_ref().map_or_else(|| filled::newcomer(app.today()), filled::mentor);
    page(frame, &person, mentor.is_some(), Fields::filled(values)).answer()
}

fn page(frame: Frame, person: &Person, is_mentor: bool, fields: Fields) -> FormPage {
    let back = format!("/people/{}", person.id);
    let title = if is_mentor { "Modifier l’offre de mentor" } else { "Inscrire comme mentor" };
    let frame = frame.titled(title).under(person.name(), back.clone());
    let page = FormPage::new(frame, format!("{back}/mentor"), "Enregistrer cette offre", back, fields);
    FormPage {
        about: Some(person.id),
        mentor: Some(MentorChoices::new(&page.fields, is_mentor)),
        profile: Some(ProfileChoices::new(&page.fields, true)),
        ..page
    }
}

/// Makes a person a mentor, or changes what they offer.
pub async fn edit_mentor(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let write = app.write(&viewer).await?;
    let before = store::mentor_of(write.on(), viewer.scope(), id).await?;
    let who = before.as_ref().map_or_else(
        || Who::new(id, app.today()),
        |before| Who { id: before.id, person_id: id, joined_on: before.joined_on },
    );
    let used = lock_used_places(&write, who.id).await?;
    if let Some(mentor) = read(&mut fields, who, app.today()) {
        match check_capacity(mentor.capacity, used) {
            Ok(()) => {
                match before {
                    Some(_) => store::save_mentor(&write, &mentor).await?,
                    None => store::insert_mentor(&write, &mentor).await?,
                }
                write.commit().await?;
                let done = format!("L’offre de {} est enregistrée.", person.name());
                return Ok(redirect_with(&format!("/people/{id}"), &done));
            }
            Err(error) => fields.refuse("capacity", error.to_string()),
        }
    }
    page(frame, &person, before.is_some(), fields).answer()
}

/// The places of a mentor that are taken or promised, held until this transaction ends.
async fn lock_used_places(write: &Write, mentor: Id) -> Result<u32, Error> {
    store::lock_mentor(write, mentor).await?;
    let taken = tandems::store::taken_places(write.on()).await?;
    let promised = matching::store::promised_places(write.on()).await?;
    Ok([taken, promised].iter().filter_map(|places| places.get(&mentor)).sum())
}

/// Reads the sections on the mentor; notes at each field what is wrong.
pub fn read(fields: &mut Fields, who: Who, today: Date) -> Option<Mentor> {
    let capacity =
        fields.get("capacity").parse().ok().filter(|capacity| (1..=LARGEST_CAPACITY).contains(capacity));
    if capacity.is_none() {
        let sentence =
            format!("Donnez le nombre de personnes accompagnées à la fois, de 1 à {LARGEST_CAPACITY}.");
        fields.refuse("capacity", sentence);
    }
    let tracks: BTreeSet<Track> =
        fields.all("tracks").iter().filter_map(|code| Track::from_code(code)).collect();
    if tracks.is_empty() {
        fields.refuse("tracks", "Choisissez au moins un parcours.");
    }
    let left_on = fields.optional_day("left_on");
    if let Some(Err(error)) = left_on.map(|left_on| check_left(left_on, who.joined_on, today)) {
        fields.refuse("left_on", error.to_string());
    }
    let profile = profile::read(fields);
    let capacity = capacity.filter(|_| fields.is_sound())?;
    Some(Mentor {
        id: who.id,
        person_id: who.person_id,
        capacity,
        joined_on: who.joined_on,
        left_on,
        tracks,
        profile,
    })
}
