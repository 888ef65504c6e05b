//! The table of promises in docs/security.md names tests that exist.

use std::fs;
use std::path::Path;

/// The rows of the table.
fn rows() -> Vec<&'static str> {
    let text = include_str!("../../docs/security.md");
    let (_, promises) = text.split_once("## Promises").expect("the page has the table");
    let rows = promises.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    rows.take_while(|line| line.starts_with('|')).collect()
}

/// The tests that a row names, each as its file and its function.
fn named(row: &str) -> Vec<(String, &str)> {
    let named = row.split('`').filter_map(|words| words.split_once(".rs::"));
    named.map(|(file, test)| (format!("{file}.rs"), test)).collect()
}

#[test]
fn every_promise_names_tests_that_exist() {
    let rows = rows();
    assert!(rows.len() > 20, "{} promises", rows.len());
    for row in rows {
        let named = named(row);
        assert!(!named.is_empty(), "{row}");
        for (file, test) in named {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
            let found = text.split_once(&format!("fn {test}("));
            let (before, _) = found.unwrap_or_else(|| panic!("{file} has no {test}"));
            let before = before.trim_end().trim_end_matches("async").trim_end();
            assert!(before.ends_with(']'), "{file}: {test} is no test");
        }
    }
}
