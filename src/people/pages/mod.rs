//! People on the screens.
use crate::web::Routes;
/// The routes of people.
pub fn routes() -> Routes { Routes::of("people") }
