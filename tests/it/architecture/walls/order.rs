//! Wall 1: a noun uses only nouns listed before it, and pages are leaves.

use super::Breach;
use crate::architecture::house::{ACTS, CALLERS, CARRIERS, House, ROOTS};
use crate::architecture::reader::Source;
use crate::architecture::reader::references::Way;

/// The nouns that pages of earlier nouns read through; and every page says who may reach it, in the words of `accounts`.
const READINGS: &[&str] = &["overview", "indicators"];
const ACCESS: &str = "accounts";

/// What rules and stores never use: these come after them.
const AFTER: &[&str] = &["state", "router", "web", "main"];

/// A folder that no wall knows would be held by none.
pub fn every_part_is_known(house: &House) -> Vec<Breach> {
    let why =
        "name it in lib.rs with a sentence (a noun), or in tests/it/architecture/house.rs (anything else)";
    let is_known = |part: &str| {
        house.position(part).is_some()
            || [CARRIERS, ROOTS, CALLERS, &[ACTS]].iter().any(|parts| parts.contains(&part))
    };
    let unknown = house.sources.iter().filter(|source| !is_known(source.part()));
    unknown.map(|source| Breach::new(source, 1, source.part(), why)).collect()
}

/// What stands below a noun never looks down the list: rules, stores, steps and messages.
pub fn nouns_look_up(house: &House) -> Vec<Breach> {
    let why = "a noun uses only nouns listed before it in lib.rs, so that there is no circle";
    let after = "the rules and the store of a noun come before the pages, the acts and their callers";
    let mut breaches = Vec::new();
    for (from, reference, used) in house.uses_within() {
        let Some(own) = house.position(from.part()).filter(|_| !from.is_page()) else { continue };
        let what = || format!("{} uses {}", from.part(), told(used, &reference.written));
        if house.position(used.part()).is_some_and(|place| place > own) {
            breaches.push(Breach::new(from, reference.line, what(), why));
        } else if AFTER.contains(&used.part()) || CALLERS.contains(&used.part()) {
            breaches.push(Breach::new(from, reference.line, what(), after));
        }
    }
    breaches
}

/// The pages of a noun may also read through `overview` and `indicators`.
///
/// The present state of the wall: `excuses::LATER_NOUNS` names what pages still take from later nouns, thing by thing.
/// That list only shrinks: what a page needs of a later noun is read by `overview`, or given by an act.
pub fn pages_look_up(house: &House) -> Vec<Breach> {
    let why = "pages read later nouns through overview/ and indicators/";
    let mut breaches = Vec::new();
    for (from, reference, used) in house.uses_within() {
        let Some(own) = house.position(from.part()).filter(|_| from.is_page()) else { continue };
        let is_later = house.position(used.part()).is_some_and(|place| place > own);
        let Some((_, item)) = reference.item() else { continue };
        let is_open = READINGS.contains(&used.part()) || used.part() == ACCESS && !used.is_store();
        if is_later && !used.is_page() && !is_open {
            let what = format!("{} -> {}::{item}", from.part(), used.part());
            breaches.push(Breach::new(from, reference.line, what, why));
        }
    }
    breaches
}

/// Pages are leaves: what several need moves to the noun, or to `overview`.
pub fn only_the_router_knows_pages(house: &House) -> Vec<Breach> {
    let why = "only src/router.rs uses a pages module from outside: what several need moves to the noun";
    let mut breaches = Vec::new();
    for (from, reference, used) in house.uses_within() {
        let is_own = from.is_page() && from.part() == used.part();
        if used.is_page() && !is_own && from.path != "src/router.rs" {
            breaches.push(Breach::new(from, reference.line, told(used, &reference.written), why));
        }
    }
    breaches
}

/// Work that is due is taken in one place, which says by which act each kind is done.
pub fn only_the_worker_claims_jobs(house: &House) -> Vec<Breach> {
    let why = "only src/worker.rs takes jobs and maps each kind to an act; an act may take the one job it scheduled (`claim_one`)";
    let mut breaches = Vec::new();
    for (from, reference, used) in house.uses_within() {
        let item = reference.item().map_or("", |(_, item)| item);
        let claims = item == "claim" || (item == "claim_one" && from.part() != "acts");
        let may = from.path == "src/worker.rs" || from.part() == "jobs";
        if used.part() == "jobs" && claims && !may && reference.way != Way::ReExport {
            breaches.push(Breach::new(from, reference.line, &reference.written, why));
        }
    }
    breaches
}

/// A name is followed to the file that defines it: were it lost on the way, the walls would not see it.
pub fn every_path_leads_somewhere(house: &House) -> Vec<Breach> {
    let why = "the reader (tests/it/architecture/reader) cannot follow this path";
    let lost =
        house.uses().filter(|(_, reference)| reference.file().is_none() && reference.outside().is_none());
    lost.map(|(from, reference)| Breach::new(from, reference.line, &reference.written, why)).collect()
}

/// The part of the house that a path leads to, beside the path as written.
fn told(used: &Source, written: &str) -> String {
    format!("{} ({written})", used.part())
}
