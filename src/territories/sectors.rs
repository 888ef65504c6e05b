//! Sectors of activity, as the French classification of activities names them (NAF rev. 2, five levels).

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::index::Index;
use super::table::{Table, embedded};

/// A sector of any level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sector {
    /// NAF code with its dot, such as J, 62, 62.0, 62.01 or 62.01Z.
    pub code: &'static str,
    /// The same without the dot, as the register of businesses writes it.
    pub compact: &'static str,
    /// Its level.
    pub level: Level,
    /// Name.
    pub name: &'static str,
    /// The code of the sector it belongs to; a section belongs to none.
    pub parent: Option<&'static str>,
    /// The letter of the section it belongs to, itself if it is one.
    pub section: &'static str,
}

/// A level of the classification, from the widest to the narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// One of the 21 sections, a letter.
    Section,
    /// One of the 88 divisions, two digits.
    Division,
    /// One of the 272 groups.
    Group,
    /// One of the 615 classes.
    Class,
    /// One of the 732 subclasses, the code businesses bear.
    Subclass,
}

/// The narrowest level that two sectors surely share, from the farthest to the closest. Two equal divisions share their division:
/// nobody said in which of its classes they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Closeness {
    /// Nothing in common, or a code that is none.
    None,
    /// The same section.
    Section,
    /// The same division.
    Division,
    /// The same group.
    Group,
    /// The same class.
    Class,
    /// The same subclass.
    Subclass,
}

impl Sector {
    /// The sector it belongs to; none for a section.
    pub fn parent(&self) -> Option<&'static Sector> {
        get(self.parent?)
    }
}

/// Every sector, the widest first.
pub fn all() -> &'static [Sector] {
    &SECTORS
}

/// The 21 sections.
pub fn sections() -> impl Iterator<Item = &'static Sector> {
    all().iter().filter(|sector| sector.level == Level::Section)
}

/// The sector of a code, with or without its dot, in any case.
pub fn get(code: &str) -> Option<&'static Sector> {
    let compact = || code.chars().filter(|sign| !matches!(sign, '.' | ' ')).collect::<String>();
    let place = PLACES.get(code).or_else(|| PLACES.get(compact().to_ascii_uppercase().as_str()));
    SECTORS.get(*place?)
}

/// The section a sector belongs to; a section belongs to itself.
pub fn section_of(code: &str) -> Option<&'static Sector> {
    get(get(code)?.section)
}

/// The sectors that answer what has been typed so far of a name or a code, best first; the widest come first.
pub fn search(typed: &str, limit: usize) -> Vec<&'static Sector> {
    static INDEX: LazyLock<Index> = LazyLock::new(|| {
        let mut index = Index::default();
        for (item, sector) in SECTORS.iter().enumerate() {
            for name in [sector.name, sector.code, sector.compact] {
                index.add(item, name, 0);
            }
        }
        index
    });
    INDEX.search(typed, limit).into_iter().filter_map(|hit| SECTORS.get(hit.item)).collect()
}

/// How close the sectors of two codes are, as far as both say.
pub fn closeness(a: &str, b: &str) -> Closeness {
    let Some((a, b)) = get(a).zip(get(b)) else { return Closeness::None };
    let same_signs = a.compact.bytes().zip(b.compact.bytes()).take_while(|(a, b)| a == b).count();
    match same_signs {
        5.. => Closeness::Subclass,
        4 => Closeness::Class,
        3 => Closeness::Group,
        2 => Closeness::Division,
        _ if a.section == b.section => Closeness::Section,
        _ => Closeness::None,
    }
}

static SECTORS: LazyLock<Vec<Sector>> = LazyLock::new(|| {
    let divisions = FILE.rows::<Row>().filter(|row| row.niveau == 2);
    let sections = divisions.filter_map(|row| Some((row.code, row.parent?))).collect();
    FILE.rows::<Row>().filter_map(|row| row.sector(&sections)).collect()
});

static PLACES: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
    let places = SECTORS.iter().enumerate();
    places.flat_map(|(place, sector)| [(sector.code, place), (sector.compact, place)]).collect()
});

static FILE: LazyLock<Table> = LazyLock::new(|| Table::read(embedded!("trades/naf_rev2.csv")));

