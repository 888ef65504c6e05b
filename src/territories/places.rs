//! The 92 municipalities of the metropolis and the 16 arrondissements of Marseille.
//!
//! The metropolis is not the department: Saint-Zacharie (Var) and Pertuis (Vaucluse) belong to it, Arles does not.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::index::Index;
use super::table::{Table, embedded};
use super::text::{fold, fold_place, near};

/// The INSEE code of Marseille, whose arrondissements have codes of their own.
pub const MARSEILLE: &str = "13055";

/// The year the population figures speak of.
///
/// The source file names no year; its figures are those Insee publishes as the reference populations of 2023
/// (886,040 inhabitants in Marseille), in force since January 1, 2026.
pub const POPULATION_YEAR: u16 = 2023;

/// The words to show beside a population figure.
pub const POPULATION_LABEL: &str = "population municipale 2023, Insee (en vigueur au 1er janvier 2026)";

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// A municipality (commune).
    Municipality,
    /// An arrondissement of Marseille.
    Arrondissement,
}

/// A place where people live: a municipality of the metropolis or an arrondissement of Marseille.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// INSEE code, such as 13001.
    pub code: &'static str,
    /// Name as people say it, with its accents: "Marseille 13e", where the public file has "Marseille 13e Arrondissement".
    pub name: &'static str,
    /// Municipality or arrondissement.
    pub kind: PlaceKind,
    /// The department it lies in: 13, 83 or 84.
    pub department: &'static str,
    /// Its postcodes, in ascending order.
    pub postcodes: Vec<&'static str>,
    /// Municipal population of [`POPULATION_YEAR`].
    pub population: u32,
    /// Longitude of a point inside it, in degrees (WGS 84).
    pub lon: f64,
    /// Latitude of that point, in degrees.
    pub lat: f64,
    /// Area in km².
    pub area_km2: f64,
    /// The INSEE code of the municipality it is or belongs to.
    pub municipality: &'static str,
}

impl Place {
    /// Whether mail for this postcode is delivered here.
    pub fn has_postcode(&self, postcode: &str) -> bool {
        self.postcodes.contains(&postcode.trim())
    }
}

/// The name of the place of a code; "hors métropole" without a code, or for one outside the metropolis.
pub fn name_of(code: Option<&str>) -> &'static str {
    name_or(code, "hors métropole")
}

/// The name of the place of a code; other words without a code, or for one outside the metropolis.
pub fn name_or(code: Option<&str>, otherwise: &'static str) -> &'static str {
    code.and_then(get).map_or(otherwise, |place| place.name)
}

/// Every municipality by INSEE code, then every arrondissement in order.
pub fn all() -> &'static [Place] {
    static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
        let municipalities = MUNICIPALITIES.rows::<MunicipalityRow>().map(Place::from);
        municipalities.chain(ARRONDISSEMENTS.rows::<ArrondissementRow>().map(Place::from)).collect()
    });
    &PLACES
}

/// The code and name of every place as people look for one in a list: municipalities by name, then arrondissements
/// by number. Marseille alone says that it leaves the arrondissement out.
pub fn in_reading_order() -> Vec<(&'static str, &'static str)> {
    let mut places: Vec<_> = all().iter().collect();
    places.sort_by_cached_key(|place| match place.kind {
        PlaceKind::Municipality => (0, fold(place.name)),
        PlaceKind::Arrondissement => (1, place.code.to_owned()),
    });
    let label = |place: &'static Place| match place.code {
        MARSEILLE => "Marseille, sans préciser l’arrondissement",
        _ => place.name,
    };
    places.into_iter().map(|place| (place.code, label(place))).collect()
}

/// The 92 municipalities, by INSEE code.
pub fn municipalities() -> impl Iterator<Item = &'static Place> {
    all().iter().filter(|place| place.kind == PlaceKind::Municipality)
}

/// The 16 arrondissements of Marseille, in order.
pub fn arrondissements() -> impl Iterator<Item = &'static Place> {
    all().iter().filter(|place| place.kind == PlaceKind::Arrondissement)
}

/// The place of an INSEE code.
pub fn get(code: &str) -> Option<&'static Place> {
    static BY_CODE: LazyLock<HashMap<&str, &Place>> =
        LazyLock::new(|| all().iter().map(|place| (place.code, place)).collect());
    BY_CODE.get(code.trim()).copied()
}

/// The places of a postcode: none outside the metropolis, and several where one must choose.
///
/// A postcode of Marseille gives its arrondissement, never the whole city.
pub fn by_postcode(postcode: &str) -> Vec<&'static Place> {
    all().iter().filter(|place| place.code != MARSEILLE && place.has_postcode(postcode)).collect()
}

/// The place of a name: as it is written, else the only one that begins with these words,
/// else the only one within a few typing errors.
///
/// Arrondissements are understood as people write them: "Marseille 13e", "Marseille 13", "Marseille XIIIe",
/// "13e arrondissement". None where no place or several fit.
pub fn by_name(name: &str) -> Option<&'static Place> {
    let name = fold_place(name);
    if let Some(number) = arrondissement_number(&name) {
        return arrondissements().nth(number - 1);
    }
    let name = name.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == ' ');
    if name.is_empty() {
        return None;
    }
    let words = format!("{name} ");
    only(|folded| folded == name)
        .or_else(|| only(|folded| folded.starts_with(&words)))
        .or_else(|| only(|folded| near(folded, name)))
}

