//! Each wall is seen to fall: a sound house with one bad file is not let through.

mod files;
mod languages;
mod order;
mod purity;
mod scopes;
mod sound;
mod words;
mod writes;

use self::sound::SOUND;
use super::house::House;
use super::reader::Source;
use super::{Breach, Wall, walls};

/// Every wall that is read from `src`, to see that the sound house stands.
const WALLS: &[Wall] = &[
    walls::order::every_path_leads_somewhere,
    walls::order::every_part_is_known,
    walls::order::nouns_look_up,
    walls::order::pages_look_up,
    walls::order::only_the_router_knows_pages,
    walls::order::only_the_worker_claims_jobs,
    walls::acts::only_callers_use_acts,
    walls::acts::acts_know_no_caller,
    walls::acts::long_acts_are_called_by_no_act,
    walls::acts::no_circle_of_acts,
    walls::circles::small_circles,
    walls::languages::sql_in_stores_only,
    walls::languages::http_served_in_pages_only,
    walls::languages::html_where_it_is_served,
    walls::languages::other_machines_asked_outside_only,
    walls::purity::rules_are_pure,
    walls::purity::acts_draw_nothing,
    walls::writes::what_writes_takes_a_write,
    walls::writes::only_acts_write,
    walls::writes::writes_are_opened_by_acts_and_callers,
    walls::writes::readers_write_nothing,
    walls::scopes::readings_tell_their_kind,
    walls::scopes::scopes_are_used,
    walls::scopes::no_store_makes_a_scope,
    walls::scopes::no_page_makes_a_scope,
    walls::carriers::no_business_word_in_db,
    walls::carriers::carriers_know_only_accounts,
];

/// The sound house with some files added or replaced.
fn house(files: &[(&str, &str)]) -> House {
    let is_replaced = |path: &str| files.iter().any(|(other, _)| *other == path);
    let kept = SOUND.iter().filter(|(path, _)| !is_replaced(path)).chain(files);
    House::of(kept.map(|(path, text)| Source::new(path, text)).collect())
}

/// A wall reports this place (`src/people/bad.rs:2: what`), once one file is added to the sound house.
#[track_caller]
fn falls(wall: Wall, path: &str, text: &str, place: &str) {
    falls_with(wall, &[(path, text)], place);
}

#[track_caller]
fn falls_with(wall: Wall, files: &[(&str, &str)], place: &str) {
    let told: Vec<String> = wall(&house(files)).iter().map(Breach::to_string).collect();
    assert!(told.iter().any(|breach| breach.starts_with(place)), "{place} is not among {told:#?}");
}

/// A wall reports nothing, though a file is added.
#[track_caller]
fn stands(wall: Wall, path: &str, text: &str) {
    let told: Vec<String> = wall(&house(&[(path, text)])).iter().map(Breach::to_string).collect();
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn a_sound_house_is_let_through() {
    for wall in WALLS {
        let told: Vec<String> = wall(&house(&[])).iter().map(Breach::to_string).collect();
        assert!(told.is_empty(), "{told:#?}");
    }
}