#[derive(Deserialize)]
struct Row {
    code: &'static str,
    code_sans_point: &'static str,
    niveau: u8,
    libelle: &'static str,
    parent: Option<&'static str>,
}

impl Row {
    /// The sector of a row, given the section of each division.
    fn sector(self, sections: &HashMap<&str, &'static str>) -> Option<Sector> {
        let level = match self.niveau {
            1 => Level::Section,
            2 => Level::Division,
            3 => Level::Group,
            4 => Level::Class,
            5 => Level::Subclass,
            _ => return None,
        };
        let (code, compact) = (self.code, self.code_sans_point);
        let section =
            self.code.get(..2).map_or(Some(self.code), |division| sections.get(division).copied())?;
        Some(Sector { code, compact, level, name: self.libelle, parent: self.parent, section })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_a_sector() {
        let count = |level| all().iter().filter(|sector| sector.level == level).count();
        let levels = [Level::Section, Level::Division, Level::Group, Level::Class, Level::Subclass];
        assert_eq!(levels.map(count), [21, 88, 272, 615, 732]);
        assert_eq!(sections().count(), 21);
    }

    #[test]
    fn every_sector_belongs_to_one_of_the_level_above_and_to_a_section() {
        for sector in all() {
            let above = sector.parent().map(|parent| parent.level as u8 + 1);
            assert_eq!(above.unwrap_or(0), sector.level as u8, "{}", sector.code);
            assert!(section_of(sector.code).is_some_and(|section| section.level == Level::Section));
            assert!(!sector.name.is_empty());
        }
    }

    #[test]
    fn a_code_is_read_with_or_without_its_dot() {
        for code in ["62.01Z", "6201Z", "6201z", " 62.01 Z "] {
            assert_eq!(get(code).map(|sector| sector.code), Some("62.01Z"), "{code}");
        }
        assert_eq!(get("j").map(|sector| sector.level), Some(Level::Section));
        assert_eq!(section_of("62.01Z").map(|section| section.code), Some("J"));
        assert_eq!(get("99.99Z"), None);
        assert_eq!(get(""), None);
    }

    #[test]
    fn two_sectors_are_as_close_as_the_narrowest_level_they_share() {
        for (a, b, expected) in [
            ("62.01Z", "6201z", Closeness::Subclass),
            ("62.01Z", "62.01", Closeness::Class),
            ("62.01", "62.01", Closeness::Class),
            ("70.22Z", "70", Closeness::Division),
            ("70", "70", Closeness::Division),
            ("62.01Z", "J", Closeness::Section),
            ("J", "J", Closeness::Section),
            ("62.01Z", "62.02A", Closeness::Group),
            ("10.11Z", "10.51A", Closeness::Division),
            ("62.01Z", "63.11Z", Closeness::Section),
            ("62.01Z", "01.11Z", Closeness::None),
            ("62.01Z", "nothing", Closeness::None),
            ("", "", Closeness::None),
        ] {
            assert_eq!(closeness(a, b), expected, "{a} {b}");
            assert_eq!(closeness(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn nobody_is_farther_for_being_more_precise() {
        let wider =
            |sector: &'static Sector| std::iter::successors(sector.parent(), |sector| sector.parent());
        for sector in all().iter().filter(|sector| sector.level == Level::Subclass).step_by(7) {
            for other in ["70", "70.22Z", "62.01", "J", "47", sector.code] {
                let precise = closeness(sector.code, other);
                assert!(
                    wider(sector).all(|wider| closeness(wider.code, other) <= precise),
                    "{} {other}",
                    sector.code
                );
            }
        }
    }

    #[test]
    fn sectors_are_found_as_one_types() {
        let first = |typed| search(typed, 5).first().map(|sector| sector.code);
        assert_eq!(first("programmation informatique"), Some("62.01"));
        assert_eq!(first("62.01Z"), Some("62.01Z"));
        assert_eq!(first("6201Z"), Some("62.01Z"));
        assert_eq!(first("construction"), Some("F"));
        assert!(search("boulangerie", 9).iter().any(|sector| sector.code == "10.71C"));
        assert!(search("boulangrie", 9).iter().any(|sector| sector.code == "10.71C"));
    }
}
