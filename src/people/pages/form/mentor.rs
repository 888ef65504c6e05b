//! The form of what a mentor offers.

use std::collections::BTreeSet;

use axum::response::Response;
use time::Date;

use super::choices::{MentorChoices, ProfileChoices};
use super::{FormPage, departure, filled, profile};
use crate::acts::people::offer_help::{self, Offered, Offering};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::people::newcomer::Offer;
use crate::people::person::{LARGEST_CAPACITY, MentorError, Person, check_left};
use crate::people::store;
use crate::track::Track;
use crate::version::Version;
use crate::web::{Context, Fields, Frame, redirect_with, with_query};

/// The form of a person of the viewer's scope, as a mentor.
pub async fn mentor_form(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let mentor = store::mentor_of(&app.db, viewer.scope(), id).await?;
    let values = mentor.as_ref().map_or_else(|| filled::no_mentor_yet(app.today()), filled::mentor);
    page(frame, &person, mentor.is_some(), Fields::filled(values)).answer()
}

fn page(frame: Frame, person: &Person, is_mentor: bool, fields: Fields) -> FormPage {
    let back = format!("/people/{}", person.id);
    let title = if is_mentor { "Modifier l’offre de mentor" } else { "Inscrire comme mentor" };
    let frame = frame.titled(title).lit("/mentors").under(person.name(), back.clone());
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
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let mentor = store::mentor_of(&app.db, viewer.scope(), id).await?;
    let joined_on = mentor.as_ref().map_or(app.today(), |mentor| mentor.joined_on);
    if let Some(offer) = read(&mut fields, joined_on, app.today()) {
        let left_on = offer.left_on;
        let by = viewer.by();
        let write = app.write(&by).await?;
        let seen = Version::sent(fields.get("version"));
        match offer_help::run(&write, &by, Offering { person: id, offer, seen }).await? {
            Offered::Changed(now) => {
                return page(frame, &person, true, fields).beside(filled::mentor(&now)).answer();
            }
            Offered::Refused(error) => refuse(&mut fields, &error),
            saved => {
                write.commit().await?;
                let (to, done) = saying(&person, left_on, &saved);
                return Ok(redirect_with(&to, &done));
            }
        }
    }
    page(frame, &person, mentor.is_some(), fields).answer()
}

/// Where one goes once an offer is saved, and what is said there.
fn saying(person: &Person, left_on: Option<Date>, saved: &Offered) -> (String, String) {
    let here = format!("/people/{}", person.id);
    let done = format!("L’offre {} est enregistrée.", french::de(&person.name()));
    match saved {
        Offered::SavedWithFewerPlaces(_, withdrawn) => (here, format!("{done}{}", without_place(*withdrawn))),
        Offered::SavedBeforeLeaving { to_settle, withdrawn } => {
            let on = left_on.map(|on| french::iso_day(&on)).unwrap_or_default();
            let things = french::count(*to_settle, "chose est à régler", "choses sont à régler");
            (
                with_query(&departure::path(person.id), &[("on", &on)]),
                format!("{done}{} Avant le départ, {things}.", without_place(*withdrawn)),
            )
        }
        _ => (here, done),
    }
}

/// How many proposals had no place any more, for a sentence that goes on; nothing where there is none.
fn without_place(withdrawn: usize) -> String {
    if withdrawn == 0 {
        return String::new();
    }
    let ended = french::count(withdrawn, "proposition est retirée", "propositions sont retirées");
    format!(" Faute de place, {ended}, et les deux côtés sont prévenus.")
}

/// Says why an offer is refused at the field it is about.
pub fn refuse(fields: &mut Fields, error: &MentorError) {
    let field = match error {
        MentorError::LeftInFuture | MentorError::LeftBeforeJoining | MentorError::LeftBeforeClosure => {
            "left_on"
        }
    };
    fields.refuse(field, error.to_string());
}

/// Reads the sections on the mentor; notes at each field what is wrong.
pub fn read(fields: &mut Fields, joined_on: Date, today: Date) -> Option<Offer> {
    let capacity =
        fields.get("capacity").parse().ok().filter(|capacity| (0..=LARGEST_CAPACITY).contains(capacity));
    if capacity.is_none() {
        let sentence =
            format!("Donnez le nombre de personnes accompagnées à la fois, de 0 à {LARGEST_CAPACITY}.");
        fields.refuse("capacity", sentence);
    }
    let tracks: BTreeSet<Track> = fields.choices("tracks", Track::from_code);
    if tracks.is_empty() {
        fields.refuse("tracks", "Choisissez au moins un parcours.");
    }
    let left_on = fields.optional_day("left_on");
    if let Some(Err(error)) = left_on.map(|left_on| check_left(left_on, joined_on, today)) {
        refuse(fields, &error);
    }
    let available_from = fields.optional_day("available_from");
    let profile = profile::read(fields);
    let capacity = capacity.filter(|_| fields.is_sound())?;
    Some(Offer { capacity, left_on, available_from, tracks, profile })
}
