//! The import of a file of registrations: its upload, its preview, its confirmation.

mod arrivals;
mod import;
mod preview;

use crate::accounts::access::Access::With;
use crate::accounts::access::Right::{EditPeople, Propose};
use crate::web::Routes;

/// The routes of registrations.
pub fn routes() -> Routes {
    Routes::of("registrations")
        .get("/import", With(EditPeople), import::import_form)
        .post_with_body("/import", With(EditPeople), import::LARGEST_REQUEST, import::receive)
        .get("/arrivals", With(EditPeople), arrivals::list)
        .post("/arrivals", With(Propose), arrivals::invite)
        .post("/arrivals/told", With(EditPeople), arrivals::tell)
        .get("/import/{id}", With(EditPeople), preview::preview)
        .post("/import/{id}/confirmation", With(EditPeople), preview::confirm)
}
