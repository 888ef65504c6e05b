//! Rounds on the screens of the coordinator.

mod decisions;
mod changes;
mod curve;
mod draft;
mod fairness;
mod pair;
mod progress;
mod rounds;
mod settings;
mod to_check;
mod what_if;

use crate::accounts::access::{Access, Right};
use crate::web::{MenuEntry, Routes};

/// The entries of rounds in the main navigation.
pub const MENU: [MenuEntry; 1] = [MenuEntry::new("Former les tandems", "/rounds", Right::Propose)];

/// The routes of rounds.
pub fn routes() -> Routes {
    let only = Access::With(Right::Propose);
    Routes::of("rounds")
        .get("/rounds", only, rounds::list)
        .get("/rounds/new", only, rounds::prepare)
        .post("/rounds", only, rounds::run)
        .get("/rounds/{id}", only, draft::show)
        .get("/rounds/{id}/what-if", only, what_if::show)
        .get("/rounds/{id}/fairness", only, fairness::show)
        .post("/rounds/{id}/decisions", only, decisions::decide)
        .post("/rounds/{id}/exclusions", only, decisions::exclude)
        .post("/rounds/{id}/proposals", only, decisions::propose)
        .get("/rounds/{id}/pairs/{journey}", only, pair::show)
}
