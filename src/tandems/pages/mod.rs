//! The list of tandems, the charter and its signatures, and the closure of a tandem. The page of one tandem is that of its follow-up.

mod charter;
mod closure;
mod list;
mod signature;
mod signed_by;

use crate::accounts::access::{Access, Right};
use crate::web::{MenuEntry, Routes};

/// The entries of the menu.
pub const MENU: [MenuEntry; 1] = [MenuEntry::new("Tandems", "/tandems", Right::SeeTandems)];

/// The routes of tandems.
pub fn routes() -> Routes {
    Routes::of("tandems")
        .get("/tandems", Access::With(Right::SeeTandems), list::list)
        .get("/tandems/{id}/closure", Access::With(Right::CloseTandems), closure::ask)
        .post("/tandems/{id}/closure", Access::With(Right::CloseTandems), closure::close)
        .get("/charters/{id}", Access::With(Right::Sign), signed_by::show)
        .post("/charters/{id}", Access::With(Right::Sign), signed_by::sign)
        .get("/signatures/{token}", Access::Public, signature::show)
        .post("/signatures/{token}", Access::Public, signature::sign)
        .post("/signatures/{token}/refusal", Access::Public, signature::refuse)
        .post("/signatures/{token}/own", Access::Public, signature::open_own_page)
        .get("/settings/charter", Access::With(Right::ChooseSettings), charter::show)
        .post("/settings/charter", Access::With(Right::ChooseSettings), charter::issue)
}
