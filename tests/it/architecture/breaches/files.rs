//! Wall 8 and the rest, broken: carriers that know nouns, crates that reach out, files that say nothing.

use super::{falls, house};
use crate::architecture::house::Text;
use crate::architecture::reader::Source;
use crate::architecture::walls::{carriers, files};

#[test]
fn a_business_word_in_the_database_folder_is_seen() {
    let text = "//! x\nconst KIND: &str = \"mentor\";\n";
    falls(carriers::no_business_word_in_db, "src/db/bad.rs", text, "src/db/bad.rs:2: mentor");
}

#[test]
fn a_carrier_that_knows_a_noun_is_seen() {
    let text = "//! x\nuse crate::people::person::Person;\n";
    for part in ["web", "mail", "links", "jobs", "limits", "outside", "steps", "db"] {
        let path = format!("src/{part}/bad.rs");
        falls(carriers::carriers_know_only_accounts, &path, text, &format!("{path}:2: {part} uses people"));
    }
}

#[test]
fn a_crate_that_does_input_and_output_is_seen() {
    for text in ["[dependencies]\ntokio = \"1\"\n", "[dependencies.tandem]\npath = \"../..\"\n"] {
        let mut house = house(&[]);
        house.manifests.push(Text { path: "crates/bad/Cargo.toml".to_owned(), text: text.to_owned() });
        let breaches = carriers::crates_stand_alone(&house);
        assert!(
            breaches.iter().any(|breach| breach.place.starts_with("crates/bad/Cargo.toml")),
            "{breaches:?}"
        );
    }
    let mut house = house(&[]);
    house.others.push(Source::new("crates/bad/src/lib.rs", "//! x\nfn f() { std::fs::read(p) }\n"));
    let breaches = carriers::crates_stand_alone(&house);
    assert!(breaches.iter().any(|breach| breach.place == "crates/bad/src/lib.rs:2"), "{breaches:?}");
}

#[test]
fn a_long_file_and_a_silent_one_are_seen() {
    let long = format!("//! x\n{}", "\n".repeat(460));
    falls(files::short_and_documented, "src/bad.rs", &long, "src/bad.rs:450: 461 lines");
    falls(files::short_and_documented, "src/bad.rs", "fn f() {}\n", "src/bad.rs:1: no introduction");
}

#[test]
fn a_noun_that_says_nothing_of_itself_is_seen() {
    let text = "//! Tandems.\n";
    falls(files::nouns_are_introduced, "src/tandems/mod.rs", text, "src/tandems/mod.rs:1: 1 lines");
    falls(files::nouns_are_introduced, "src/tandems/mod.rs", text, "src/tandems/mod.rs:1: no table");
}

#[test]
fn a_template_nobody_renders_is_seen() {
    let mut house = house(&[]);
    for path in ["templates/bad.html", "templates/messages/bad.txt"] {
        house.templates.push(Text { path: path.to_owned(), text: String::new() });
    }
    let places: Vec<String> =
        files::templates_are_used(&house).into_iter().map(|breach| breach.place).collect();
    assert_eq!(places, ["templates/bad.html:1", "templates/messages/bad.txt:1"]);
}
