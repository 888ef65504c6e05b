//! People on the screens: the two lists, a person's page, the forms, and the import of a file.

mod asked;
mod dossier;
mod filters;
mod form;
mod import;
mod mentees;
mod mentors;
mod next;
mod person;
mod preview;
mod story;

use crate::accounts::access::Access::{Concerned, Staff};
use crate::web::Routes;

/// The routes of people.
pub fn routes() -> Routes {
    Routes::of("people")
        .get("/mentors", Staff, mentors::list)
        .get("/mentees", Staff, mentees::list)
        .get("/me", Concerned, person::own)
        .get("/people/new", Staff, form::new_person)
        .post("/people", Staff, form::create)
        .get("/people/{id}", Concerned, person::show)
        .get("/people/{id}/edition", Staff, form::person_form)
        .post("/people/{id}/edition", Staff, form::edit_person)
        .get("/people/{id}/mentor", Staff, form::mentor_form)
        .post("/people/{id}/mentor", Staff, form::edit_mentor)
        .get("/people/{id}/journeys/new", Staff, form::new_journey)
        .post("/people/{id}/journeys", Staff, form::add_journey)
        .get("/journeys/{id}/edition", Staff, form::journey_form)
        .post("/journeys/{id}/edition", Staff, form::edit_journey)
        .get("/journeys/{id}/end", Staff, form::end_form)
        .post("/journeys/{id}/end", Staff, form::end)
        .get("/import", Staff, import::import_form)
        .post_with_body("/import", Staff, import::LARGEST_REQUEST, import::receive)
        .get("/import/{id}", Staff, preview::preview)
        .post("/import/{id}/confirmation", Staff, preview::confirm)
}
