//! The priority neighbourhoods of the city policy (QPV, generation 2024) of the department and of Pertuis.
//!
//! They serve statistics only, never the matching. The source gives a name and the municipalities of each;
//! it gives neither outlines nor populations, so a point cannot be located in one and none has a figure.

use std::sync::LazyLock;

use serde::Deserialize;

use super::places;
use super::table::{Table, embedded};

/// A priority neighbourhood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct District {
    /// Its code, such as QN01303I.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The INSEE codes of the municipalities it lies in; one district lies in two.
    pub municipalities: Vec<&'static str>,
    /// Whether it lies in the metropolis; the few others are in Arles, Tarascon and their like.
    pub in_metropolis: bool,
}

/// The 72 districts by code.
pub fn all() -> &'static [District] {
    static DISTRICTS: LazyLock<Vec<District>> =
        LazyLock::new(|| FILE.rows::<Row>().map(District::from).collect());
    &DISTRICTS
}

/// The district of a code.
pub fn get(code: &str) -> Option<&'static District> {
    all().iter().find(|district| district.code.eq_ignore_ascii_case(code.trim()))
}

/// The districts of a municipality by its INSEE code; an arrondissement answers with those of all Marseille,
/// because the source does not say which lie in it.
pub fn in_place(code: &str) -> Vec<&'static District> {
    let code = places::get(code).map_or(code, |place| place.municipality);
    all().iter().filter(|district| district.municipalities.contains(&code)).collect()
}

static FILE: LazyLock<Table> = LazyLock::new(|| Table::read(embedded!("territory/qpv_2024.csv")));

#[derive(Deserialize)]
struct Row {
    code_qpv: &'static str,
    nom: &'static str,
    communes_insee: &'static str,
    dans_metropole: u8,
}

impl From<Row> for District {
    fn from(row: Row) -> Self {
        Self {
            code: row.code_qpv,
            name: row.nom,
            municipalities: row.communes_insee.split(' ').collect(),
            in_metropolis: row.dans_metropole == 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_a_district() {
        assert_eq!(all().len(), 72);
    }

    #[test]
    fn a_district_is_in_the_metropolis_when_one_of_its_municipalities_is() {
        for district in all() {
            let known = district.municipalities.iter().any(|code| places::get(code).is_some());
            assert_eq!(known, district.in_metropolis, "{}", district.name);
        }
    }

    #[test]
    fn districts_are_found_by_code_and_place() {
        assert_eq!(get(" qn01303i").map(|district| district.name), Some("Saint Henri"));
        assert_eq!(in_place("84089").len(), 1);
        let on_two = |code| in_place(code).iter().any(|district| district.code == "QN01341I");
        assert!(on_two("13055") && on_two("13070"));
        assert_eq!(in_place("13213"), in_place("13055"));
        assert!(in_place("13002").is_empty());
    }
}
