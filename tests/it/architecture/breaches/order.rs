//! Wall 1, broken: nouns that look down, pages used by others, acts that go the wrong way.

use super::{falls, falls_with, house, stands};
use crate::architecture::walls::{acts, circles, order};

#[test]
fn a_noun_that_looks_down_is_seen() {
    let text = "//! x\nuse crate::{db::Id, tandems::store};\n";
    falls(order::nouns_look_up, "src/people/bad.rs", text, "src/people/bad.rs:2: people uses tandems");
    let text = "//! x\n\nfn f() { super::super::tandems::tandem::Tandem::new() }\n";
    falls(order::nouns_look_up, "src/people/bad.rs", text, "src/people/bad.rs:3: people uses tandems");
}

#[test]
fn a_noun_that_looks_down_through_a_name_passed_on_is_seen() {
    let passed_on = ("src/vocabulary.rs", "pub use crate::tandems::tandem::Tandem as Pair;");
    let bad = ("src/people/bad.rs", "//! x\nuse crate::vocabulary::*;\nfn f() -> Pair { todo() }\n");
    falls_with(order::nouns_look_up, &[passed_on, bad], "src/people/bad.rs:3: people uses tandems (Pair)");
}

#[test]
fn a_rule_that_uses_what_comes_after_is_seen() {
    let text = "//! x\nuse crate::state::App;\n";
    falls(order::nouns_look_up, "src/people/store.rs", text, "src/people/store.rs:2: people uses state");
}

#[test]
fn a_page_that_reads_a_later_noun_is_seen() {
    let text = "//! x\nuse crate::tandems;\nfn f() { tandems::tandem::Tandem::new() }\n";
    let place = "src/people/pages/bad.rs:3: people -> tandems::Tandem";
    falls(order::pages_look_up, "src/people/pages/bad.rs", text, place);
    stands(order::pages_look_up, "src/people/pages/good.rs", "//! x\nuse crate::overview::store::read;\n");
}

#[test]
fn a_page_used_by_another_is_seen() {
    let text = "//! x\nuse crate::people::pages::routes;\n";
    falls(order::only_the_router_knows_pages, "src/tandems/pages.rs", text, "src/tandems/pages.rs:2: people");
    falls(order::only_the_router_knows_pages, "src/guard.rs", text, "src/guard.rs:2: people");
    let text = "//! x\nuse super::pages::routes;\n";
    falls(order::only_the_router_knows_pages, "src/people/bad.rs", text, "src/people/bad.rs:2: people");
}

#[test]
fn a_page_that_hides_behind_its_noun_is_seen() {
    let noun = (
        "src/people/mod.rs",
        "pub mod pages; pub mod person; pub mod store; pub use pages::*; pub use person::Person;",
    );
    let bad = ("src/tandems/pages.rs", "//! x\nuse crate::people::routes;\n");
    falls_with(order::only_the_router_knows_pages, &[noun, bad], "src/tandems/pages.rs:2: people");
}

#[test]
fn a_job_taken_by_another_than_the_worker_is_seen() {
    let text = "//! x\nuse crate::jobs;\nfn f() { jobs::store::claim(db); }\n";
    falls(order::only_the_worker_claims_jobs, "src/people/pages/bad.rs", text, "src/people/pages/bad.rs:3");
}

#[test]
fn a_folder_that_no_wall_knows_is_seen() {
    falls(order::every_part_is_known, "src/helpers/mod.rs", "//! x\n", "src/helpers/mod.rs:1: helpers");
}

#[test]
fn a_path_that_leads_nowhere_is_seen() {
    let text = "//! x\nuse crate::people::store::nothing;\n";
    falls(
        order::every_path_leads_somewhere,
        "src/tandems/bad.rs",
        text,
        "src/tandems/bad.rs:2: crate::people",
    );
}

#[test]
fn a_noun_or_a_carrier_that_acts_is_seen() {
    let text = "//! x\nuse crate::acts::people::register;\n";
    falls(acts::only_callers_use_acts, "src/people/bad.rs", text, "src/people/bad.rs:2");
    falls(acts::only_callers_use_acts, "src/mail/bad.rs", text, "src/mail/bad.rs:2");
    stands(acts::only_callers_use_acts, "src/guard.rs", text);
}

#[test]
fn an_act_that_knows_who_calls_it_is_seen() {
    let text = "//! x\nuse crate::demo::Persona;\n";
    let files = [("src/demo/mod.rs", "pub struct Persona;"), ("src/acts/people/remind.rs", text)];
    falls_with(acts::acts_know_no_caller, &files, "src/acts/people/remind.rs:2");
}

#[test]
fn a_long_act_called_by_another_is_seen() {
    let text = "//! x\nuse super::remind;\npub async fn run(write: &Write) { remind::run(app).await }\n";
    let place = "src/acts/people/register.rs:3: remind::run";
    falls(acts::long_acts_are_called_by_no_act, "src/acts/people/register.rs", text, place);
}

#[test]
fn acts_in_a_circle_are_seen() {
    let text = "//! x\nuse super::remind;\npub async fn run(write: &Write) { remind::later(write).await }\n";
    let files = [
        ("src/acts/people/register.rs", text),
        ("src/acts/people/remind.rs", "use super::register; pub async fn later() { register::run().await }"),
    ];
    let place = "src/acts/people/register.rs:1: src/acts/people/register.rs, src/acts/people/remind.rs";
    falls_with(acts::no_circle_of_acts, &files, place);
}

#[test]
fn a_circle_of_files_is_told_with_what_ties_it() {
    let ring: Vec<(String, String)> = (0..9)
        .map(|at| {
            let next = (at + 1) % 9;
            (format!("src/people/f{at}.rs"), format!("use super::f{next}::T{next}; pub struct T{at};"))
        })
        .collect();
    let files: Vec<(&str, &str)> = ring.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    falls_with(circles::small_circles, &files, "src:1: 9 files use each other in a circle");
    let (size, told) = circles::largest_circle(&house(&files));
    assert!(size == 9 && told.contains("src/people/f8.rs -> src/people/f0.rs: T0"), "{told}");
}

#[test]
fn a_module_that_only_passes_names_on_makes_no_circle() {
    let files = [
        ("src/people/store/mod.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
        ("src/people/store/a.rs", "use super::B; pub struct A;"),
        ("src/people/store/b.rs", "pub struct B;"),
    ];
    assert_eq!(circles::largest_circle(&house(&files)).0, 0);
}
