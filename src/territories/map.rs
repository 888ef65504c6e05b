//! The map of the metropolis as shapes to draw, without any tile server.

use std::fmt::Write;

use geo::{BoundingRect, Coord, LineString, Rect};

use super::geography::outline;
use super::places::{self, MARSEILLE, Place};

/// Shapes in a frame whose upper left corner is (0, 0).
pub struct Map {
    /// Width of the frame, in the unit of the drawing.
    pub width: f64,
    /// Height of the frame, in the same unit.
    pub height: f64,
    /// One shape a place, by INSEE code.
    pub areas: Vec<Area>,
    frame: Frame,
}

/// The shape of a place.
pub struct Area {
    /// The place.
    pub place: &'static Place,
    /// SVG path data; islands are sub-paths, holes count with the rule `evenodd`.
    pub d: String,
}

impl Map {
    /// The whole metropolis, where the arrondissements stand for Marseille.
    pub fn metropolis(width: f64) -> Self {
        Self::of(places::all().iter().filter(|place| place.code != MARSEILLE).collect(), width)
    }

    /// Marseille alone, by arrondissement.
    pub fn marseille(width: f64) -> Self {
        Self::of(places::arrondissements().collect(), width)
    }

    /// Where a point given by its longitude and latitude stands in the frame.
    pub fn point(&self, lon: f64, lat: f64) -> (f64, f64) {
        let Coord { x, y } = self.frame.project(Coord { x: lon, y: lat });
        (x, y)
    }

    fn of(places: Vec<&'static Place>, width: f64) -> Self {
        let frame = Frame::around(&places, width);
        let areas = places.into_iter().map(|place| Area { place, d: frame.path(place) }).collect();
        Self { width, height: frame.height, areas, frame }
    }
}

/// An equirectangular projection true at the middle latitude: shapes keep their proportions over a metropolis.
struct Frame {
    west: f64,
    north: f64,
    /// Units of the drawing for one degree of longitude, then of latitude.
    scale: (f64, f64),
    height: f64,
}

impl Frame {
    fn around(places: &[&Place], width: f64) -> Self {
        let bounds = places.iter().filter_map(|place| outline(place.code)?.bounding_rect());
        let bounds = bounds.reduce(union).unwrap_or_else(|| Rect::new((0.0, 0.0), (1.0, 1.0)));
        let across = width / bounds.width();
        let down = across / bounds.center().y.to_radians().cos();
        Self {
            west: bounds.min().x,
            north: bounds.max().y,
            scale: (across, down),
            height: (bounds.height() * down).ceil(),
        }
    }

    fn project(&self, point: Coord<f64>) -> Coord<f64> {
        Coord { x: (point.x - self.west) * self.scale.0, y: (self.north - point.y) * self.scale.1 }
    }

    fn path(&self, place: &Place) -> String {
        let mut d = String::new();
        for polygon in outline(place.code).into_iter().flatten() {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                self.add_ring(ring, &mut d);
            }
        }
        d
    }

    /// Adds a closed ring; an island of less than a tenth of a unit disappears.
    fn add_ring(&self, ring: &LineString<f64>, d: &mut String) {
        let mut corners: Vec<(i64, i64)> =
            ring.coords().map(|corner| tenths(self.project(*corner))).collect();
        corners.dedup();
        let Some(((x, y), rest)) = corners.split_first().filter(|(_, rest)| rest.len() > 2) else { return };
        let (mut x, mut y) = (*x, *y);
        let _ = write!(d, "M{},{}l", number(x), number(y));
        let steps = rest.iter().take(rest.len() - 1).map(|corner| {
            let step = format!("{},{}", number(corner.0 - x), number(corner.1 - y));
            (x, y) = *corner;
            step
        });
        d.push_str(&steps.collect::<Vec<_>>().join(" "));
        d.push('z');
    }
}

fn union(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    Rect::new(
        (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
        (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
    )
}

/// In tenths of a unit, so that steps from corner to corner add up without drift.
fn tenths(point: Coord<f64>) -> (i64, i64) {
    ((point.x * 10.0).round() as i64, (point.y * 10.0).round() as i64)
}

/// A number of tenths, as short as it can be written.
fn number(tenths: i64) -> String {
    let (sign, whole, tenth) = (if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10);
    match (whole, tenth) {
        (whole, 0) => format!("{sign}{whole}"),
        (0, tenth) => format!("{sign}.{tenth}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_drawn_and_marseille_by_its_arrondissements() {
        let map = Map::metropolis(800.0);
        assert_eq!(map.areas.len(), 91 + 16);
        assert!(map.areas.iter().all(|area| area.d.starts_with('M') && area.d.ends_with('z')));
        assert_eq!(Map::marseille(400.0).areas.len(), 16);
    }

    #[test]
    fn the_whole_map_weighs_less_than_120_kilobytes() {
        let weight: usize = Map::metropolis(800.0).areas.iter().map(|area| area.d.len()).sum();
        assert!(weight < 120_000, "{weight}");
        let weight: usize = Map::marseille(600.0).areas.iter().map(|area| area.d.len()).sum();
        assert!(weight < 120_000, "{weight}");
    }

    #[test]
    fn a_point_stands_in_the_frame_north_above_south_and_east_right_of_west() {
        let map = Map::metropolis(800.0);
        for place in places::all() {
            let (x, y) = map.point(place.lon, place.lat);
            assert!((0.0..=map.width).contains(&x) && (0.0..=map.height).contains(&y), "{}", place.name);
        }
        let (aix, marseille) = (map.point(5.44, 43.53), map.point(5.37, 43.3));
        assert!(aix.1 < marseille.1 && aix.0 > marseille.0);
    }

    #[test]
    fn steps_are_written_short() {
        assert_eq!([-125, -5, 0, 7, 10, 31].map(number), ["-12.5", "-.5", "0", ".7", "1", "3.1"]);
    }
}
