//! Wall 4, broken: changes that no act makes.

use super::{falls, falls_with, stands};
use crate::architecture::walls::writes;

#[test]
fn a_store_that_writes_without_a_transaction_is_seen() {
    for body in [
        "row::Entity::insert(r)",
        "Query::delete()",
        "row::Entity::find().lock_exclusive()",
        "statement.exec(db)",
        "row.update(db).await",
    ] {
        let text = format!("//! x\npub async fn keep(db: &Db) {{ {body} }}\n");
        let place = "src/tandems/store.rs:2: tandems::keep";
        falls(writes::what_writes_takes_a_write, "src/tandems/store.rs", &text, place);
    }
    let text = "//! x\npub async fn keep(db: &Db) { map.insert(1, 2); list(db).await }\n";
    stands(writes::what_writes_takes_a_write, "src/tandems/store.rs", text);
}

#[test]
fn a_transaction_of_another_kind_is_no_transaction() {
    let text = "//! x\nuse std::fmt::Write;\npub async fn keep(write: &Write) { row::Entity::insert(r) }\n";
    falls(
        writes::what_writes_takes_a_write,
        "src/tandems/store.rs",
        text,
        "src/tandems/store.rs:3: tandems::keep",
    );
}

#[test]
fn a_store_that_hides_a_writing_in_a_method_is_seen() {
    let text = "//! x\nuse crate::db::Write;\nimpl Rows { pub async fn keep(&self, write: &Write) {} }\n";
    falls(
        writes::what_writes_takes_a_write,
        "src/tandems/store.rs",
        text,
        "src/tandems/store.rs:3: tandems::keep",
    );
}

#[test]
fn a_caller_that_writes_by_itself_is_seen() {
    let text = "//! x\nuse crate::people::store::{self, insert as keep};\nfn f() { store::lock(&write); }\n";
    for path in
        ["src/people/pages/bad.rs", "src/guard.rs", "src/worker.rs", "src/demo/bad.rs", "src/commands/bad.rs"]
    {
        let part = path.trim_start_matches("src/").split(['/', '.']).next().unwrap();
        falls(writes::only_acts_write, path, text, &format!("{path}:2: {part} -> people::insert"));
        falls(writes::only_acts_write, path, text, &format!("{path}:3: {part} -> people::lock"));
    }
    stands(writes::only_acts_write, "src/acts/people/good.rs", text);
}

#[test]
fn a_caller_that_writes_through_a_name_passed_on_is_seen() {
    let noun =
        ("src/people/mod.rs", "pub mod person; pub mod store; pub use store::*; pub use person::Person;");
    let bad = ("src/tandems/pages.rs", "//! x\nuse crate::people;\nfn f() { people::insert(&write) }\n");
    falls_with(writes::only_acts_write, &[noun, bad], "src/tandems/pages.rs:3: tandems -> people::insert");
    let text = "//! x\nuse crate::mail::push;\n";
    falls(
        writes::only_acts_write,
        "src/tandems/pages.rs",
        text,
        "src/tandems/pages.rs:2: tandems -> mail::push",
    );
}

#[test]
fn a_page_that_decides_by_itself_is_seen() {
    let store = "use crate::db::Deciding; pub async fn decisive(on: &impl Deciding) {}";
    let bad = ("src/tandems/pages.rs", "//! x\nuse super::store;\nfn f() { store::decisive(&snapshot) }\n");
    let place = "src/tandems/pages.rs:3: tandems -> tandems::decisive";
    falls_with(writes::only_acts_write, &[("src/tandems/store.rs", store), bad], place);
}

#[test]
fn a_job_held_by_a_page_is_seen() {
    let text = "//! x\nuse crate::jobs;\nfn f() { jobs::store::hold(db, claim) }\n";
    falls(
        writes::only_acts_write,
        "src/tandems/pages.rs",
        text,
        "src/tandems/pages.rs:3: tandems -> jobs::hold",
    );
    stands(writes::only_acts_write, "src/worker.rs", text);
}

#[test]
fn a_line_of_the_journal_written_by_a_page_is_seen() {
    let text = "//! x\nfn f() {\nwrite.record(deed, id); }\n";
    falls(writes::only_acts_write, "src/tandems/pages.rs", text, "src/tandems/pages.rs:3: write.record(");
}

#[test]
fn a_transaction_opened_by_a_noun_is_seen() {
    let wall = writes::writes_are_opened_by_acts_and_callers;
    let text =
        "//! x\nuse crate::db::{Snapshot, Write as Pen};\nfn f() { Pen::begin(db);\nSnapshot::begin(db); }\n";
    falls(wall, "src/tandems/store.rs", text, "src/tandems/store.rs:3: Pen::begin");
    falls(wall, "src/tandems/store.rs", text, "src/tandems/store.rs:4: Snapshot::begin");
    falls(wall, "src/web/bad.rs", "//! x\nfn f() {\nself.app.write(by) }\n", "src/web/bad.rs:3: app.write(");
    falls(
        wall,
        "src/acts/people/bad.rs",
        "//! x\nfn f() {\ndb.begin() }\n",
        "src/acts/people/bad.rs:3: .begin(",
    );
}

#[test]
fn a_reading_that_writes_is_seen() {
    let text = "//! x\nuse crate::db::Write;\npub async fn read(write: &Write) { row::Entity::insert(r) }\n";
    falls(
        writes::readers_write_nothing,
        "src/overview/store.rs",
        text,
        "src/overview/store.rs:2: crate::db::Write",
    );
    falls(
        writes::readers_write_nothing,
        "src/overview/store.rs",
        text,
        "src/overview/store.rs:3: read (insert)",
    );
}
