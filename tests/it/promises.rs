//! What the documents promise has its test: every one that they name is there.

use std::fs;
use std::path::Path;

/// The documents with tables of promises and their tests.
const DOCUMENTS: [&str; 2] = ["docs/operations.md", "docs/security.md"];

/// What stands between backticks and names a file of tests, perhaps with a test in it: `tests/it/server.rs::a_half_request_ends`.
fn named(text: &str) -> Vec<&str> {
    let code = text.split('`').skip(1).step_by(2);
    code.filter(|code| code.starts_with("tests/") || code.starts_with("src/") && code.contains("::"))
        .collect()
}

/// What is wrong with the name of a test, if anything is.
fn fault(name: &str) -> Option<String> {
    let (path, test) = name.split_once("::").map_or((name, None), |(path, test)| (path, Some(test)));
    let Ok(text) = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)) else {
        let is_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path).is_dir();
        return (!is_folder || test.is_some()).then(|| format!("{name}: there is no such file"));
    };
    let declared = format!("fn {}(", test?);
    let lines: Vec<&str> = text.lines().collect();
    let Some(at) = lines.iter().position(|line| line.contains(&declared)) else {
        return Some(format!("{name}: there is no such test"));
    };
    // Perhaps below a few lines of other attributes.
    let before = &lines[at.saturating_sub(4)..at];
    let is_test = before.iter().any(|line| line.contains("#[test]") || line.contains("#[tokio::test"));
    (!is_test).then(|| format!("{name}: this is no test"))
}

#[test]
fn every_test_that_a_document_names_is_there() {
    for document in DOCUMENTS {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
        let names = named(&text);
        assert!(!names.is_empty(), "{document} names no test");
        let faults: Vec<String> = names.iter().filter_map(|name| fault(name)).collect();
        assert!(faults.is_empty(), "{document}:\n{}", faults.join("\n"));
    }
}

#[test]
fn a_test_that_is_not_there_is_seen() {
    let this = "tests/it/promises.rs";
    assert_eq!(fault(&format!("{this}::a_test_that_is_not_there_is_seen")), None);
    assert_eq!(fault(this), None);
    for other in ["tests/it/gone.rs::test", "tests/it/promises.rs::gone", "tests/it/promises.rs::named"] {
        assert!(fault(other).is_some(), "{other}");
    }
    assert_eq!(named("`tests/a.rs::b` and `src/c.rs` and `src/d.rs::e`"), ["tests/a.rs::b", "src/d.rs::e"]);
}
