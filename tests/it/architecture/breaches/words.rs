//! The words of the screens, broken: a banned word, a straight apostrophe, an elision that is missing.

use super::{falls, house, stands};
use crate::architecture::house::Text;
use crate::architecture::walls::{Breach, words};

#[test]
fn a_banned_word_is_seen_in_the_code() {
    let text = "//! x\nconst SAID: &str = \"Lancer la campagne\";\n";
    falls(words::banned_words, "src/people/bad.rs", text, "src/people/bad.rs:2: « campagne », dire : tour");
    let text = "//! x\n// la campagne\nconst SAID: &str = \"Lancer une campagne de recrutement\";\n";
    stands(words::banned_words, "src/people/good.rs", text);
}

#[test]
fn a_banned_word_is_seen_in_a_template_and_a_script() {
    let mut house = house(&[]);
    let text = |path: &str, text: &str| Text { path: path.to_owned(), text: text.to_owned() };
    house.templates.push(text("templates/bad.html", "{# mentorés #}\n<h1>Mentoré·es</h1>\n"));
    house.scripts.push(text("static/bad.js", "say(\"Quitter\");\n"));
    let places: Vec<String> =
        words::banned_words(&house).iter().map(|breach: &Breach| breach.place.clone()).collect();
    assert_eq!(places, ["templates/bad.html:2", "static/bad.js:1"]);
}

#[test]
fn a_straight_apostrophe_is_seen() {
    let text = "//! x\nconst SAID: &str = \"l'été\";\n";
    falls(words::straight_apostrophes, "src/people/bad.rs", text, "src/people/bad.rs:2: l'été");
    let text = "//! x\n/// Colonne de l'issue\nconst A: u8 = 1;\n";
    falls(words::straight_apostrophes, "src/commands/bad.rs", text, "src/commands/bad.rs:2: l'issue");
    stands(words::straight_apostrophes, "src/people/good.rs", text);
}

#[test]
fn a_missing_elision_is_seen() {
    let text = "//! x\nfn f() -> String { format!(\"pas de {}\", g()) }\n";
    falls(words::missing_elisions, "src/people/bad.rs", text, "src/people/bad.rs:2: de {");
}
