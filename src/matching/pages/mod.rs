//! Rounds and proposals on the screens of the coordinator.

mod answers;
mod draft;
mod faces;
mod pair;
mod proposals;
mod rounds;

use crate::accounts::access::Access;
use crate::web::Routes;

/// The routes of rounds and proposals.
pub fn routes() -> Routes {
    let only = Access::Coordination;
    Routes::of("matching").get("/rounds", only, rounds::list).get("/rounds/new", only, rounds::prepare).post(
        "/rounds",
        only,
        rounds::run,
    )
}
