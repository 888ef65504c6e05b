//! The walls of the house, read from its sources: each has a reason, and the test that fails says it.

mod breaches;
mod excuses;
mod house;
mod reader;
mod tables;
mod walls;

use std::collections::BTreeSet;

use excuses::{Excuse, LATER_NOUNS, PAGE_SCOPES, READINGS, STORE_SCOPES, WORDS};
use house::House;
use walls::{Breach, acts, carriers, circles, files, languages, order, purity, scopes, words, writes};

type Wall = fn(&House) -> Vec<Breach>;

/// Fails with every breach of some walls.
#[track_caller]
fn stand(walls: &[Wall]) {
    stand_but(walls, &[]);
}

/// Fails with every breach that is not excused, and with every excuse that nothing needs any more.
#[track_caller]
fn stand_but(walls: &[Wall], excuses: &[Excuse]) {
    let breaches: Vec<Breach> = walls.iter().flat_map(|wall| wall(House::real())).collect();
    let is_excused = |breach: &&Breach| excuses.iter().any(|(what, _)| *what == breach.what);
    let told: BTreeSet<String> =
        breaches.iter().filter(|breach| !is_excused(breach)).map(ToString::to_string).collect();
    let is_needed = |what: &str| breaches.iter().any(|breach| breach.what == what);
    let is_second = |at: usize, what: &str| excuses[..at].iter().any(|(before, _)| *before == what);
    let stale = excuses.iter().enumerate().filter(|(at, (what, _))| !is_needed(what) || is_second(*at, what));
    let stale: Vec<String> =
        stale.map(|(_, (what, _))| format!("excuses.rs: {what}: nothing needs this excuse")).collect();
    let lines: Vec<String> = told.into_iter().chain(stale).collect();
    assert!(lines.is_empty(), "\n{}\n{} breaches\n", lines.join("\n"), lines.len());
}

#[test]
fn every_path_leads_to_the_file_that_defines_it() {
    stand(&[order::every_path_leads_somewhere]);
}

#[test]
fn every_part_of_the_house_has_its_place() {
    stand(&[order::every_part_is_known]);
}

#[test]
fn a_noun_uses_only_nouns_listed_before_it() {
    stand(&[order::nouns_look_up]);
}

#[test]
fn pages_read_later_nouns_through_overview_only() {
    stand_but(&[order::pages_look_up], LATER_NOUNS);
}

#[test]
fn only_the_router_knows_the_pages() {
    stand(&[order::only_the_router_knows_pages]);
}

#[test]
fn only_the_worker_takes_jobs() {
    stand(&[order::only_the_worker_claims_jobs]);
}

#[test]
fn acts_come_after_all_nouns_and_before_their_callers() {
    stand(&[acts::only_callers_use_acts, acts::acts_know_no_caller]);
}

#[test]
fn acts_call_each_other_in_one_direction_and_never_a_long_one() {
    stand(&[acts::no_circle_of_acts, acts::long_acts_are_called_by_no_act]);
}

#[test]
fn no_large_circle_of_files() {
    stand(&[circles::small_circles]);
}

#[test]
fn only_stores_speak_sql() {
    stand(&[languages::sql_in_stores_only]);
}

#[test]
fn only_pages_serve_http_and_html() {
    stand(&[languages::http_served_in_pages_only, languages::html_where_it_is_served]);
}

#[test]
fn only_outside_and_mail_ask_other_machines() {
    stand(&[languages::other_machines_asked_outside_only]);
}

#[test]
fn rules_are_pure() {
    stand(&[purity::rules_are_pure]);
}

#[test]
fn acts_are_given_their_day_and_their_keys() {
    stand(&[purity::acts_draw_nothing]);
}

#[test]
fn what_writes_takes_a_write() {
    stand(&[writes::what_writes_takes_a_write]);
}

#[test]
fn only_acts_write() {
    stand(&[writes::only_acts_write]);
}

#[test]
fn writes_are_opened_by_acts_and_their_callers() {
    stand(&[writes::writes_are_opened_by_acts_and_callers]);
}

#[test]
fn reports_and_overview_write_nothing() {
    stand(&[writes::readers_write_nothing]);
}

#[test]
fn a_reading_of_people_tells_its_kind_by_its_signature() {
    stand_but(&[scopes::readings_tell_their_kind], READINGS);
}

/// An excuse for one must not cover another.
#[test]
fn two_readings_that_are_excused_have_two_names() {
    let breaches = scopes::readings_tell_their_kind(House::real());
    let names: BTreeSet<&str> = breaches.iter().map(|breach| breach.what.as_str()).collect();
    assert_eq!(names.len(), breaches.len(), "{names:#?}");
}

#[test]
fn a_scope_that_is_taken_is_used() {
    stand(&[scopes::scopes_are_used]);
}

#[test]
fn no_store_raises_its_scope() {
    stand_but(&[scopes::no_store_makes_a_scope], STORE_SCOPES);
}

#[test]
fn no_page_makes_a_scope() {
    stand_but(&[scopes::no_page_makes_a_scope], PAGE_SCOPES);
}

#[test]
fn the_database_folder_has_no_business_word() {
    stand(&[carriers::no_business_word_in_db]);
}

#[test]
fn carriers_know_no_noun_but_accounts() {
    stand(&[carriers::carriers_know_only_accounts]);
}

#[test]
fn the_crates_know_nothing_of_the_hub() {
    stand(&[carriers::crates_stand_alone]);
}

#[test]
fn one_word_is_said_for_one_thing() {
    stand_but(&[words::banned_words], WORDS);
}

#[test]
fn french_is_written_with_its_apostrophes_and_elisions() {
    stand(&[words::straight_apostrophes, words::missing_elisions]);
}

#[test]
fn every_template_is_used() {
    stand(&[files::templates_are_used]);
}

#[test]
fn every_file_is_short_and_says_what_it_is() {
    stand(&[files::short_and_documented]);
}

#[test]
fn a_noun_says_in_a_few_lines_what_it_is() {
    stand(&[files::nouns_are_introduced]);
}
