//! The `use` declarations of a file.

use std::ops::Range;

use super::tokens::Token;

/// One name that a `use` brings in.
#[derive(Clone, Debug)]
pub struct Import {
    /// The module it stands in, from the module of the file on: empty but in `mod inside { … }`.
    pub inside: Vec<String>,
    /// The path as written, without the braces.
    pub path: Vec<String>,
    /// The name it has here; `*` for all that the path holds.
    pub name: String,
    /// Whether other modules can go through it.
    pub is_public: bool,
    /// Where its last word stands among the tokens.
    pub at: usize,
    /// The block it is known in, when it stands in a function.
    pub block: Option<Range<usize>>,
}

/// Reads the tree after the word `use`, and says where it ends.
pub fn tree(tokens: &[Token], mut at: usize, found: &mut Vec<Import>) -> usize {
    branch(tokens, &mut at, &[], found);
    at
}

fn branch(tokens: &[Token], at: &mut usize, prefix: &[String], found: &mut Vec<Import>) {
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.is(text));
    let mut path = prefix.to_vec();
    loop {
        if is(*at, "{") {
            *at += 1;
            while *at < tokens.len() && !is(*at, "}") {
                branch(tokens, at, &path, found);
                *at += usize::from(is(*at, ","));
            }
            *at += 1;
            return;
        }
        let Some(token) = tokens.get(*at) else { return };
        *at += 1;
        if token.is("*") {
            found.push(import(path, "*".to_owned(), *at - 1));
            return;
        }
        if token.is_word() {
            path.push(token.text.trim_start_matches("r#").to_owned());
            if !is(*at, "::") {
                break;
            }
        }
        if token.is(";") {
            return;
        }
    }
    let place = *at - 1;
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let mut name = path.last().cloned().unwrap_or_default();
    if is(*at, "as") {
        name = tokens.get(*at + 1).map_or(name, |token| token.text.clone());
        *at += 2;
    }
    found.push(import(path, name, place));
}

fn import(path: Vec<String>, name: String, at: usize) -> Import {
    Import { inside: Vec::new(), path, name, is_public: false, at, block: None }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[test]
    fn a_tree_is_read_branch_by_branch() {
        let tokens = tokens("crate::{db::{self, Id as Key}, people::store::*, a}; rest");
        let mut found = Vec::new();
        let end = tree(&tokens, 0, &mut found);
        assert!(tokens[end].is(";"));
        let told: Vec<String> =
            found.iter().map(|import| format!("{} = {}", import.name, import.path.join("::"))).collect();
        assert_eq!(
            told,
            ["db = crate::db", "Key = crate::db::Id", "* = crate::people::store", "a = crate::a"]
        );
    }
}
