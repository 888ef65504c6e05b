//! Wall 3: input in, decision out, so that a sweep of dates is a plain test.

use super::Breach;
use crate::architecture::house::{ACTS, House};
use crate::architecture::reader::Source;

/// Words that no pure function needs.
const IMPURE_WORDS: &[&str] = &[
    "async",
    "tokio",
    "begin",
    "begin_with_options",
    "ConnectionTrait",
    "DatabaseConnection",
    "DbErr",
    "getrandom",
    "new_id",
    "new_v4",
    "now_local",
    "now_utc",
    "now_v7",
    "rand",
    "sleep",
    "SystemTime",
    "var_os",
];

/// Modules of the language that reach out of the program. Threads that share a computation do not.
const IMPURE_MODULES: &[&str] = &["env", "fs", "net", "process"];

/// What rules may know of `db/`: a key, an instant, the day it is in Paris, who acts, and the words for what is done.
const PLAIN_VALUES: &[&str] = &["Id", "Instant", "paris_day", "Actor", "Deed", "deeds"];

/// What gives the time, a new key or something drawn by lot.
const DRAWN: &[&str] =
    &["getrandom", "new_id", "new_v4", "now_local", "now_utc", "now_v7", "rand", "SystemTime", "var_os"];

/// Every file of a noun but its store and its pages, `mod.rs` included.
fn is_rule(house: &House, source: &Source) -> bool {
    let is_noun = house.position(source.part()).is_some();
    is_noun && !source.is_page() && !source.is_store() && source.path != "src/home/assets.rs"
}

/// A rule has no database, no clock, no randomness, no environment, and does not wait.
pub fn rules_are_pure(house: &House) -> Vec<Breach> {
    let why = "a rule is pure: no database, HTTP, clock, randomness, environment, file or async";
    let mut breaches = Vec::new();
    for source in house.sources.iter().filter(|source| is_rule(house, source)) {
        breaches.extend(source.words(IMPURE_WORDS).map(|(line, word)| Breach::new(source, line, word, why)));
    }
    for (from, reference) in house.uses().filter(|(from, _)| is_rule(house, from)) {
        let is_impure = match (reference.item(), reference.outside()) {
            (Some((path, item)), _) => is_impure_here(house.source(path), item),
            (_, Some(path)) => {
                path[0] == "std" && path.get(1).is_some_and(|name| IMPURE_MODULES.contains(&name.as_str()))
            }
            _ => false,
        };
        if is_impure {
            breaches.push(Breach::new(from, reference.line, &reference.written, why));
        }
    }
    breaches
}

/// Whether a name of the house is of no use to a pure function.
fn is_impure_here(used: Option<&Source>, item: &str) -> bool {
    let Some(used) = used else { return false };
    let draws = used.path == "src/secret.rs" && ["random", "token"].contains(&item);
    used.part() == "db" && !PLAIN_VALUES.contains(&item) || used.part() == "config" || draws
}

/// An act is given its day, its instant and its keys: the same act the day after is a plain test.
pub fn acts_draw_nothing(house: &House) -> Vec<Breach> {
    let why = "an act is given its day and its instant; keys come from Write";
    let acts = house.sources.iter().filter(|source| source.part() == ACTS);
    let mut breaches = Vec::new();
    for source in acts {
        for (at, token) in source.tokens.iter().enumerate() {
            // `write.new_id()` gives a key; the function of that name draws one.
            let is_given = at > 0 && source.tokens[at - 1].is(".");
            if DRAWN.iter().any(|word| token.is(word)) && !is_given {
                breaches.push(Breach::new(source, token.line, &token.text, why));
            }
        }
    }
    breaches
}
