//! The maps of the pages, drawn once.
//!
//! Drawing them takes a while, in which whoever asks for one waits, and a thread that serves with them: [`draw`] is called beside.

use std::sync::LazyLock;

use super::map::Map;

/// The width of the metropolis, in units of the drawing.
const METROPOLIS_WIDTH: f64 = 800.0;
/// The width of Marseille, which is drawn larger, in units of the drawing.
const MARSEILLE_WIDTH: f64 = 400.0;

static METROPOLIS: LazyLock<Map> = LazyLock::new(|| Map::metropolis(METROPOLIS_WIDTH));
static MARSEILLE: LazyLock<Map> = LazyLock::new(|| Map::marseille(MARSEILLE_WIDTH));

/// The whole metropolis.
pub fn metropolis() -> &'static Map {
    &METROPOLIS
}

/// Marseille alone, where an arrondissement is large enough to be seen and hit.
pub fn marseille() -> &'static Map {
    &MARSEILLE
}

/// Draws both, unless they are drawn.
pub fn draw() {
    LazyLock::force(&METROPOLIS);
    LazyLock::force(&MARSEILLE);
}
