//! A Rust file as the walls see it: its code without comments and texts, and the modules it names.

/// A Rust file.
pub struct Source {
    pub path: String,
    pub text: String,
    /// The text with comments blanked, line by line.
    pub code: String,
    /// The code with the texts between quotes blanked too.
    bare: String,
    /// Where the unit tests begin.
    tests_at: usize,
}

/// A module that a file names.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference {
    pub line: usize,
    /// The path from the root of the crate.
    pub path: Vec<String>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let code = blank(text, false);
        let bare = blank(text, true);
        let tests_at = bare.find("#[cfg(test)]\nmod ").unwrap_or(bare.len());
        Self { path: path.to_owned(), text: text.to_owned(), code, bare, tests_at }
    }

    /// The folders and the name of the file under `src`, without its extension.
    pub fn module(&self) -> Vec<&str> {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.strip_suffix(".rs").unwrap_or(inside).split('/').collect()
    }

    /// The noun or the part of the house it belongs to.
    pub fn part(&self) -> &str {
        self.module().first().copied().unwrap_or_default()
    }

    /// Whether a folder or the name of the file is one of these.
    pub fn lies_in(&self, names: &[&str]) -> bool {
        self.module().iter().any(|part| names.contains(part))
    }

    /// A file that holds nothing but unit tests.
    pub fn is_tests(&self) -> bool {
        self.module().contains(&"tests")
    }

    /// The lines of code, numbered from 1, without texts, comments and unit tests.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.bare[..self.tests_at].lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Where one of these words stands in the code, as words of their own.
    pub fn words<'a>(&'a self, words: &'a [&str]) -> impl Iterator<Item = (usize, &'a str)> {
        self.lines().flat_map(move |(number, line)| {
            words.iter().filter(move |word| has_word(line, word)).map(move |&word| (number, word))
        })
    }

    /// Every module of this crate that the file names, unit tests included.
    pub fn references(&self) -> Vec<Reference> {
        let mut found = Vec::new();
        for root in ["crate::", "super::"] {
            for (at, _) in self.bare.match_indices(root) {
                let before = self.bare[..at].chars().next_back().unwrap_or(' ');
                if is_word(before) || before == ':' || before == '$' {
                    continue;
                }
                let line = self.bare[..at].matches('\n').count() + 1;
                let (base, rest) = self.base(&self.bare[at..]);
                let mut paths = Vec::new();
                expand(rest, &base, &mut paths);
                found.extend(paths.into_iter().map(|path| Reference { line, path }));
            }
        }
        found
    }

    /// The module that a path starts from, and what follows.
    fn base<'a>(&self, mut text: &'a str) -> (Vec<String>, &'a str) {
        if let Some(rest) = text.strip_prefix("crate::") {
            return (Vec::new(), rest);
        }
        let mut module: Vec<String> = self.module().into_iter().map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        while let Some(rest) = text.strip_prefix("super::") {
            module.pop();
            text = rest;
        }
        (module, text)
    }
}

/// Follows a path and the branches between its braces.
fn expand(text: &str, base: &[String], paths: &mut Vec<Vec<String>>) {
    let text = text.trim_start();
    if let Some(inside) = text.strip_prefix('{') {
        for branch in branches(inside) {
            expand(branch, base, paths);
        }
        return;
    }
    let end = text.find(|letter: char| !is_word(letter)).unwrap_or(text.len());
    let mut path = base.to_vec();
    if end > 0 {
        path.push(text[..end].to_owned());
    }
    match text[end..].strip_prefix("::") {
        Some(rest) if end > 0 => expand(rest, &path, paths),
        _ => paths.push(path),
    }
}

/// The parts between commas, up to the brace that closes them.
fn branches(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&text[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|branch| !branch.trim().is_empty());
    found
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back().unwrap_or(' ');
        let after = line[at + word.len()..].chars().next().unwrap_or(' ');
        !is_word(before) && !is_word(after)
    })
}

/// The same text with comments, and texts if asked, replaced by spaces; lines stay where they are.
fn blank(text: &str, texts_too: bool) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let end = match letters[at] {
            '/' if letters.get(at + 1) == Some(&'/') => until(&letters, at, |rest| rest[0] == '\n'),
            '"' => text_end(&letters, at + 1),
            'r' if raw_hashes(&letters[at..]).is_some() && !out.ends_with(is_word) => raw_end(&letters, at),
            '\'' if letters.get(at + 1) == Some(&'\\') => until(&letters, at + 3, |rest| rest[0] == '\'') + 1,
            '\'' if letters.get(at + 2) == Some(&'\'') => at + 3,
            _ => at + 1,
        };
        let end = end.min(letters.len());
        let is_comment = letters[at] == '/' && end > at + 1;
        let is_text = !is_comment && end > at + 1;
        for &letter in &letters[at..end] {
            let hidden = is_comment || is_text && texts_too;
            out.push(if hidden && letter != '\n' { ' ' } else { letter });
        }
        at = end;
    }
    out
}

fn until(letters: &[char], mut at: usize, stop: impl Fn(&[char]) -> bool) -> usize {
    while at < letters.len() && !stop(&letters[at..]) {
        at += 1;
    }
    at
}

fn text_end(letters: &[char], mut at: usize) -> usize {
    while at < letters.len() && letters[at] != '"' {
        at += if letters[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// How many `#` begin a raw text here, if one does.
fn raw_hashes(letters: &[char]) -> Option<usize> {
    let hashes = letters[1..].iter().take_while(|&&letter| letter == '#').count();
    (letters.get(1 + hashes) == Some(&'"')).then_some(hashes)
}

fn raw_end(letters: &[char], at: usize) -> usize {
    let hashes = raw_hashes(&letters[at..]).unwrap_or(0);
    let closing: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    until(letters, at + hashes + 2, |rest| rest.starts_with(&closing)) + closing.len()
}

#[test]
fn comments_and_texts_are_not_code() {
    let source = Source::new("src/a.rs", "let a = \"sea_orm\"; // axum\nlet b = 'x'; use sea_orm::Set;\n");
    let found: Vec<_> = source.words(&["sea_orm", "axum"]).collect();
    assert_eq!(found, [(2, "sea_orm")]);
}

#[test]
fn a_reference_is_found_in_braces_and_from_below() {
    let source = Source::new(
        "src/people/store/rows.rs",
        "use crate::{db, tandems::store::find};\nuse super::super::pages;\n",
    );
    let paths: Vec<String> = source.references().iter().map(|found| found.path.join("::")).collect();
    assert_eq!(paths, ["db", "tandems::store::find", "people::pages"]);
}
