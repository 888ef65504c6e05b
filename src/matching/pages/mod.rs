//! Rounds and proposals on the screens of the coordinator.

mod answers;
mod decisions;
mod draft;
mod faces;
mod pair;
mod paging;
mod proposals;
mod rounds;
mod what_if;

pub use rounds::gather;

use crate::accounts::access::{Access, Right};
use crate::web::Routes;

/// The routes of rounds and proposals.
pub fn routes() -> Routes {
    let only = Access::With(Right::Propose);
    Routes::of("matching")
        .get("/rounds", only, rounds::list)
        .get("/rounds/new", only, rounds::prepare)
        .post("/rounds", only, rounds::run)
        .get("/rounds/{id}", only, draft::show)
        .get("/rounds/{id}/what-if", only, what_if::show)
        .post("/rounds/{id}/decisions", only, decisions::decide)
        .post("/rounds/{id}/exclusions", only, decisions::exclude)
        .post("/rounds/{id}/proposals", only, decisions::propose)
        .get("/rounds/{id}/pairs/{journey}", only, pair::show)
        .get("/proposals", only, proposals::list)
        .get("/proposals/{id}", only, proposals::show)
        .post("/proposals/{id}/answers", only, answers::record)
}
