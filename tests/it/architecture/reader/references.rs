//! Every name that a file uses, with the place where it is defined.

use super::Source;
use super::imports::Import;
use super::map::{Map, Target, within};

/// A use of a name.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The file that uses it, by its place among the sources.
    pub from: usize,
    pub line: usize,
    /// The path as written.
    pub written: String,
    pub target: Target,
    pub way: Way,
}

/// How a name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `use`, for this file alone.
    Import,
    /// `pub use`: passes a name on.
    ReExport,
    /// In the code.
    Code,
}

impl Reference {
    /// The file and the name it leads to, when it is one of the house.
    pub fn item(&self) -> Option<(&str, &str)> {
        match &self.target {
            Target::House { path, item: Some(item), .. } => Some((path, item)),
            _ => None,
        }
    }

    /// The file it leads to, when it is one of the house.
    pub fn file(&self) -> Option<&str> {
        match &self.target {
            Target::House { path, .. } => Some(path),
            _ => None,
        }
    }

    /// The path it leads to, when it leads out of the house.
    pub fn outside(&self) -> Option<&[String]> {
        match &self.target {
            Target::Outside(path) => Some(path),
            _ => None,
        }
    }
}

/// Every use of a name in these files.
pub fn references(sources: &[Source]) -> Vec<Reference> {
    let map = Map::new(sources);
    let mut found = Vec::new();
    for (from, source) in sources.iter().enumerate() {
        let file = File { from, source, map: &map };
        found.extend(source.declared.imports.iter().map(|import| file.import(import)));
        found.extend((0..source.tokens.len()).filter_map(|at| file.path(at)));
    }
    found
}

struct File<'a> {
    from: usize,
    source: &'a Source,
    map: &'a Map<'a>,
}

impl File<'_> {
    fn import(&self, import: &Import) -> Reference {
        Reference {
            from: self.from,
            line: self.source.tokens[import.at].line,
            written: import.path.join("::"),
            target: self.map.follow(&within(self.source, &import.inside), &import.path),
            way: if import.is_public { Way::ReExport } else { Way::Import },
        }
    }

    /// The path that begins at a token of the code, if one does and it leads out of the file.
    fn path(&self, at: usize) -> Option<Reference> {
        let token = self.source.tokens.get(at).filter(|token| token.is_word())?;
        if !self.begins_a_path(at) {
            return None;
        }
        let path = self.words(at);
        let is_alone = path.len() == 1;
        let target = self.follow(at, &path);
        let is_told = match &target {
            // A word alone may be a local value, or belong to a crate that is brought in whole: it tells nothing.
            Target::Outside(_) | Target::Nowhere => !is_alone,
            Target::House { path, item, .. } => *path != self.source.path && (!is_alone || item.is_some()),
        };
        let written = path.join("::");
        is_told.then_some(Reference { from: self.from, line: token.line, written, target, way: Way::Code })
    }

    fn is(&self, at: Option<usize>, text: &str) -> bool {
        at.and_then(|at| self.source.tokens.get(at)).is_some_and(|token| token.is(text))
    }

    fn begins_a_path(&self, at: usize) -> bool {
        let before = at.checked_sub(1);
        let is_after = |text: &str| self.is(before, text);
        let declares = ["fn", "struct", "enum", "mod", "let", "type", "const", "static", "trait", "as"];
        let is_macro_variable = is_after("$") && !self.source.tokens[at].is("crate");
        let is_field = self.is(Some(at + 1), ":");
        let in_a_use = self.source.declared.uses.iter().any(|place| place.contains(&at));
        !is_after(".")
            && !is_after("::")
            && !is_macro_variable
            && !is_field
            && !in_a_use
            && !declares.iter().any(|word| is_after(word))
    }

    fn words(&self, at: usize) -> Vec<String> {
        let tokens = &self.source.tokens;
        let mut path = vec![tokens[at].text.clone()];
        let mut at = at + 1;
        while self.is(Some(at), "::") && tokens.get(at + 1).is_some_and(super::tokens::Token::is_word) {
            path.push(tokens[at + 1].text.clone());
            at += 2;
        }
        path
    }

    fn follow(&self, at: usize, path: &[String]) -> Target {
        let inline = &self.source.declared.inline;
        let inside = inline.iter().rfind(|(range, _)| range.contains(&at)).map(|(_, inside)| inside);
        let module = within(self.source, inside.map_or(&[], Vec::as_slice));
        let near = self.source.declared.imports.iter().rfind(|import| {
            import.name == path[0] && import.block.as_ref().is_some_and(|block| block.contains(&at))
        });
        match near {
            Some(import) => {
                let path: Vec<String> = import.path.iter().chain(&path[1..]).cloned().collect();
                self.map.follow(&module, &path)
            }
            None => self.map.follow(&module, path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let files = [
            ("src/lib.rs", "pub mod a; pub mod b;"),
            ("src/a.rs", "pub fn f() {} pub struct T; pub fn g() {}"),
            ("src/b.rs", text),
        ];
        let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
        let found =
            references(&sources).into_iter().filter(|reference| sources[reference.from].path == "src/b.rs");
        found
            .map(|reference| format!("{}: {} {:?}", reference.line, reference.written, reference.item()))
            .collect()
    }

    #[test]
    fn imports_and_paths_in_the_code_are_told() {
        let found = told("use crate::a::{f, T as U};\nfn h() { super::a::g(); f(); U::new(); }");
        let f = r#"Some(("src/a.rs", "f"))"#;
        assert!(
            found.contains(&format!("1: crate::a::f {f}")) && found.contains(&format!("2: f {f}")),
            "{found:?}"
        );
        assert!(found.contains(&r#"2: super::a::g Some(("src/a.rs", "g"))"#.to_owned()), "{found:?}");
        assert!(found.contains(&r#"2: U::new Some(("src/a.rs", "T"))"#.to_owned()), "{found:?}");
    }

    #[test]
    fn a_name_brought_in_whole_is_told_where_it_is_used() {
        let found = told("use crate::a::*;\nfn h() {\n f(); self.g(); other }");
        assert_eq!(found, ["1: crate::a None", r#"3: f Some(("src/a.rs", "f"))"#]);
    }

    #[test]
    fn an_import_in_a_function_is_followed_in_its_block_only() {
        let found = told("fn h() { use crate::a::f as k; k(); }\nfn i() { k::x(); }");
        assert!(found.contains(&r#"1: k Some(("src/a.rs", "f"))"#.to_owned()), "{found:?}");
        assert!(found.contains(&"2: k::x None".to_owned()), "{found:?}");
    }
}
