//! Wall 3, broken: rules that reach out of the program.

use super::{falls, stands};
use crate::architecture::walls::purity;

#[test]
fn a_rule_that_reads_the_clock_or_waits_is_seen() {
    let text = "//! x\nfn f() { time::OffsetDateTime::now_utc(); }\nasync fn g() {}\n";
    falls(purity::rules_are_pure, "src/tandems/bad.rs", text, "src/tandems/bad.rs:2: now_utc");
    falls(purity::rules_are_pure, "src/tandems/bad.rs", text, "src/tandems/bad.rs:3: async");
    falls(purity::rules_are_pure, "src/tandems/mod.rs", text, "src/tandems/mod.rs:3: async");
    stands(purity::rules_are_pure, "src/tandems/store.rs", text);
}

#[test]
fn a_rule_that_draws_or_looks_around_is_seen() {
    for (code, what) in [
        ("Uuid::now_v7();", "now_v7"),
        ("crate::db::new_id();", "new_id"),
        ("getrandom::fill(&mut bytes);", "getrandom"),
        ("std::env::var_os(name);", "var_os"),
        ("db.begin_with_options(options);", "begin_with_options"),
        ("std::fs::read(path);", "std::fs::read"),
        ("crate::db::Write::begin(db);", "begin"),
    ] {
        let text = format!("//! x\nfn f() {{\n{code} }}\n");
        falls(purity::rules_are_pure, "src/tandems/bad.rs", &text, &format!("src/tandems/bad.rs:3: {what}"));
    }
}

#[test]
fn a_rule_that_hides_a_file_behind_an_import_is_seen() {
    let text = "//! x\nuse std::{fmt, fs as files};\nuse crate::db::{Db, Id};\n";
    falls(purity::rules_are_pure, "src/tandems/bad.rs", text, "src/tandems/bad.rs:2: std::fs");
    falls(purity::rules_are_pure, "src/tandems/bad.rs", text, "src/tandems/bad.rs:3: crate::db::Db");
}

#[test]
fn unit_tests_comments_and_texts_are_no_rule() {
    let text = "//! x\n// async\nconst A: &str = \"tokio\";\n#[cfg(test)]\nmod tests { async fn f() {} }\n";
    stands(purity::rules_are_pure, "src/tandems/good.rs", text);
}

#[test]
fn an_act_that_draws_a_key_is_seen() {
    let text = "//! x\nfn f(write: &Write) { let id = write.new_id();\nlet other = new_id(); }\n";
    falls(purity::acts_draw_nothing, "src/acts/people/bad.rs", text, "src/acts/people/bad.rs:3: new_id");
    let text = "//! x\nfn f(write: &Write) { let id = write.new_id(); }\n";
    stands(purity::acts_draw_nothing, "src/acts/people/good.rs", text);
}
