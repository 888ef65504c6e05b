//! Where somebody lives: a postcode and the name of a municipality, which should agree.

use std::collections::HashMap;

use super::{quoted, without_apostrophe};
use crate::french;
use crate::registrations::column::Column;
use crate::registrations::verdict::Code;
use crate::territories::places::{self, Place};
use crate::territories::text::fold;

/// Where somebody lives, as far as the two cells say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::registrations) struct Home {
    /// Five digits, in the metropolis or not.
    pub postcode: Option<String>,
    /// INSEE code of the municipality or arrondissement; none outside the metropolis, or where one must choose.
    pub place: Option<&'static str>,
    /// What to remark, each on its column.
    pub remarks: Vec<(Column, Code, String)>,
}

/// Reads homes; a list names few places many times.
#[derive(Debug, Default)]
pub(in crate::registrations) struct Homes {
    known: HashMap<(String, String), Home>,
}

impl Homes {
    /// The home of the two cells.
    pub fn read(&mut self, postcode: &str, name: &str) -> Home {
        let key = (postcode.to_owned(), name.to_owned());
        self.known.entry(key).or_insert_with(|| Home::of(postcode, name)).clone()
    }
}

impl Home {
    fn of(postcode: &str, name: &str) -> Self {
        let named = places::by_name(name);
        let written = without_apostrophe(postcode);
        if written.is_empty() {
            return Self::of_name(name, named);
        }
        let Some(postcode) = complete(written, named) else {
            let message = format!(
                "{} n’est pas un code postal. Écrivez ses cinq chiffres, par exemple 13001.",
                quoted(written)
            );
            return Self::default().remarked(Column::Postcode, Code::Postcode, message);
        };
        let home = Self::of_both(&postcode, name, named);
        Self { postcode: Some(postcode), ..home }
    }

    /// Without postcode, the name alone decides; Marseille remains without arrondissement.
    fn of_name(name: &str, named: Option<&'static Place>) -> Self {
        match named {
            Some(place) => Self { place: Some(place.code), ..Self::default() },
            None if fold(name).is_empty() => Self::default(),
            None => {
                let message =
                    format!("{} n’est pas une commune de la métropole : vérifiez la commune.", quoted(name));
                Self::default().remarked(Column::Place, Code::OutsideTerritory, message)
            }
        }
    }

    fn of_both(postcode: &str, name: &str, named: Option<&'static Place>) -> Self {
        let served = places::by_postcode(postcode);
        if served.is_empty() {
            return Self::outside(postcode, name, named);
        }
        let is_blank = fold(name).is_empty();
        let agreed = places::at(postcode, name);
        if let Some(place) = agreed {
            return Self { place: Some(place.code), ..Self::default() };
        }
        let only = if let [place] = served.as_slice() { Some(place.code) } else { None };
        if is_blank {
            return Self { place: only, ..Self::default() };
        }
        let names: Vec<String> = served.iter().map(|place| french::de_place(place.name)).collect();
        let message = format!(
            "Le code postal {postcode} est celui {}, et la commune dit {} : corrigez l’un ou l’autre.",
            names.join(", ou "),
            quoted(name),
        );
        Self::default().remarked(Column::Place, Code::PostcodePlaceMismatch, message)
    }

    /// A postcode of no place of the metropolis: one of elsewhere, or that of the large mailboxes of a city (CEDEX).
    fn outside(postcode: &str, name: &str, named: Option<&'static Place>) -> Self {
        let is_cedex = fold(name).split(' ').any(|word| word == "cedex");
        if let Some(place) = named.filter(|place| is_cedex && postcode.starts_with(place.department)) {
            return Self { place: Some(place.municipality), ..Self::default() };
        }
        let message = format!("Le code postal {postcode} n’est pas dans la métropole : vérifiez-le.");
        let home = Self::default().remarked(Column::Postcode, Code::OutsideTerritory, message);
        match named {
            None => home,
            Some(place) => {
                let message = format!(
                    "Le code postal {postcode} n’est pas celui {} ({}) : corrigez l’un ou l’autre.",
                    french::de_place(place.name),
                    place.postcodes.join(", "),
                );
                home.remarked(Column::Place, Code::PostcodePlaceMismatch, message)
            }
        }
    }

    fn remarked(mut self, column: Column, code: Code, message: String) -> Self {
        self.remarks.push((column, code, message));
        self
    }
}