/// The place of that postcode that bears that name, or none where the two disagree.
///
/// "13013, Marseille" gives the 13th arrondissement.
pub fn at(postcode: &str, name: &str) -> Option<&'static Place> {
    let named = by_name(name)?;
    let mut places = by_postcode(postcode).into_iter();
    places.find(|place| {
        place.code == named.code || (named.code == MARSEILLE && place.municipality == MARSEILLE)
    })
}

/// The places that answer what has been typed so far of a name, a postcode or an INSEE code, best first.
pub fn search(typed: &str, limit: usize) -> Vec<&'static Place> {
    static INDEX: LazyLock<Index> = LazyLock::new(|| {
        let mut index = Index::default();
        for (item, place) in all().iter().enumerate() {
            index.add(item, place.name, 0);
            index.add(item, place.code, 1);
            let own_postcodes = place.postcodes.iter().filter(|_| place.code != MARSEILLE);
            own_postcodes.for_each(|postcode| index.add(item, postcode, 0));
        }
        index
    });
    let typed = fold_place(typed);
    INDEX.search(&typed, limit).into_iter().filter_map(|hit| all().get(hit.item)).collect()
}

/// The only municipality whose folded name passes.
fn only(passes: impl Fn(&str) -> bool) -> Option<&'static Place> {
    static NAMES: LazyLock<Vec<(String, &Place)>> =
        LazyLock::new(|| municipalities().map(|place| (fold_place(place.name), place)).collect());
    let mut passing = NAMES.iter().filter(|(name, _)| passes(name));
    passing.next().filter(|_| passing.next().is_none()).map(|(_, place)| *place)
}

/// The number, 1 to 16, of the arrondissement of Marseille a folded name speaks of.
fn arrondissement_number(folded: &str) -> Option<usize> {
    let is_unit = |word: &str| word.starts_with("arr") || word.starts_with("ardt");
    let mut named = false;
    let mut rest = Vec::new();
    for word in folded.split(' ').filter(|word| !matches!(*word, "de" | "du" | "a")) {
        let names_it = is_unit(word) || near(word, "marseille");
        named |= names_it;
        rest.extend((!names_it).then_some(word));
    }
    match rest.as_slice() {
        [number] | [number, "e" | "er" | "eme" | "ieme"] if named => ordinal(number),
        _ => None,
    }
}

/// The number of an arrondissement written "13", "13e", "13ème", "XIII", "XIIIe" or as the postcode 13013.
fn ordinal(word: &str) -> Option<usize> {
    const ROMAN: [&str; 16] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
    ];
    let number = ["ieme", "eme", "er", "e"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let number = number.strip_prefix("130").filter(|_| number.len() == 5).unwrap_or(number);
    let roman = ROMAN.iter().position(|roman| *roman == number).map(|index| index + 1);
    roman.or_else(|| number.parse().ok()).filter(|number| (1..=ROMAN.len()).contains(number))
}

static MUNICIPALITIES: LazyLock<Table> =
    LazyLock::new(|| Table::read(embedded!("territory/communes_amp.csv")));

static ARRONDISSEMENTS: LazyLock<Table> =
    LazyLock::new(|| Table::read(embedded!("territory/arrondissements_marseille.csv")));

#[derive(Deserialize)]
struct MunicipalityRow {
    code_insee: &'static str,
    nom: &'static str,
    departement: &'static str,
    codes_postaux: &'static str,
    population_municipale: u32,
    lon: f64,
    lat: f64,
    surface_km2: f64,
}

impl From<MunicipalityRow> for Place {
    fn from(row: MunicipalityRow) -> Self {
        Self {
            code: row.code_insee,
            name: row.nom,
            kind: PlaceKind::Municipality,
            department: row.departement,
            postcodes: row.codes_postaux.split(' ').collect(),
            population: row.population_municipale,
            lon: row.lon,
            lat: row.lat,
            area_km2: row.surface_km2,
            municipality: row.code_insee,
        }
    }
}

#[derive(Deserialize)]
struct ArrondissementRow {
    code_insee: &'static str,
    nom: &'static str,
    code_postal: &'static str,
    commune: &'static str,
    population_municipale: u32,
    lon: f64,
    lat: f64,
    surface_km2: f64,
}

