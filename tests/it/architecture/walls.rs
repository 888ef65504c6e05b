//! The walls: each gives a line for every breach, with the place and the reason.

use std::collections::BTreeSet;

use super::house::House;
use super::sources::Source;

/// Where everything is put together: these may use every part of the house.
const COMPOSITION: &[&str] = &["app", "main", "lib", "commands", "demo"];

/// A line for a breach: where, what, and why it matters.
fn breach(source: &Source, line: usize, what: &str, why: &str) -> String {
    format!("{}:{line}: {what}: {why}", source.path)
}

/// Wall 1: no circle between nouns.
pub fn order_of_nouns(house: &House) -> Vec<String> {
    let position = |name: &str| house.nouns.iter().position(|noun| noun == name);
    let mut breaches = Vec::new();
    for source in house.sources.iter().filter(|source| !source.lies_in(&["pages"])) {
        let Some(own) = position(source.part()) else { continue };
        for reference in source.references() {
            let Some(used) = reference.path.first().and_then(|name| position(name)) else { continue };
            if used > own {
                let what = format!("{} uses {}", house.nouns[own], house.nouns[used]);
                let why = "a noun uses only nouns listed above it in lib.rs, so that there is no circle";
                breaches.push(breach(source, reference.line, &what, why));
            }
        }
    }
    breaches
}

/// Wall 1: pages are leaves.
pub fn pages_known_to_the_router_only(house: &House) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in house.sources.iter().filter(|source| source.part() != "app") {
        for reference in source.references() {
            let is_page = reference.path.get(1).is_some_and(|module| module == "pages");
            let within = source.lies_in(&["pages"]) && reference.path[0] == source.part();
            if is_page && !within {
                let why = "only app.rs imports a pages module: what several need moves to the noun";
                breaches.push(breach(source, reference.line, &reference.path.join("::"), why));
            }
        }
    }
    breaches
}

/// Wall 2: one place to look for a query.
pub fn sql_in_stores_only(house: &House) -> Vec<String> {
    let why = "SQL and entities stand in store files, db/ and mail/ only";
    let may = |source: &Source| {
        source.lies_in(&["store", "db", "mail", "error"]) || COMPOSITION.contains(&source.part())
    };
    forbidden(house, &["sea_orm", "sqlx", "sea_query", "entity", "DbErr"], why, may)
}

/// Wall 2: one place to look for a page.
pub fn http_in_pages_only(house: &House) -> Vec<String> {
    let why = "HTTP and HTML stand in pages, api, web/, app.rs and error.rs only";
    let public_files = |source: &Source| source.path == "src/home/assets.rs";
    let may = |source: &Source| {
        source.lies_in(&["pages", "api", "web", "error"])
            || COMPOSITION.contains(&source.part())
            || public_files(source)
    };
    forbidden(house, &["axum", "axum_extra", "askama", "tower_http", "Html", "StatusCode"], why, may)
}

/// Wall 3: input in, decision out, so that a sweep of dates is a plain test.
pub fn pure_rules(house: &House) -> Vec<String> {
    const IMPURE: &[&str] = &[
        "async",
        "await",
        "tokio",
        "SystemTime",
        "now_utc",
        "now_local",
        "getrandom",
        "std::env",
        "std::fs",
        "new_id",
    ];
    let why = "a rule is pure: no database, HTTP, clock, randomness, environment or async";
    let may = |source: &Source| {
        let is_noun = house.nouns.iter().any(|noun| noun == source.part());
        !is_noun
            || source.lies_in(&["pages", "api", "store", "mod"])
            || source.path == "src/home/assets.rs"
            || source.is_tests()
    };
    forbidden(house, IMPURE, why, may)
}

fn forbidden(house: &House, words: &[&str], why: &str, may: impl Fn(&Source) -> bool) -> Vec<String> {
    let sources = house.sources.iter().filter(|source| !may(source) && !source.is_tests());
    sources
        .flat_map(|source| {
            let found: Vec<(usize, String)> =
                source.words(words).map(|(line, word)| (line, word.to_owned())).collect();
            found.into_iter().map(move |(line, word)| breach(source, line, &word, why))
        })
        .collect()
}

/// Wall 6: what opens, reads and writes a database would serve another trade as well.
pub fn no_business_word_in_db(house: &House) -> Vec<String> {
    const WORDS: &[&str] = &[
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
    let mut breaches = Vec::new();
    for source in house.sources.iter().filter(|source| source.part() == "db") {
        if source.lies_in(&["migrations"]) {
            continue;
        }
        for (number, line) in source.code.lines().enumerate() {
            let lower = line.to_lowercase();
            for word in WORDS.iter().filter(|word| lower.contains(*word)) {
                let why = "db/ has no business word outside its migrations";
                breaches.push(breach(source, number + 1, word, why));
            }
        }
    }
    breaches
}

/// Wall 6: what every page needs knows who looks, and nothing of mentoring.
pub fn web_knows_only_accounts(house: &House) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in house.sources.iter().filter(|source| source.part() == "web") {
        for reference in source.references() {
            let name = reference.path.first().map_or("", String::as_str);
            if name != "accounts" && house.nouns.iter().any(|noun| noun == name) {
                breaches.push(breach(source, reference.line, name, "web/ knows only accounts"));
            }
        }
    }
    breaches
}

