//! Proposals on the screens of the coordinator, and of those who are asked.

mod answers;
mod asked;
mod bands;
mod by_hand;
mod proposal;
mod question;
mod refusals;
mod reminder;
mod withdrawal;

use crate::accounts::access::{Access, Right};
use crate::web::{MenuEntry, Routes};

/// The entries of proposals in the main navigation.
pub const MENU: [MenuEntry; 1] = [MenuEntry::new("Propositions", "/proposals", Right::Propose)];

/// The routes of proposals.
pub fn routes() -> Routes {
    let only = Access::With(Right::Propose);
    Routes::of("proposals")
        .get("/proposals", only, bands::list)
        .get("/proposals/refusals", only, refusals::show)
        .get("/proposals/{id}", only, proposal::show)
        .post("/proposals/{id}/answers", only, answers::record)
        .get("/journeys/{id}/proposal", only, by_hand::show)
        .post("/journeys/{id}/proposal", only, by_hand::propose)
        .get("/proposals/{id}/reminder", only, reminder::show)
        .post("/proposals/{id}/reminder", only, reminder::send)
        .post("/proposals/{id}/withdrawal", only, withdrawal::withdraw)
        .post("/proposals/{id}/question", Access::With(Right::Answer), question::open)
        .post("/own/{token}/question", Access::Public, question::open_by_own_link)
        .get("/answers/{token}", Access::Public, asked::show)
        .post("/answers/{token}", Access::Public, asked::answer)
        .post("/answers/{token}/taking-back", Access::Public, asked::take_back)
        .post("/answers/{token}/own", Access::Public, question::open_own_page)
}
