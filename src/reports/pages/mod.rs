//! The results page, its definitions, and its tables as a file.

mod csv;
mod definitions;
mod results;
mod tables;

use crate::accounts::access::{Access, Right};
use crate::web::{MenuEntry, Routes};

/// The entries of the menu.
pub const MENU: [MenuEntry; 1] = [MenuEntry::new("Résultats", "/results", Right::SeeFigures)];

/// The routes of figures.
pub fn routes() -> Routes {
    Routes::of("reports")
        .get("/results", Access::With(Right::SeeFigures), results::show)
        .get("/results/definitions", Access::With(Right::SeeFigures), definitions::show)
        .get("/results.csv", Access::With(Right::ExportFigures), csv::download)
}
