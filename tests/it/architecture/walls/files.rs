//! What every file and every folder owes its reader.

use std::collections::HashSet;

use super::Breach;
use crate::architecture::house::House;
use crate::architecture::reader::tokens::Kind;

const MOST_LINES: usize = 450;

/// A template nobody renders is a page nobody sees.
pub fn templates_are_used(house: &House) -> Vec<Breach> {
    let texts =
        house.sources.iter().flat_map(|source| &source.tokens).filter(|token| token.kind == Kind::Text);
    let rendered: HashSet<&str> = texts.map(|token| token.text.as_str()).collect();
    let unused = house.templates.iter().filter(|template| {
        let name = format!("\"{}\"", template.path.trim_start_matches("templates/"));
        let mut others = house.templates.iter().filter(|other| other.path != template.path);
        !rendered.contains(name.as_str()) && !others.any(|other| other.text.contains(&name))
    });
    let why = "a template is rendered by a page, a message or another template";
    unused.map(|template| Breach::at(&template.path, 1, "nothing uses it", why)).collect()
}

/// A file one can read in a sitting, that begins by saying what it is.
pub fn short_and_documented(house: &House) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for source in house.sources.iter().chain(&house.others) {
        let lines = source.text.lines().count();
        if lines > MOST_LINES {
            let why = "split it by verb inside its folder";
            breaches.push(Breach::new(source, MOST_LINES, format!("{lines} lines"), why));
        }
        if !source.path.starts_with("crates/") && !source.text.starts_with("//! ") {
            breaches.push(Breach::new(source, 1, "no introduction", "a file begins by saying what it is"));
        }
    }
    breaches
}

/// A noun's `mod.rs` begins with 3 to 8 lines a coordinator could read, and says which tables it owns.
pub fn nouns_are_introduced(house: &House) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for noun in &house.nouns {
        let path = format!("src/{noun}/mod.rs");
        let introduction: Vec<&str> =
            house.text(&path).lines().take_while(|line| line.starts_with("//!")).collect();
        if !(3..=8).contains(&introduction.len()) {
            let what = format!("{} lines", introduction.len());
            breaches.push(Breach::at(&path, 1, what, "a noun is introduced in 3 to 8"));
        }
        if !introduction.join(" ").to_lowercase().contains("owns") {
            let why = "a noun says which tables it owns, or that it owns none";
            breaches.push(Breach::at(&path, 1, "no table", why));
        }
    }
    breaches
}