/// Functions that read over everybody whatever the viewer sees, each with its reason.
const WITHOUT_SCOPE: &[(&str, &str)] = &[
    ("find_by_email", "one address is one person on the whole hub; gives a key only"),
    ("known", "an import tells who is already there, whoever brought them"),
    ("list_sides", "both sides of pairs that the viewer's scope let through, by selections of their keys"),
    ("find_upload", "a file between its preview and its confirmation, for the account that sent it"),
    ("get_name", "the names of the personas of the demonstration"),
    ("taken_places", "counts by mentor, no person"),
    ("promised_places", "counts by mentor, no person"),
    ("paired_journeys", "keys, for a condition on another table"),
    ("proposed_journeys", "keys, for a condition on another table"),
    ("declined_pairs", "keys, for the hard rules of a round"),
    ("list_exclusions", "keys, for the hard rules of a round"),
    ("parts_of", "which roles somebody who signs in with their own address has: neither name nor file"),
    ("list_decisions", "keys, of a round that only the hub's scope finds"),
];

/// The nouns whose tables hold people.
const ABOUT_PEOPLE: &[&str] =
    &["people", "matching", "tandems", "follow_ups", "introductions", "outcomes", "reports"];

/// Wall 5: what somebody may see is filtered in SQL, never afterwards.
pub fn stores_take_a_scope(house: &House) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in house.sources.iter().filter(|source| source.lies_in(&["store"])) {
        if !ABOUT_PEOPLE.contains(&source.part()) {
            continue;
        }
        for (at, _) in source.code.match_indices("pub async fn ") {
            let declaration = &source.code[at..];
            let declaration = &declaration[..declaration.find('{').unwrap_or(declaration.len())];
            let name = declaration.trim_start_matches("pub async fn ");
            let name = &name[..name.find(['(', '<']).unwrap_or(name.len())];
            let writes = declaration.contains("write: &Write");
            let excused = WITHOUT_SCOPE.iter().any(|(excused, _)| *excused == name);
            if !declaration.contains("Scope") && !writes && !excused {
                let line = source.code[..at].matches('\n').count() + 1;
                let why =
                    "a store function that reads people takes the viewer's scope and filters by it in SQL";
                breaches.push(breach(source, line, name, why));
            }
        }
    }
    breaches
}

/// A template nobody renders is a page nobody sees.
pub fn templates_are_used(house: &House) -> Vec<String> {
    let rendered: String = house.sources.iter().map(|source| source.code.as_str()).collect();
    let unused = house.templates.iter().filter(|template| {
        let name = format!("\"{}\"", template.path.trim_start_matches("templates/"));
        let others = house.templates.iter().filter(|other| other.path != template.path);
        !rendered.contains(&name) && !others.into_iter().any(|other| other.text.contains(&name))
    });
    unused.map(|template| format!("{}:1: no page and no template uses it", template.path)).collect()
}

const MOST_LINES: usize = 450;

/// A file one can read in a sitting, that begins by saying what it is.
pub fn short_and_documented(house: &House) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in house.sources.iter().chain(&house.others) {
        let lines = source.text.lines().count();
        if lines > MOST_LINES {
            let why = "split it by verb inside its folder";
            breaches.push(breach(source, MOST_LINES, &format!("{lines} lines"), why));
        }
        let is_in_a_crate = source.path.starts_with("crates/");
        if !is_in_a_crate && !source.text.starts_with("//! ") {
            breaches.push(breach(source, 1, "no introduction", "a file begins by saying what it is"));
        }
    }
    breaches
}

/// A noun's `mod.rs` begins with 3 to 8 lines a coordinator could read, and says which tables it owns.
pub fn nouns_are_introduced(house: &House) -> Vec<String> {
    let mut breaches = Vec::new();
    for noun in &house.nouns {
        let path = format!("src/{noun}/mod.rs");
        let introduction: Vec<&str> =
            house.text(&path).lines().take_while(|line| line.starts_with("//!")).collect();
        if !(3..=8).contains(&introduction.len()) {
            breaches.push(format!("{path}:1: {} lines: a noun is introduced in 3 to 8", introduction.len()));
        }
        let words = introduction.join(" ").to_lowercase();
        if !words.contains("owns") {
            breaches.push(format!("{path}:1: a noun says which tables it owns, or that it owns none"));
        }
    }
    breaches
}

/// Wall 6: the mathematics could leave for another project tomorrow.
pub fn crates_stand_alone(house: &House) -> Vec<String> {
    const OUTSIDE: &[&str] = &["tandem", "tokio", "sqlx", "sea-orm", "axum", "askama", "reqwest", "hyper"];
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
                breaches.push(format!(
                    "{}:{}: {name}: the crates know no hub, no people and no I/O",
                    manifest.path,
                    number + 1
                ));
            }
        }
    }
    breaches
}
