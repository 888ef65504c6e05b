//! The results page, its definitions, and its tables as a file.

mod csv;
mod definitions;
mod results;

use crate::accounts::access::Access;
use crate::web::Routes;

/// The routes of figures.
pub fn routes() -> Routes {
    Routes::of("reports")
        .get("/results", Access::Figures, results::show)
        .get("/results/definitions", Access::Figures, definitions::show)
        .get("/results.csv", Access::Staff, csv::download)
}
