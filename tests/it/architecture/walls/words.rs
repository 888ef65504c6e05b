//! The words of the screens, read where they are written: templates, texts of the code, scripts.

use super::Breach;
use crate::architecture::house::{House, Text};
use crate::architecture::reader::Source;
use crate::architecture::reader::tokens::Kind;
use crate::words;

const ONE_WORD: &str = "one word for one thing";
const APOSTROPHE: &str = "French is printed with ’";
const ELISION: &str = "`french::de` knows a vowel and a mute h";

/// Nobody reads a word that the list bans.
pub fn banned_words(house: &House) -> Vec<Breach> {
    let said = |text: &str| {
        let told = words::said(text).into_iter();
        told.map(|(word, better)| (format!("« {word} », dire : {better}"), ONE_WORD)).collect()
    };
    read(house, said)
}

/// No straight apostrophe in French.
pub fn straight_apostrophes(house: &House) -> Vec<Breach> {
    let mut breaches =
        read(house, |text| words::straight(text).map(|word| (word, APOSTROPHE)).into_iter().collect());
    // What a command takes is told by its comments.
    for source in house.sources.iter().filter(|source| source.path.starts_with("src/commands/")) {
        let comments =
            source.text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("///"));
        let straight = comments.filter_map(|(at, line)| Some((at + 1, words::straight(line)?)));
        breaches.extend(straight.map(|(line, word)| Breach::new(source, line, word, APOSTROPHE)));
    }
    breaches
}

/// "pas de entreprise" is written nowhere.
pub fn missing_elisions(house: &House) -> Vec<Breach> {
    read(house, |text| words::unelided(text).map(|word| (word, ELISION)).into_iter().collect())
}

type Found = Vec<(String, &'static str)>;

/// What is found in every text that somebody may read, with its place.
fn read(house: &House, find: impl Fn(&str) -> Found) -> Vec<Breach> {
    let is_printed = |source: &&Source| source.path.starts_with("crates/") && source.path.contains("/src/");
    let sources = house.sources.iter().chain(house.others.iter().filter(is_printed));
    let texts = sources.flat_map(|source| {
        let texts = source.tokens.iter().filter(|token| token.kind == Kind::Text);
        texts.map(|token| (source.path.as_str(), token.line, token.text.as_str()))
    });
    let lines = house.templates.iter().chain(&house.scripts).flat_map(lines);
    let mut breaches = Vec::new();
    for (path, line, text) in texts.chain(lines) {
        breaches.extend(find(text).into_iter().map(|(what, why)| Breach::at(path, line, what, why)));
    }
    breaches
}

/// The lines of a template or a script, without those that are a comment.
fn lines(text: &Text) -> impl Iterator<Item = (&str, usize, &str)> {
    let lines = text.text.lines().enumerate();
    let told = lines
        .filter(|(_, line)| !["{#", "//", "*", "/*"].iter().any(|sign| line.trim_start().starts_with(sign)));
    told.map(|(at, line)| (text.path.as_str(), at + 1, line))
}
