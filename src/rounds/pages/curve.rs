//! The curve of tandems against floors, on which a coordinator chooses one.

use std::fmt::Write as _;

use super::settings::SettingsFields;
use crate::db::Id;
use crate::french;
use crate::rounds::floors::AtFloor;
use crate::rounds::settings::{Floor, Settings};

/// The size of the drawing, and the margins of its frame.
const WIDTH: u32 = 360;
const HEIGHT: u32 = 200;
const LEFT: u32 = 40;
const TOP: u32 = 12;
const BOTTOM: u32 = 32;

/// A floor on the curve.
pub struct CurvePoint {
    /// The floor in words.
    pub words: String,
    /// How many tandems it leaves.
    pub tandems: u32,
    /// Where to see what the round would be with it.
    pub href: String,
    /// Whether it is that of the round.
    pub chosen: bool,
    /// Where it stands in the drawing.
    pub x: u32,
    pub y: u32,
}

/// The curve, as a drawing and as a table.
#[derive(Default)]
pub struct Curve {
    /// One for each floor in points; empty when the floors were not worked out.
    pub points: Vec<CurvePoint>,
    /// Where one need at least is covered, whatever the points.
    pub one_need: Option<CurvePoint>,
    /// The line through the points.
    pub line: String,
    /// The most tandems.
    pub most: u32,
}

impl Curve {
    /// The curve of a round that was run with some settings.
    pub fn of(round: Id, settings: &Settings, floors: &[AtFloor]) -> Self {
        let most = floors.iter().map(|at| at.tandems).max().unwrap_or(0);
        let furthest = floors.iter().map(|at| at.floor.points).max().unwrap_or(0).max(1);
        let point = |at: &AtFloor| CurvePoint {
            words: if at.floor.is_none() {
                "Aucun minimum".to_owned()
            } else {
                french::capitalised(&at.floor.words())
            },
            tandems: at.tandems,
            href: trying(round, settings, at.floor),
            chosen: at.floor == settings.floor,
            x: LEFT + (WIDTH - LEFT - TOP) * at.floor.points / furthest,
            y: HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * at.tandems / most.max(1),
        };
        let points: Vec<CurvePoint> = floors.iter().filter(|at| !at.floor.one_need).map(point).collect();
        let mut line = String::new();
        for CurvePoint { x, y, .. } in &points {
            let _ = write!(line, "{}{x} {y}", if line.is_empty() { "M" } else { "L" });
        }
        let one_need = floors.iter().find(|at| at.floor.one_need).map(point);
        Self { points, one_need, line, most }
    }
}

/// The page of a round with another floor tried.
fn trying(round: Id, settings: &Settings, floor: Floor) -> String {
    let fields = SettingsFields::of(&Settings { floor, ..*settings });
    let mut href = format!("/rounds/{round}?floor_points={}", fields.floor_points);
    for weight in &fields.weights {
        let _ = write!(href, "&{}={}", weight.name, weight.value);
    }
    for (name, is_ticked) in [("floor_need", fields.floor_need), ("longest_first", fields.longest_first)] {
        if is_ticked {
            let _ = write!(href, "&{name}=yes");
        }
    }
    href + "#effect"
}