impl From<ArrondissementRow> for Place {
    fn from(row: ArrondissementRow) -> Self {
        Self {
            code: row.code_insee,
            name: row.nom.trim_end_matches(" Arrondissement"),
            kind: PlaceKind::Arrondissement,
            department: "13",
            postcodes: vec![row.code_postal],
            population: row.population_municipale,
            lon: row.lon,
            lat: row.lat,
            area_km2: row.surface_km2,
            municipality: row.commune,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(name: &str) -> Option<&'static str> {
        by_name(name).map(|place| place.code)
    }

    fn codes(places: Vec<&'static Place>) -> Vec<&'static str> {
        places.into_iter().map(|place| place.code).collect()
    }

    #[test]
    fn every_line_of_the_files_is_a_place() {
        assert_eq!(municipalities().count(), 92);
        assert_eq!(arrondissements().count(), 16);
        let mut postcodes: Vec<_> = all().iter().flat_map(|place| &place.postcodes).collect();
        postcodes.sort();
        assert_eq!(postcodes.len(), 129);
        postcodes.dedup();
        assert_eq!(postcodes.len(), 102);
    }

    #[test]
    fn the_populations_add_up_to_those_published() {
        assert_eq!(municipalities().map(|place| place.population).sum::<u32>(), 1_939_077);
        let marseille = get(MARSEILLE).map(|place| place.population);
        assert_eq!(marseille, Some(886_040));
        assert_eq!(Some(arrondissements().map(|place| place.population).sum()), marseille);
        assert!(POPULATION_LABEL.contains(&POPULATION_YEAR.to_string()));
    }

    #[test]
    fn the_metropolis_is_not_the_department() {
        let department = |name| by_name(name).map(|place| place.department);
        assert_eq!(department("Saint-Zacharie"), Some("83"));
        assert_eq!(department("Pertuis"), Some("84"));
        for outside in ["Arles", "Tarascon", "Châteaurenard", "Sens", "Nîmes", "Cannes", "Saint-Victor"] {
            assert_eq!(code_of(outside), None, "{outside}");
        }
        assert!(by_postcode("13200").is_empty());
    }

    #[test]
    fn a_postcode_shared_by_several_municipalities_leaves_the_choice() {
        assert_eq!(codes(by_postcode("13100")), ["13001", "13012", "13090", "13095", "13109"]);
        assert_eq!(codes(by_postcode("84120")), ["84089"]);
        let mut postcodes: Vec<_> = all().iter().flat_map(|place| &place.postcodes).collect();
        postcodes.sort();
        postcodes.dedup();
        assert_eq!(postcodes.iter().filter(|postcode| by_postcode(postcode).len() > 1).count(), 7);
    }

    #[test]
    fn a_postcode_of_marseille_gives_its_arrondissement() {
        assert_eq!(codes(by_postcode(" 13013 ")), ["13213"]);
        assert_eq!(at("13013", "marseille").map(|place| place.code), Some("13213"));
        assert_eq!(at("13013", "Marseille 14e").map(|place| place.code), None);
        assert_eq!(at("13100", "Tholonet").map(|place| place.code), Some("13109"));
        assert_eq!(at("13100", "Marseille").map(|place| place.code), None);
        assert!(get(MARSEILLE).is_some_and(|place| place.has_postcode("13013")));
    }

    #[test]
    fn a_name_is_understood_as_people_write_it() {
        for (name, code) in [
            ("AIX EN PROVENCE", "13001"),
            ("Aix-en-Provence Cedex 1", "13001"),
            ("Aix", "13001"),
            ("berre l’etang", "13014"),
            ("St Chamas", "13092"),
            ("Salon", "13103"),
            ("Pennes Mirabeau", "13071"),
            ("Fos s/ Mer", "13039"),
            ("Eguilles", "13032"),
            ("Marseile", "13055"),
            ("Martiques", "13056"),
            ("Vitroles", "13117"),
            ("Septemes les Valons", "13106"),
            ("Marseille (13)", "13055"),
            ("MARSEILLE CEDEX", "13055"),
        ] {
            assert_eq!(code_of(name), Some(code), "{name}");
        }
    }

    #[test]
    fn a_name_that_fits_several_places_gives_none() {
        for name in ["Châteauneuf", "Saint", "Port", "Le", "", "  ", "13", "arrondissement"] {
            assert_eq!(code_of(name), None, "{name}");
        }
    }

    #[test]
    fn an_arrondissement_is_understood_as_people_write_it() {
        for name in [
            "Marseille 13e",
            "Marseille 13",
            "MARSEILLE 13EME",
            "13e arrondissement",
            "Marseille 13e Arrondissement",
            "Marseille XIIIe",
            "marseile 13ème arrdt",
            "13 ème arrondissement de Marseille",
            "Marseille 13013",
        ] {
            assert_eq!(code_of(name), Some("13213"), "{name}");
        }
        assert_eq!(code_of("Marseille 1er"), Some("13201"));
        assert_eq!(code_of("Marseille 01"), Some("13201"));
        assert_eq!(code_of("Marseille 17e"), None);
    }

    #[test]
    fn every_place_is_found_by_its_own_name() {
        for place in all() {
            assert_eq!(code_of(place.name), Some(place.code));
            assert_eq!(get(place.code), Some(place));
        }
    }

    #[test]
    fn places_are_found_as_one_types() {
        assert_eq!(search("mars", 1).first().map(|place| place.code), Some("13055"));
        assert_eq!(search("la cio", 1).first().map(|place| place.code), Some("13028"));
        assert_eq!(codes(search("13100", 9)), ["13001", "13012", "13090", "13095", "13109"]);
        assert_eq!(search("saint", 99).len(), 12);
        assert!(search("", 9).is_empty());
    }
}
