//! A small reader of Rust: enough to follow a name to the file that defines it, and to know what a function takes.
//!
//! It knows paths, not types: what is called through a value (`person.name()`) is not followed.

pub mod functions;
pub mod imports;
pub mod items;
pub mod map;
pub mod references;
pub mod tokens;

use std::collections::BTreeSet;

use items::Declared;
use tokens::Token;

/// A Rust file as the walls see it.
pub struct Source {
    pub path: String,
    pub text: String,
    /// Its code, without unit tests.
    pub tokens: Vec<Token>,
    pub declared: Declared,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let (tokens, tests) = items::without_tests(&tokens::tokens(text));
        let declared = Declared { tests, ..items::declared(&tokens) };
        Self { path: path.to_owned(), text: text.to_owned(), tokens, declared }
    }

    /// The module that the file is, from the root of the crate.
    pub fn module(&self) -> Vec<String> {
        let mut module: Vec<String> = self.folders().into_iter().map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
            module.pop();
        }
        module
    }

    /// The folders and the name of the file under `src`, without its extension.
    fn folders(&self) -> Vec<&str> {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.strip_suffix(".rs").unwrap_or(inside).split('/').collect()
    }

    /// The noun or the part of the house it belongs to.
    pub fn part(&self) -> &str {
        self.folders().first().copied().unwrap_or_default()
    }

    /// What it is within its part: `store`, `pages`, `mod`, or a rule's own name.
    pub fn room(&self) -> &str {
        self.folders().get(1).copied().unwrap_or_default()
    }

    /// Whether it speaks SQL for its part.
    pub fn is_store(&self) -> bool {
        self.room() == "store"
    }

    /// Whether it answers requests for its part.
    pub fn is_page(&self) -> bool {
        ["pages", "api"].contains(&self.room())
    }

    /// The modules below this one that are compiled for tests only.
    pub fn test_modules(&self) -> BTreeSet<Vec<String>> {
        let below = |name: &String| self.module().into_iter().chain([name.clone()]).collect();
        self.declared.tests.iter().map(below).collect()
    }

    /// Where one of these words stands in the code.
    pub fn words<'a>(&'a self, words: &'a [&str]) -> impl Iterator<Item = (usize, &'a str)> {
        let told = self.tokens.iter().filter(|token| words.iter().any(|word| token.is(word)));
        told.map(|token| (token.line, token.text.as_str()))
    }

    /// Where these tokens follow each other; gives the place of the first.
    pub fn sequences<'a>(&'a self, wanted: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
        let fits = |tokens: &[Token]| wanted.iter().zip(tokens).all(|(text, token)| token.is(text));
        self.tokens.windows(wanted.len()).enumerate().filter(move |(_, found)| fits(found)).map(|(at, _)| at)
    }
}

#[test]
fn a_file_knows_its_place() {
    let source = |path| Source::new(path, "");
    assert_eq!(source("src/people/store/rows.rs").module(), ["people", "store", "rows"]);
    assert_eq!(source("src/people/store/mod.rs").module(), ["people", "store"]);
    assert!(source("src/lib.rs").module().is_empty());
    assert!(source("src/people/store.rs").is_store() && source("src/people/store/rows.rs").is_store());
    assert!(!source("src/people/import/store.rs").is_store());
    assert_eq!(source("src/error.rs").part(), "error");
}
