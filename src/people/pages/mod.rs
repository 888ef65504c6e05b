//! People on the screens: the two lists, a person's page, the forms, and the import of a file.

mod asked;
mod dossier;
mod filters;
mod mentees;
mod mentors;
mod next;
mod person;
mod story;

use crate::accounts::access::Access::{Concerned, Staff};
use crate::web::Routes;

/// The routes of people.
pub fn routes() -> Routes {
    Routes::of("people")
        .get("/mentors", Staff, mentors::list)
        .get("/mentees", Staff, mentees::list)
        .get("/me", Concerned, person::own)
        .get("/people/{id}", Concerned, person::show)
}
