//! Where places lie: their outlines, the distance between two of them, the municipality of a point.
//!
//! Longitudes and latitudes are degrees of WGS 84.

use std::sync::LazyLock;

use geo::{
    BoundingRect, Coord, Distance, Haversine, Intersects, LineString, MultiPolygon, Point, Polygon, Rect,
};
use geojson::{Feature, FeatureCollection, GeometryValue, Position};

use super::places::{self, Place};
use super::table::embedded;

pub use super::points::{TableError, locate_table};

/// The distance between two places as the crow flies, in km: great circle on a sphere of radius 6,371.0088 km
/// (the Earth's mean radius), by the haversine formula.
pub fn distance_km(a: &Place, b: &Place) -> f64 {
    Haversine.distance(Point::new(a.lon, a.lat), Point::new(b.lon, b.lat)) / 1000.0
}

/// The municipality in which a point lies, if any of the metropolis; a point of Marseille gives the whole city.
///
/// A point on the border of two municipalities is in the first of them by INSEE code.
pub fn locate(lon: f64, lat: f64) -> Option<&'static Place> {
    holding(&MUNICIPALITIES, lon, lat)
}

/// The arrondissement of Marseille in which a point lies, if any.
pub fn locate_arrondissement(lon: f64, lat: f64) -> Option<&'static Place> {
    holding(&ARRONDISSEMENTS, lon, lat)
}

/// The outline of a place, lighter than the one that locates points: to be drawn, not to decide.
pub fn outline(code: &str) -> Option<&'static MultiPolygon<f64>> {
    let contours = LIGHT_MUNICIPALITIES.iter().chain(ARRONDISSEMENTS.iter());
    contours.filter(|contour| contour.place.code == code).map(|contour| &contour.outline).next()
}

/// The ground a place covers: islands are polygons apart, holes belong to somebody else.
struct Contour {
    place: &'static Place,
    outline: MultiPolygon<f64>,
    bounds: Rect<f64>,
}

static MUNICIPALITIES: LazyLock<Vec<Contour>> =
    LazyLock::new(|| contours(embedded!("territory/contours_communes_amp.geojson")));

static LIGHT_MUNICIPALITIES: LazyLock<Vec<Contour>> =
    LazyLock::new(|| contours(embedded!("territory/contours_communes_amp_leger.geojson")));

static ARRONDISSEMENTS: LazyLock<Vec<Contour>> =
    LazyLock::new(|| contours(embedded!("territory/contours_arrondissements_marseille.geojson")));

fn holding(contours: &[Contour], lon: f64, lat: f64) -> Option<&'static Place> {
    let point = Coord { x: lon, y: lat };
    let holds = |contour: &&Contour| contour.bounds.intersects(&point) && contour.outline.intersects(&point);
    contours.iter().find(holds).map(|contour| contour.place)
}

/// Reads a file of contours, by INSEE code; a shape without a known place is left out.
fn contours(geojson: &str) -> Vec<Contour> {
    let features = geojson.parse::<FeatureCollection>().map(|file| file.features).unwrap_or_default();
    let mut contours: Vec<Contour> = features.iter().filter_map(contour).collect();
    contours.sort_by_key(|contour| contour.place.code);
    contours
}

fn contour(feature: &Feature) -> Option<Contour> {
    let place = places::get(feature.property("code")?.as_str()?)?;
    let outline = match &feature.geometry.as_ref()?.value {
        GeometryValue::Polygon { coordinates } => MultiPolygon::new(vec![polygon(coordinates)]),
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().map(|rings| polygon(rings)).collect()
        }
        _ => return None,
    };
    Some(Contour { place, bounds: outline.bounding_rect()?, outline })
}

/// The first ring goes around the polygon, the others around its holes.
fn polygon(rings: &[Vec<Position>]) -> Polygon<f64> {
    let corner = |position: &Position| match position.as_slice() {
        [x, y, ..] => Some(Coord { x: *x, y: *y }),
        _ => None,
    };
    let ring =
        |positions: &Vec<Position>| -> LineString<f64> { positions.iter().filter_map(corner).collect() };
    let mut rings = rings.iter().map(ring);
    let around = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
    Polygon::new(around, rings.collect())
}

#[cfg(test)]
mod tests {
    use geo::{Contains, InteriorPoint};

    use super::super::places::MARSEILLE;
    use super::*;

