//! The list of tandems, and the closure of one. The page of one tandem is that of its follow-up.

mod closure;
mod list;

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
}