/// The five digits of a postcode, without the spaces people put in and with the zero spreadsheets take away.
///
/// Four digits are a code of the departments 01 to 09 that lost its zero, unless the municipality named is one of the
/// metropolis, whose codes begin with 1 or 8: a digit was then left out.
fn complete(written: &str, named: Option<&'static Place>) -> Option<String> {
    let written = written.strip_suffix(".0").or_else(|| written.strip_suffix(",0")).unwrap_or(written);
    let digits: String = written.chars().filter(|sign| !sign.is_whitespace()).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let postcode = match digits.len() {
        5 => digits,
        4 if named.is_none() => format!("0{digits}"),
        _ => return None,
    };
    is_in_use(&postcode).then_some(postcode)
}

/// Whether a department has this postcode: 01 to 95, and 97 and 98 overseas.
fn is_in_use(postcode: &str) -> bool {
    let department = postcode.get(..2).and_then(|department| department.parse().ok()).unwrap_or(0);
    matches!(department, 1..=95 | 97..=98)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::territories::places::MARSEILLE;

    fn read(postcode: &str, name: &str) -> (Option<&'static str>, Vec<Code>) {
        let home = Home::of(postcode, name);
        (home.place, home.remarks.into_iter().map(|(_, code, _)| code).collect())
    }

    #[test]
    fn a_postcode_and_a_municipality_that_agree_need_no_remark() {
        for (postcode, name, place) in [
            ("13001", "Marseille", "13201"),
            ("13016", "MARSEILLE 16e", "13216"),
            ("13003", "Marseille (13)", "13203"),
            ("13 001", "marseile", "13201"),
            ("13001.0", "Marseille 1er arrondissement", "13201"),
            ("'13001", "Marseille", "13201"),
            ("13100", "Aix en Provence", "13001"),
            ("13100", "Le Tholonet", "13109"),
            ("84120", "Pertuis", "84089"),
            ("83640", "St Zacharie", "83120"),
            ("13005", "Marseille Cedex 05", "13205"),
        ] {
            assert_eq!(read(postcode, name), (Some(place), vec![]), "{postcode} {name}");
        }
        assert_eq!(read("13097", "Aix-en-Provence Cedex 2"), (Some("13001"), vec![]));
        assert_eq!(read("13233", "MARSEILLE CEDEX 20"), (Some(MARSEILLE), vec![]));
    }

    #[test]
    fn one_of_the_two_is_enough_where_it_says_all() {
        assert_eq!(read("13011", ""), (Some("13211"), vec![]));
        assert_eq!(read("", "Aubagne"), (Some("13005"), vec![]));
        assert_eq!(read("", "Marseille"), (Some(MARSEILLE), vec![]));
        assert_eq!(read("13100", ""), (None, vec![]));
        assert_eq!(read("", ""), (None, vec![]));
    }

    #[test]
    fn a_postcode_that_is_none_is_an_error() {
        for postcode in [
            "1300",
            "130011",
            "13OO1",
            "abc",
            "00000",
            "99999",
            "96000",
            "13001.5",
            "13-001",
            "1",
            "13001 13002",
        ] {
            assert_eq!(read(postcode, "Marseille"), (None, vec![Code::Postcode]), "{postcode}");
        }
    }

    #[test]
    fn a_home_outside_the_metropolis_is_remarked() {
        for (postcode, name) in [
            ("13200", "Arles"),
            ("75001", "Paris"),
            ("75001", ""),
            ("6000", "Nice"),
            ("06000", "Nice"),
            ("", "Arles"),
        ] {
            assert_eq!(read(postcode, name), (None, vec![Code::OutsideTerritory]), "{postcode} {name}");
        }
        assert_eq!(Home::of("6000", "Nice").postcode.as_deref(), Some("06000"));
    }

    #[test]
    fn a_postcode_and_a_municipality_that_disagree_are_remarked() {
        for (postcode, name) in [
            ("13001", "Aix-en-Provence"),
            ("13100", "Marseille"),
            ("13001", "Marseille 3e"),
            ("13001", "Paris"),
        ] {
            assert_eq!(read(postcode, name), (None, vec![Code::PostcodePlaceMismatch]), "{postcode} {name}");
        }
        let both = vec![Code::OutsideTerritory, Code::PostcodePlaceMismatch];
        assert_eq!(read("75001", "Marseille"), (None, both));
    }
}