    fn located(lon: f64, lat: f64) -> Option<&'static str> {
        locate(lon, lat).map(|place| place.code)
    }

    #[test]
    fn every_place_has_its_contours() {
        assert_eq!(MUNICIPALITIES.len(), 92);
        assert_eq!(LIGHT_MUNICIPALITIES.len(), 92);
        assert_eq!(ARRONDISSEMENTS.len(), 16);
        assert!(places::all().iter().all(|place| outline(place.code).is_some()));
        assert!(outline("75056").is_none());
    }

    #[test]
    fn every_place_holds_its_own_point() {
        for place in places::municipalities() {
            assert_eq!(located(place.lon, place.lat), Some(place.code), "{}", place.name);
        }
        for place in places::arrondissements() {
            assert_eq!(located(place.lon, place.lat), Some(MARSEILLE), "{}", place.name);
            assert_eq!(locate_arrondissement(place.lon, place.lat), Some(place));
        }
    }

    #[test]
    fn what_is_outside_the_metropolis_has_no_municipality() {
        assert_eq!(located(4.6277, 43.6766), None, "Arles");
        assert_eq!(located(5.3, 43.2), None, "the sea");
        assert_eq!(located(43.3, 5.4), None, "swapped");
        assert_eq!(located(f64::NAN, 43.3), None);
        assert_eq!(locate_arrondissement(5.419, 43.53618), None, "Aix-en-Provence");
    }

    #[test]
    fn an_island_belongs_to_its_city() {
        let polygons = MUNICIPALITIES.iter().flat_map(|contour| {
            contour.outline.iter().filter_map(|polygon| Some((contour.place.code, polygon.interior_point()?)))
        });
        let polygons: Vec<_> = polygons.collect();
        assert_eq!(polygons.len(), 89 + 2 + 8 + 3);
        for (code, inside) in polygons {
            assert_eq!(located(inside.x(), inside.y()), Some(code), "{inside:?}");
        }
    }

    #[test]
    fn a_hole_is_not_in_the_place_around_it() {
        let holes = ARRONDISSEMENTS.iter().flat_map(|contour| {
            let holes = contour.outline.iter().flat_map(Polygon::interiors);
            holes.filter_map(|hole| {
                let inside = Polygon::new(hole.clone(), Vec::new()).interior_point()?;
                Some((contour.place, inside))
            })
        });
        let holes: Vec<_> = holes.collect();
        assert!(!holes.is_empty());
        for (place, inside) in holes {
            assert_ne!(locate_arrondissement(inside.x(), inside.y()), Some(place), "{inside:?}");
        }
    }

    #[test]
    fn the_two_sides_of_a_border_are_told_apart() {
        for contour in MUNICIPALITIES.iter() {
            for (lon, lat) in steps_across_the_border(contour) {
                let inside = Point::new(lon, lat);
                let holders: Vec<_> =
                    MUNICIPALITIES.iter().filter(|other| other.outline.contains(&inside)).collect();
                let expected = holders.first().map(|holder| holder.place.code);
                assert!(holders.len() <= 1, "{lon} {lat} is in {} municipalities", holders.len());
                assert_eq!(located(lon, lat), expected);
            }
        }
    }

    /// A few metres on each side of the middle of every fiftieth segment.
    fn steps_across_the_border(contour: &Contour) -> Vec<(f64, f64)> {
        let rings = contour.outline.iter().map(Polygon::exterior);
        let lines = rings.flat_map(LineString::lines).step_by(50);
        let points = lines.flat_map(|line| {
            let (dx, dy) = (line.end.x - line.start.x, line.end.y - line.start.y);
            let length = dx.hypot(dy);
            let middle = ((line.start.x + line.end.x) / 2.0, (line.start.y + line.end.y) / 2.0);
            [5e-5, -5e-5].map(|step| (middle.0 - dy / length * step, middle.1 + dx / length * step))
        });
        points.collect()
    }

    #[test]
    fn distances_are_great_circles_on_the_mean_earth() {
        let place = |code| places::get(code).unwrap_or(&places::all()[0]);
        let (marseille, aix) = (place(MARSEILLE), place("13001"));
        assert_eq!(distance_km(aix, aix), 0.0);
        assert_eq!(distance_km(aix, marseille), distance_km(marseille, aix));
        assert!((distance_km(aix, marseille) - 27.036_904_64).abs() < 1e-6);
    }
}
