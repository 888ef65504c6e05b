//! The lines of the table and of the file: one place each, whoever lives there.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::territories::districts;
use crate::territories::need::Need;
use crate::territories::places::{self, MARSEILLE, POPULATION_YEAR, Place, PlaceKind};
use crate::territories::text::fold;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What the table is sorted by.
    Sort {
        Name = "name", "Lieu";
        Unmatched = "unmatched", "Sans mentor proposé";
        Places = "places", "Places libres";
        Mentors = "mentors", "Mentors";
        Population = "population", "Population";
        Districts = "districts", "Quartiers prioritaires";
    }
}

impl Sort {
    /// Names begin at A, numbers at the largest.
    pub fn begins_ascending(self) -> bool {
        self == Self::Name
    }
}

/// One place with its figures; without a place, those who live outside the metropolis.
pub struct Line {
    /// The place.
    pub place: Option<&'static Place>,
    /// Who waits and what is free there.
    pub need: Need,
    /// How many priority neighbourhoods it has; unknown for an arrondissement.
    pub districts: Option<usize>,
}

/// A line for every place of the map, for Marseille as a whole if somebody's arrondissement is not known,
/// and for outside the metropolis.
pub fn lines(needs: &BTreeMap<Option<&str>, Need>) -> Vec<Line> {
    let need = |code| needs.get(&code).copied().unwrap_or_default();
    let shown = |place: &&Place| place.code != MARSEILLE || need(Some(MARSEILLE)) != Need::default();
    let line = |place: &'static Place| Line {
        place: Some(place),
        need: need(Some(place.code)),
        districts: (place.kind == PlaceKind::Municipality).then(|| districts::in_place(place.code).len()),
    };
    let known = |code: &Option<&str>| code.is_some_and(|code| places::get(code).is_some());
    let mut outside = Need::default();
    needs.iter().filter(|(code, _)| !known(code)).for_each(|(_, need)| outside.add(*need));
    let outside = Line { place: None, need: outside, districts: None };
    places::all().iter().filter(shown).map(line).chain([outside]).collect()
}

/// Sorts the lines; equal ones stay by name, the arrondissements in their order.
pub fn sort(lines: &mut [Line], by: Sort, ascending: bool) {
    let name = |line: &Line| {
        let municipality = line.place.and_then(|place| places::get(place.municipality));
        (municipality.map(|place| fold(place.name)), line.place.map(|place| place.code))
    };
    let compare = |a: &Line, b: &Line| match by {
        Sort::Name => Ordering::Equal,
        Sort::Unmatched => a.need.unmatched.cmp(&b.need.unmatched),
        Sort::Places => a.need.places.cmp(&b.need.places),
        Sort::Mentors => a.need.mentors.cmp(&b.need.mentors),
        Sort::Population => population(a).cmp(&population(b)),
        Sort::Districts => a.districts.cmp(&b.districts),
    };
    lines.sort_by_cached_key(name);
    if by == Sort::Name && !ascending {
        lines.reverse();
    }
    lines.sort_by(|a, b| if ascending { compare(a, b) } else { compare(b, a) });
}

fn population(line: &Line) -> u32 {
    line.place.map_or(0, |place| place.population)
}

/// The places where most people wait beyond the places left, at most so many.
pub fn worst(lines: &[Line], limit: usize) -> Vec<(&'static Place, Need)> {
    let mut worst: Vec<(&'static Place, Need)> = lines
        .iter()
        .filter_map(|line| Some((line.place?, line.need)))
        .filter(|(_, need)| need.shortage() > 0)
        .collect();
    worst.sort_by_key(|(place, need)| (-need.shortage(), place.code));
    worst.truncate(limit);
    worst
}

/// The lines as a file of numbers: no person is in it.
pub fn to_csv(lines: &[Line]) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::WriterBuilder::new().delimiter(b';').from_writer("\u{feff}".as_bytes().to_vec());
    let population = format!("population_{POPULATION_YEAR}");
    file.write_record([
        "code_insee",
        "lieu",
        "personnes_sans_mentor_propose",
        "places_libres",
        "mentors",
        &population,
        "quartiers_prioritaires",
    ])?;
    for line in lines {
        let number = |number: u32| number.to_string();
        file.write_record([
            line.place.map_or("", |place| place.code),
            line.place.map_or("hors de la métropole ou non précisé", |place| place.name),
            &number(line.need.unmatched),
            &number(line.need.places),
            &number(line.need.mentors),
            &line.place.map_or_else(String::new, |place| number(place.population)),
            &line.districts.map_or_else(String::new, |districts| districts.to_string()),
        ])?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs() -> BTreeMap<Option<&'static str>, Need> {
        BTreeMap::from([
            (Some("13213"), Need { unmatched: 6, places: 2, mentors: 3 }),
            (Some("13001"), Need { unmatched: 3, places: 9, mentors: 9 }),
            (Some("13047"), Need { unmatched: 2, places: 0, mentors: 0 }),
            (None, Need { unmatched: 1, places: 0, mentors: 0 }),
        ])
    }

    fn first_codes(by: Sort, ascending: bool) -> Vec<&'static str> {
        let mut lines = lines(&needs());
        sort(&mut lines, by, ascending);
        lines.iter().filter_map(|line| line.place).map(|place| place.code).take(3).collect()
    }

    #[test]
    fn every_place_of_the_map_has_a_line_and_marseille_one_only_when_somebody_needs_it() {
        assert_eq!(lines(&needs()).len(), 91 + 16 + 1);
        let mut vague = needs();
        vague.insert(Some(MARSEILLE), Need { unmatched: 1, places: 0, mentors: 0 });
        assert_eq!(lines(&vague).len(), 92 + 16 + 1);
        let total = |needs| lines(needs).iter().map(|line| line.need.unmatched).sum::<u32>();
        assert_eq!((total(&needs()), total(&vague)), (12, 13));
    }

    #[test]
    fn lines_are_sorted_by_what_one_asks_and_then_by_name() {
        assert_eq!(first_codes(Sort::Unmatched, false), ["13213", "13001", "13047"]);
        assert_eq!(first_codes(Sort::Places, false)[..2], ["13001", "13213"]);
        assert_eq!(first_codes(Sort::Population, false), ["13001", "13213", "13208"]);
        let names = first_codes(Sort::Name, true);
        assert_eq!(names, ["13001", "13002", "13003"]);
        assert_eq!(first_codes(Sort::Name, false)[0], "13117");
    }

    #[test]
    fn what_lacks_most_has_most_people_beyond_its_places() {
        let worst = worst(&lines(&needs()), 5);
        let codes: Vec<&str> = worst.iter().map(|(place, _)| place.code).collect();
        assert_eq!(codes, ["13213", "13047"]);
    }

    #[test]
    fn the_file_has_a_heading_and_a_line_each() {
        let file = String::from_utf8(to_csv(&lines(&needs())).unwrap()).unwrap();
        assert_eq!(file.lines().count(), 1 + 91 + 16 + 1);
        assert!(file.starts_with('\u{feff}'));
        assert!(file.contains("\n13001;Aix-en-Provence;3;9;9;"));
    }
}
