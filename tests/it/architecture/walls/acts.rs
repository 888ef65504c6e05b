//! Wall 1, for what people and the hub do: acts come after all nouns, and only their callers use them.

use super::Breach;
use super::circles::{Arrows, circles};
use crate::architecture::house::{ACTS, CALLERS, House};
use crate::architecture::reader::functions::Visible;

/// Rules and stores do not act, carriers do not know what they carry.
pub fn only_callers_use_acts(house: &House) -> Vec<Breach> {
    let why = "only pages, api, guard.rs, worker.rs, commands and demo call acts";
    let mut breaches = Vec::new();
    for (from, reference, used) in house.uses_within().filter(|(_, _, used)| used.part() == ACTS) {
        let is_caller =
            house.position(from.part()).is_some() && from.is_page() || CALLERS.contains(&from.part());
        if !is_caller && from.part() != used.part() {
            breaches.push(Breach::new(from, reference.line, &reference.written, why));
        }
    }
    breaches
}

/// An act knows neither who calls it nor what is shown of it.
pub fn acts_know_no_caller(house: &House) -> Vec<Breach> {
    let why = "an act knows no HTTP, no page and none of its callers";
    let mut breaches = Vec::new();
    for (from, reference, used) in house.uses_within().filter(|(from, _, _)| from.part() == ACTS) {
        let is_caller = used.is_page() || ["web", "router", "main"].contains(&used.part());
        if is_caller || CALLERS.contains(&used.part()) {
            breaches.push(Breach::new(from, reference.line, &reference.written, why));
        }
    }
    breaches
}

/// A long act opens its own transactions: within another act's it would wait for itself.
pub fn long_acts_are_called_by_no_act(house: &House) -> Vec<Breach> {
    let why = "a long act (it takes the App) is never called by another act";
    let mut breaches = Vec::new();
    for (from, reference) in house.uses().filter(|(from, _)| from.part() == ACTS) {
        let Some((used, function)) = house.function(reference) else { continue };
        // What two acts of a folder share is no act: it is not told to the others.
        let is_act = used.part() == ACTS && function.visible == Visible::Wide;
        let is_long = is_act && house.takes(used, function, "App", "state").is_some();
        if is_long && used.path != from.path {
            breaches.push(Breach::new(from, reference.line, &reference.written, why));
        }
    }
    breaches
}

/// Acts may call acts, in one direction.
pub fn no_circle_of_acts(house: &House) -> Vec<Breach> {
    let why = "acts that call each other in a circle are one act: join them, or take out what both need";
    let arrows = Arrows::of(house, |source| source.part() == ACTS);
    let told = circles(&arrows).into_iter().filter(|circle| circle.len() > 1);
    told.map(|circle| Breach::at(&circle[0], 1, circle.join(", "), why)).collect()
}
