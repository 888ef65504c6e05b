//! Each wall is seen to fall: a house with one bad file is not let through.

use super::house::{House, Text};
use super::walls;

#[track_caller]
fn falls(wall: impl Fn(&House) -> Vec<String>, path: &str, text: &str, place: &str) {
    let breaches = wall(&House::read().with(path, text));
    assert!(breaches.iter().any(|breach| breach.starts_with(place)), "{place} is not among {breaches:#?}");
}

#[test]
fn a_noun_that_looks_down_is_seen() {
    let text = "//! x\nuse crate::{db::Id, tandems::store};\n";
    falls(walls::order_of_nouns, "src/people/bad.rs", text, "src/people/bad.rs:2: people uses tandems");
    let text = "//! x\n\nfn f() { super::super::outcomes::store::list() }\n";
    falls(walls::order_of_nouns, "src/people/bad.rs", text, "src/people/bad.rs:3: people uses outcomes");
}

#[test]
fn a_page_used_by_another_is_seen() {
    let text = "//! x\nuse crate::people::pages::list;\n";
    falls(walls::pages_known_to_the_router_only, "src/tandems/pages.rs", text, "src/tandems/pages.rs:2");
    let text = "//! x\nuse super::pages::routes;\n";
    falls(walls::pages_known_to_the_router_only, "src/tandems/bad.rs", text, "src/tandems/bad.rs:2");
}

#[test]
fn a_query_outside_a_store_is_seen() {
    let text = "//! x\nuse sea_orm::EntityTrait;\n";
    falls(walls::sql_in_stores_only, "src/tandems/pages.rs", text, "src/tandems/pages.rs:2: sea_orm");
}

#[test]
fn a_page_outside_the_pages_is_seen() {
    let text = "//! x\nfn f() -> axum::response::Response { todo() }\n";
    falls(walls::http_in_pages_only, "src/tandems/store.rs", text, "src/tandems/store.rs:2: axum");
}

#[test]
fn a_rule_that_reads_the_clock_or_waits_is_seen() {
    let text = "//! x\nfn f() { time::OffsetDateTime::now_utc(); }\nasync fn g() {}\n";
    falls(walls::pure_rules, "src/tandems/bad.rs", text, "src/tandems/bad.rs:2: now_utc");
    falls(walls::pure_rules, "src/tandems/bad.rs", text, "src/tandems/bad.rs:3: async");
}

#[test]
fn a_business_word_in_the_database_folder_is_seen() {
    let text = "//! x\nconst KIND: &str = \"mentor\";\n";
    falls(walls::no_business_word_in_db, "src/db/bad.rs", text, "src/db/bad.rs:2: mentor");
}

#[test]
fn a_noun_in_the_web_folder_is_seen() {
    let text = "//! x\nuse crate::people::person::Person;\n";
    falls(walls::web_knows_only_accounts, "src/web/bad.rs", text, "src/web/bad.rs:2: people");
}

#[test]
fn a_reading_without_a_scope_is_seen() {
    let text = "//! x\npub async fn list(db: &Db) -> Result<Vec<Person>, DbErr> {\n}\n";
    falls(walls::stores_take_a_scope, "src/people/store/bad.rs", text, "src/people/store/bad.rs:2: list");
}

#[test]
fn a_long_file_and_a_silent_one_are_seen() {
    let long = format!("//! x\n{}", "\n".repeat(460));
    falls(walls::short_and_documented, "src/bad.rs", &long, "src/bad.rs:450: 461 lines");
    falls(walls::short_and_documented, "src/bad.rs", "fn f() {}\n", "src/bad.rs:1: no introduction");
}

#[test]
fn a_noun_that_says_nothing_of_itself_is_seen() {
    let text = "//! Tandems.\n";
    falls(walls::nouns_are_introduced, "src/tandems/mod.rs", text, "src/tandems/mod.rs:1: 1 lines");
}

#[test]
fn a_template_nobody_renders_is_seen() {
    let mut house = House::read();
    house.templates.push(Text { path: "templates/bad.html".to_owned(), text: String::new() });
    let breach = "templates/bad.html:1: no page and no template uses it";
    assert!(walls::templates_are_used(&house).iter().any(|found| found == breach));
}

#[test]
fn a_crate_that_does_input_and_output_is_seen() {
    for text in ["[dependencies]\ntokio = \"1\"\n", "[dependencies.tandem]\npath = \"../..\"\n"] {
        let mut house = House::read();
        house.manifests.push(Text { path: "crates/bad/Cargo.toml".to_owned(), text: text.to_owned() });
        let breaches = walls::crates_stand_alone(&house);
        assert!(breaches.iter().any(|breach| breach.starts_with("crates/bad/Cargo.toml")), "{breaches:?}");
    }
}
