//! The forms of people: a person, what a mentor offers, what a journey needs, and its end.
//!
//! What was typed is never lost: a refused form comes back as it was sent, with the reason at its field.

mod channel;
mod choices;
mod departure;
mod differences;
mod end;
mod filled;
mod journey;
mod mentor;
mod person;
mod profile;

pub use channel::read_numbers;
pub use choices::channel_choices;
pub use departure::{ask_departure, depart};
pub use end::{end, end_form};
pub use journey::{add_journey, edit_journey, journey_form, new_journey};
pub use mentor::{edit_mentor, mentor_form};
pub use person::{create, edit_person, new_person, person_form};

use askama::Template;
use axum::response::Response;

use self::choices::{JourneyChoices, MentorChoices, PersonChoices, ProfileChoices};
use self::differences::Offered;
use self::filled::Filled;
use crate::db::Id;
use crate::error::Error;
use crate::web::{self, Difference, FieldError, Fields, Frame};

/// A form with the sections it has.
#[derive(Template)]
#[template(path = "people/form.html")]
struct FormPage {
    page: Frame,
    /// Where it is sent.
    action: String,
    /// What its button says.
    verb: &'static str,
    /// Where one goes without sending it.
    back: String,
    /// Whose file it is about; nobody's for somebody new.
    about: Option<Id>,
    fields: Fields,
    errors: Vec<FieldError>,
    /// What somebody else saved meanwhile, beside what was typed.
    both: Option<Vec<Difference>>,
    person: Option<PersonChoices>,
    mentor: Option<MentorChoices>,
    journey: Option<JourneyChoices>,
    profile: Option<ProfileChoices>,
}

/// The fields in the order of the page, for the summary of what is to correct; numbered ones by their beginning.
const ORDER: &[&str] = &[
    "first_name",
    "last_name",
    "email",
    "phone",
    "channel",
    "postal_address",
    "birth_year",
    "postcode",
    "place",
    "language",
    "level",
    "businesses",
    "sex",
    "in_qpv",
    "origin",
    "tracks",
    "capacity",
    "left_on",
    "available_from",
    "track",
    "welcomed_on",
    "waits_from",
    "coordinator",
    "trades",
    "sectors",
    "topics",
    "availability",
    "modes",
    "travel_km",
    "style",
];

impl FormPage {
    fn new(page: Frame, action: String, verb: &'static str, back: String, fields: Fields) -> Self {
        let mut errors = fields.errors();
        errors.sort_by_key(|error| ORDER.iter().position(|field| error.field.starts_with(field)));
        Self {
            page,
            action,
            verb,
            back,
            about: None,
            fields,
            errors,
            both: None,
            person: None,
            mentor: None,
            journey: None,
            profile: None,
        }
    }

    /// The form as it was sent, beside what somebody else saved meanwhile: sent again, it replaces that.
    fn beside(self, saved: Filled) -> Self {
        let saved = Fields::filled(saved);
        let origins = self.person.as_ref().map_or(&[][..], |person| &person.origins);
        let coordinators = self.journey.as_ref().map_or(&[][..], |journey| &journey.coordinators);
        let offered = Offered { origins, coordinators };
        let both = differences::between(&saved, &self.fields, &offered);
        let fields = self.fields.with("version", saved.get("version").to_owned());
        Self { both: Some(both), fields, ..self }
    }

    /// The form as it was sent, when something is to correct; else as it is first shown.
    fn answer(&self) -> Result<Response, Error> {
        let people: Vec<Id> = self.about.into_iter().collect();
        let is_sound = self.fields.is_sound() && self.both.is_none();
        if is_sound { web::file_page(self, &people) } else { web::refused_file(self, &people) }
    }
}
