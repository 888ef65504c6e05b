//! Trades and sectors as people type them, by name or by code, turned into codes.

use std::collections::BTreeSet;

use crate::territories::text::fold;
use crate::territories::{sectors, trades};

use super::words;

/// A trade or a sector that nobody knows by that name, with the nearest ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    typed: String,
    what: &'static str,
    nearest: Vec<String>,
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "«\u{a0}{}\u{a0}» n’est pas un {} connu.", self.typed, self.what)?;
        match self.nearest.as_slice() {
            [] => write!(f, " Écrivez son nom autrement, ou son code."),
            nearest => write!(f, " Vouliez-vous écrire\u{a0}: {}\u{a0}?", nearest.join(" ou ")),
        }
    }
}

/// How many of the nearest names are suggested.
const NEAREST: usize = 3;
/// How many words of a text are tried one by one: each takes a search through every name.
const LONG_WORDS: usize = 6;

/// What answers the whole of a text, else its first word that anything answers.
fn nearest(typed: &str, search: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    let long = typed.split_whitespace().filter(|word| word.chars().count() > 3).take(LONG_WORDS);
    let mut answers = std::iter::once(typed).chain(long).map(search).filter(|found| !found.is_empty());
    answers.next().into_iter().flatten().take(NEAREST).collect()
}

/// The trades of a text, one per line or between commas, by ROME code or by name.
pub fn trades(text: &str) -> Result<BTreeSet<String>, Unknown> {
    codes(text, trade, |typed| Unknown {
        typed: typed.to_owned(),
        what: "métier",
        nearest: nearest(typed, |typed| {
            let mut codes: Vec<&str> =
                trades::search(typed, NEAREST * 4).iter().map(|found| found.trade.code).collect();
            let mut met = BTreeSet::new();
            codes.retain(|code| met.insert(*code));
            codes.into_iter().map(words::trade).collect()
        }),
    })
}

/// The sectors of a text, one per line or between commas, by NAF code or by name.
pub fn sectors(text: &str) -> Result<BTreeSet<String>, Unknown> {
    codes(text, sector, |typed| Unknown {
        typed: typed.to_owned(),
        what: "secteur",
        nearest: nearest(typed, |typed| {
            sectors::search(typed, NEAREST).iter().map(|sector| words::sector(sector.code)).collect()
        }),
    })
}

/// The trades of some codes as a form shows them: one per line, each with its name.
pub fn trade_lines(codes: &BTreeSet<String>) -> String {
    codes.iter().map(|code| words::trade(code)).collect::<Vec<_>>().join("\n")
}

/// The sectors of some codes as a form shows them: one per line, each with its name.
pub fn sector_lines(codes: &BTreeSet<String>) -> String {
    codes.iter().map(|code| words::sector(code)).collect::<Vec<_>>().join("\n")
}

/// A line is read whole first: many names of trades and sectors have commas of their own.
fn codes(
    text: &str,
    one: impl Fn(&str) -> Option<&'static str>,
    unknown: impl Fn(&str) -> Unknown,
) -> Result<BTreeSet<String>, Unknown> {
    let mut codes = BTreeSet::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(code) = one(line) {
            codes.insert(code.to_owned());
            continue;
        }
        for typed in line.split([',', ';']).map(str::trim).filter(|typed| !typed.is_empty()) {
            codes.insert(one(typed).ok_or_else(|| unknown(typed))?.to_owned());
        }
    }
    Ok(codes)
}

fn trade(typed: &str) -> Option<&'static str> {
    let by_code = trades::get(typed).or_else(|| trades::get(bracketed(typed)?));
    by_code.or_else(|| trades::by_name(typed)).map(|trade| trade.code)
}

fn sector(typed: &str) -> Option<&'static str> {
    let by_code = sectors::get(typed).or_else(|| sectors::get(bracketed(typed)?));
    by_code.or_else(|| sector_of_name(typed)).map(|sector| sector.code)
}

/// The sector that bears this name, the widest where several do; else the only one that answers.
fn sector_of_name(name: &str) -> Option<&'static sectors::Sector> {
    let found = sectors::search(name, 20);
    let exact = found.iter().find(|sector| fold(sector.name) == fold(name));
    exact.or(found.first().filter(|_| found.len() == 1)).copied()
}

/// What stands between brackets at the end of a text.
fn bracketed(text: &str) -> Option<&str> {
    Some(text.strip_suffix(')')?.rsplit_once('(')?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(codes: &[&str]) -> BTreeSet<String> {
        codes.iter().map(|&code| code.to_owned()).collect()
    }

    #[test]
    fn a_trade_is_known_by_its_code_its_name_or_an_appellation() {
        assert_eq!(trades("D1102"), Ok(set(&["D1102"])));
        assert_eq!(trades("boulanger, d1103"), Ok(set(&["D1102", "D1103"])));
        assert_eq!(sectors("62.01Z\n1071c"), Ok(set(&["62.01Z", "10.71C"])));
    }

    #[test]
    fn what_a_form_shows_is_read_back_to_the_same_codes() {
        let every: BTreeSet<String> = trades::all().iter().map(|trade| trade.code.to_owned()).collect();
        assert_eq!(trades(&trade_lines(&every)), Ok(every));
        let every: BTreeSet<String> = sectors::all().iter().map(|sector| sector.code.to_owned()).collect();
        assert_eq!(sectors(&sector_lines(&every)), Ok(every));
    }

    #[test]
    fn an_unknown_trade_is_named_with_the_nearest_ones() {
        let unknown = trades("boulanger, mécanicien auto xyz").map_err(|unknown| unknown.typed);
        assert_eq!(unknown, Err("mécanicien auto xyz".to_owned()));
        for typed in ["boulang", "boulanger zzz"] {
            let sentence = trades(typed).map_err(|unknown| unknown.to_string());
            assert!(sentence.is_err_and(|sentence| sentence.contains("(D1102)")), "{typed}");
        }
    }
}
