//! Wall 8: the crates know nothing of the hub, and what carries the nouns knows no noun but accounts.

use std::collections::BTreeSet;

use super::Breach;
use crate::architecture::house::{CARRIERS, House};
use crate::architecture::reader::Source;

/// Words of mentoring. `tandem` is the name of the program too.
const BUSINESS: &[&str] = &[
    "mentor",
    "mentee",
    "person",
    "people",
    "journey",
    "proposal",
    "tandem",
    "meeting",
    "outcome",
    "organisation",
    "branch",
    "campaign",
    "grant",
    "trade",
    "accounts",
    "rounds",
];

/// What opens, reads and writes a database would serve another trade as well.
pub fn no_business_word_in_db(house: &House) -> Vec<Breach> {
    let why = "db/ has no business word outside its migrations";
    let sources =
        house.sources.iter().filter(|source| source.part() == "db" && source.room() != "migrations");
    let mut breaches = Vec::new();
    for source in sources {
        for token in &source.tokens {
            let lower = token.text.to_lowercase();
            let found = BUSINESS.iter().filter(|word| lower.contains(**word));
            breaches.extend(found.map(|word| Breach::new(source, token.line, *word, why)));
        }
    }
    breaches
}

/// A carrier takes plain values: it would carry another trade as well.
pub fn carriers_know_only_accounts(house: &House) -> Vec<Breach> {
    let why = "what carries the nouns knows none of them but accounts";
    let mut breaches = Vec::new();
    for (from, reference, used) in house.uses_within().filter(|(from, _, _)| CARRIERS.contains(&from.part()))
    {
        if used.part() != "accounts" && house.position(used.part()).is_some() {
            let what = format!("{} uses {} ({})", from.part(), used.part(), reference.written);
            breaches.push(Breach::new(from, reference.line, what, why));
        }
    }
    breaches
}

/// The crates could leave for another project tomorrow.
pub fn crates_stand_alone(house: &House) -> Vec<Breach> {
    const OUTSIDE: &[&str] =
        &["tandem", "tokio", "sqlx", "sea-orm", "axum", "askama", "reqwest", "hyper", "lettre"];
    let why = "the crates know no hub, no people and no I/O";
    let mut breaches = Vec::new();
    for manifest in &house.manifests {
        let mut section = String::new();
        for (number, line) in manifest.text.lines().enumerate() {
            if let Some(title) = line.trim().strip_prefix('[') {
                section = title.trim_end_matches(']').to_owned();
            }
            let name: String = line.chars().take_while(|&letter| !" =.".contains(letter)).collect();
            let in_table = section.rsplit_once("dependencies.").map(|(_, name)| name.to_owned());
            let names = BTreeSet::from([name, in_table.unwrap_or_default()]);
            let outside = OUTSIDE.iter().find(|outside| names.contains(**outside));
            if let Some(name) = outside.filter(|_| section.contains("dependencies")) {
                breaches.push(Breach::at(&manifest.path, number + 1, *name, why));
            }
        }
    }
    breaches.extend(crates_reach_nothing(house));
    breaches
}

/// Files, the network and the environment, in the library of a crate.
fn crates_reach_nothing(house: &House) -> Vec<Breach> {
    let why = "the crates know no hub, no people and no I/O";
    let is_library = |source: &&Source| source.path.starts_with("crates/") && source.path.contains("/src/");
    let libraries = house.others.iter().filter(is_library);
    let reached = libraries.flat_map(|source| {
        ["fs", "net", "env", "process"].into_iter().flat_map(move |module| {
            let wanted = ["std", "::", module];
            let found: Vec<usize> = source.sequences(&wanted).collect();
            found.into_iter().map(move |at| Breach::new(source, source.tokens[at].line, wanted.concat(), why))
        })
    });
    reached.collect()
}
