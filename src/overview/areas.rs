//! The metropolis in six areas that people name, to read figures that 108 places would drown.
//!
//! The grouping is the hub's own and has no legal meaning: a place belongs to the area of the town it is nearest to,
//! among the towns named below. The arrondissements follow Marseille.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::territories::geography::distance_km;
use crate::territories::places::{self, MARSEILLE, Place};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A part of the metropolis.
    Area {
        Marseille = "marseille", "Marseille et ses voisines";
        Aix = "aix", "Pays d’Aix";
        Berre = "berre", "Étang de Berre";
        Salon = "salon", "Pays de Salon";
        East = "east", "Aubagne, La Ciotat et l’est";
        Durance = "durance", "Val de Durance";
    }
}

/// The towns that draw the places around them, by INSEE code.
const POLES: [(Area, &[&str]); 6] = [
    // Marseille itself, and its 13th and 15th arrondissements on the side of its neighbours.
    (Area::Marseille, &[MARSEILLE, "13213", "13215"]),
    // Aix-en-Provence, Bouc-Bel-Air, Gardanne.
    (Area::Aix, &["13001", "13015", "13041"]),
    // Istres, Martigues, Vitrolles, Berre-l'Étang.
    (Area::Berre, &["13047", "13056", "13117", "13014"]),
    // Salon-de-Provence.
    (Area::Salon, &["13103"]),
    // Aubagne, La Ciotat.
    (Area::East, &["13005", "13028"]),
    // Pertuis, La Roque-d'Anthéron.
    (Area::Durance, &["84089", "13084"]),
];

/// The area of a place by its INSEE code; none outside the metropolis.
pub fn area_of(code: &str) -> Option<Area> {
    static AREAS: LazyLock<HashMap<&str, Area>> = LazyLock::new(|| {
        places::all().iter().filter_map(|place| Some((place.code, nearest(place)?))).collect()
    });
    AREAS.get(code).copied()
}

fn nearest(place: &Place) -> Option<Area> {
    if place.municipality == MARSEILLE {
        return Some(Area::Marseille);
    }
    let poles = POLES.iter().flat_map(|(area, codes)| codes.iter().map(move |code| (*area, *code)));
    let distances = poles.filter_map(|(area, code)| Some((area, distance_km(place, places::get(code)?))));
    distances.min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(area, _)| area)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(name: &str) -> Option<Area> {
        area_of(places::by_name(name)?.code)
    }

    #[test]
    fn every_place_has_an_area_and_every_area_a_place() {
        assert!(places::all().iter().all(|place| area_of(place.code).is_some()));
        for wanted in Area::ALL {
            assert!(places::all().iter().any(|place| area_of(place.code) == Some(*wanted)), "{wanted}");
        }
        assert_eq!(area_of("75056"), None);
    }

    #[test]
    fn every_pole_is_in_its_own_area() {
        for (area, codes) in POLES {
            assert!(codes.iter().all(|code| area_of(code) == Some(area)), "{area}");
        }
    }

    #[test]
    fn places_are_in_the_area_where_people_look_for_them() {
        for (name, wanted) in [
            ("Marseille 8e", Area::Marseille),
            ("Allauch", Area::Marseille),
            ("Septèmes-les-Vallons", Area::Marseille),
            ("Cabriès", Area::Aix),
            ("Trets", Area::Aix),
            ("Marignane", Area::Berre),
            ("Port-Saint-Louis-du-Rhône", Area::Berre),
            ("Pélissanne", Area::Salon),
            ("Cassis", Area::East),
            ("Saint-Zacharie", Area::East),
            ("Jouques", Area::Durance),
        ] {
            assert_eq!(area(name), Some(wanted), "{name}");
        }
    }
}
