//! The walls of the house, read from its sources: each has a reason, and the test that fails says it.

mod breaches;
mod house;
mod sources;
mod tables;
mod walls;

use house::House;

/// Fails with every breach of a wall.
#[track_caller]
fn stands(breaches: Vec<String>) {
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn a_noun_uses_only_nouns_above_it() {
    stands(walls::order_of_nouns(&House::read()));
}

#[test]
fn only_the_router_knows_the_pages() {
    stands(walls::pages_known_to_the_router_only(&House::read()));
}

#[test]
fn only_stores_speak_sql() {
    stands(walls::sql_in_stores_only(&House::read()));
}

#[test]
fn only_pages_speak_http_and_html() {
    stands(walls::http_in_pages_only(&House::read()));
}

#[test]
fn rules_are_pure() {
    stands(walls::pure_rules(&House::read()));
}

#[test]
fn the_database_folder_has_no_business_word() {
    stands(walls::no_business_word_in_db(&House::read()));
}

#[test]
fn the_web_folder_knows_only_accounts() {
    stands(walls::web_knows_only_accounts(&House::read()));
}

#[test]
fn a_store_that_reads_people_takes_the_scope_of_who_looks() {
    stands(walls::stores_take_a_scope(&House::read()));
}

#[test]
fn every_template_is_used() {
    stands(walls::templates_are_used(&House::read()));
}

#[test]
fn every_file_is_short_and_says_what_it_is() {
    stands(walls::short_and_documented(&House::read()));
}

#[test]
fn a_noun_says_in_a_few_lines_what_it_is() {
    stands(walls::nouns_are_introduced(&House::read()));
}

#[test]
fn the_two_crates_know_nothing_of_the_hub() {
    stands(walls::crates_stand_alone(&House::read()));
}
