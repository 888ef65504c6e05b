//! What a file declares: modules, names, imports and functions, without what is compiled for tests only.

use std::collections::BTreeSet;
use std::ops::Range;

use super::functions::{Function, Visible, function, visibility};
use super::imports::{self, Import};
use super::tokens::{Token, closing};

/// What a file declares.
#[derive(Default)]
pub struct Declared {
    pub names: Vec<Name>,
    pub imports: Vec<Import>,
    /// Where the `use` declarations stand among the tokens.
    pub uses: Vec<Range<usize>>,
    pub functions: Vec<Function>,
    /// The modules written out in the file, each with its place among the tokens.
    pub inline: Vec<(Range<usize>, Vec<String>)>,
    /// The modules that are compiled for tests only.
    pub tests: BTreeSet<String>,
}

/// A name that a file declares.
pub struct Name {
    /// The module it stands in, from the module of the file on.
    pub inside: Vec<String>,
    pub name: String,
    /// The macro that makes it, when one does.
    pub made_by: Option<String>,
}

/// Takes away what stands under `#[cfg(test)]`, and tells the modules that do.
pub fn without_tests(tokens: &[Token]) -> (Vec<Token>, BTreeSet<String>) {
    const ATTRIBUTE: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut tests, mut at) = (Vec::new(), BTreeSet::new(), 0);
    while at < tokens.len() {
        let here = &tokens[at..];
        if here.len() < ATTRIBUTE.len() || !ATTRIBUTE.iter().zip(here).all(|(text, token)| token.is(text)) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let end = end_of_item(tokens, at + ATTRIBUTE.len());
        let item = &tokens[at + ATTRIBUTE.len()..end];
        if let Some(module) = item.iter().position(|token| token.is("mod")) {
            tests.extend(item.get(module + 1).map(|token| token.text.clone()));
        }
        at = end;
    }
    (kept, tests)
}

/// Behind the `;` or the block that ends an item.
fn end_of_item(tokens: &[Token], mut at: usize) -> usize {
    let is_value = tokens.get(at).is_some_and(|token| {
        ["use", "static", "type"].iter().any(|word| token.is(word))
            || token.is("const") && !tokens.get(at + 1).is_some_and(|next| next.is("fn"))
    });
    while at < tokens.len() {
        let token = &tokens[at];
        if token.is(";") {
            return at + 1;
        }
        if token.is("{") && !is_value {
            return closing(tokens, at) + 1;
        }
        let opens = token.is("(") || token.is("[") || token.is("{");
        at = if opens { closing(tokens, at) + 1 } else { at + 1 };
    }
    at
}

/// Reads what the tokens of a file declare.
pub fn declared(tokens: &[Token]) -> Declared {
    let mut reader = Reader { tokens, found: Declared::default() };
    reader.items(0..tokens.len(), &[], false);
    reader.found
}

struct Reader<'a> {
    tokens: &'a [Token],
    found: Declared,
}

impl Reader<'_> {
    fn is(&self, at: usize, text: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(text))
    }

    fn items(&mut self, range: Range<usize>, inside: &[String], in_type: bool) {
        let mut at = range.start;
        while at < range.end {
            at = self.item(at, inside, in_type).max(at + 1);
        }
    }

    /// Reads one item, and says where it ends.
    fn item(&mut self, at: usize, inside: &[String], in_type: bool) -> usize {
        let mut at = self.behind_attributes(at);
        let (visible, behind) = visibility(self.tokens, at);
        at = behind;
        let mut is_async = false;
        while self.is_before_fn(at) {
            is_async |= self.is(at, "async");
            at += 1;
        }
        let Some(token) = self.tokens.get(at) else { return at };
        match token.text.as_str() {
            "use" => self.import(at, inside, visible),
            "mod" => self.module(at, inside),
            "fn" => self.function(
                at,
                inside,
                Function { visible, is_async, is_method: in_type, ..function(self.tokens, at + 1) },
            ),
            "impl" | "trait" => self.type_body(at, inside),
            "struct" | "enum" | "union" | "type" | "const" | "static" => {
                if !in_type {
                    self.declare(inside, at + 1, None);
                }
                end_of_item(self.tokens, at)
            }
            "macro_rules" => {
                self.declare(inside, at + 2, None);
                end_of_item(self.tokens, at)
            }
            _ if self.is(at + 1, "!") => self.made_by_macro(at, inside),
            _ => at + 1,
        }
    }

    fn behind_attributes(&self, mut at: usize) -> usize {
        while self.is(at, "#") {
            let open = if self.is(at + 1, "!") { at + 2 } else { at + 1 };
            at = closing(self.tokens, open) + 1;
        }
        at
    }

    /// Whether this word stands before the word `fn`: `const`, but not that of a constant.
    fn is_before_fn(&self, at: usize) -> bool {
        const WORDS: &[&str] = &["async", "unsafe", "const"];
        let is_one = |at: usize| WORDS.iter().any(|word| self.is(at, word));
        is_one(at) && (is_one(at + 1) || self.is(at + 1, "fn"))
    }

    fn declare(&mut self, inside: &[String], at: usize, made_by: Option<String>) {
        if let Some(token) = self.tokens.get(at).filter(|token| token.is_word()) {
            self.found.names.push(Name { inside: inside.to_vec(), name: token.text.clone(), made_by });
        }
    }

    fn import(&mut self, at: usize, inside: &[String], visible: Visible) -> usize {
        let first = self.found.imports.len();
        let end = imports::tree(self.tokens, at + 1, &mut self.found.imports);
        for import in &mut self.found.imports[first..] {
            import.inside = inside.to_vec();
            import.is_public = visible != Visible::Here;
        }
        self.found.uses.push(at..end);
        end + 1
    }

    fn module(&mut self, at: usize, inside: &[String]) -> usize {
        if !self.is(at + 2, "{") {
            return at + 3;
        }
        let mut path = inside.to_vec();
        path.push(self.tokens[at + 1].text.clone());
        let end = closing(self.tokens, at + 2);
        self.found.inline.push((at + 2..end, path.clone()));
        self.items(at + 3..end, &path, false);
        end + 1
    }

    fn function(&mut self, at: usize, inside: &[String], read: Function) -> usize {
        let end = read.body.end + 1;
        if !read.is_method {
            self.declare(inside, at + 1, None);
        }
        self.imports_within(read.body.clone(), inside);
        self.found.functions.push(read);
        end
    }

    /// The functions of an `impl` or a `trait`.
    fn type_body(&mut self, at: usize, inside: &[String]) -> usize {
        if self.is(at, "trait") {
            self.declare(inside, at + 1, None);
        }
        let mut open = at;
        while open < self.tokens.len() && !self.is(open, "{") && !self.is(open, ";") {
            open += 1;
        }
        let end = closing(self.tokens, open);
        self.items(open + 1..end, inside, true);
        end + 1
    }

    /// What a macro makes is named in its body, outside inner brackets: `entity!(row, …)`, `vocabulary! { Kind { … } }`.
    fn made_by_macro(&mut self, at: usize, inside: &[String]) -> usize {
        let end = closing(self.tokens, at + 2);
        let made_by = Some(self.tokens[at].text.clone());
        let mut place = at + 3;
        while place < end {
            place = self.behind_attributes(place);
            self.declare(inside, place, made_by.clone());
            let opens = ["(", "[", "{"].iter().any(|sign| self.is(place, sign));
            place = if opens { closing(self.tokens, place) + 1 } else { place + 1 };
        }
        end + 1
    }

    /// The `use` declarations of a function, each known in its block only.
    fn imports_within(&mut self, body: Range<usize>, inside: &[String]) {
        let mut blocks = Vec::new();
        let mut at = body.start;
        while at < body.end {
            if self.is(at, "{") {
                blocks.push(at..closing(self.tokens, at));
            } else if self.is(at, "}") {
                blocks.pop();
            } else if self.is(at, "use") && ["{", "}", ";"].iter().any(|sign| self.is(at - 1, sign)) {
                let first = self.found.imports.len();
                at = self.import(at, inside, Visible::Here) - 1;
                for import in &mut self.found.imports[first..] {
                    import.block = blocks.last().cloned();
                }
            }
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn read(text: &str) -> Declared {
        declared(&without_tests(&tokens(text)).0)
    }

    #[test]
    fn what_is_compiled_for_tests_only_is_left_out() {
        let text = "#[cfg(test)]\nmod tests { use a::b; }\n#[cfg(test)] use c::{d, e};\n#[cfg(test)] mod far; fn f() {}";
        let (kept, tests) = without_tests(&tokens(text));
        assert_eq!(kept.iter().filter(|token| token.is_word()).count(), 2);
        assert_eq!(tests.into_iter().collect::<Vec<_>>(), ["far", "tests"]);
    }

    #[test]
    fn names_are_found_whatever_declares_them() {
        let text = "pub struct A(u8); #[derive(B)] enum C { D } const E: [u8; 2] = [0; 2]; pub(super) async fn f() {}
            impl A { fn g(&self) {} const H: u8 = 1; } trait I { fn j(); } macro_rules! k { () => {} }
            entity!(row, \"rows\", { l: Uuid }); vocabulary! { #[m] N { O = \"o\"; } R: S; } mod p { type Q = u8; }";
        let names: Vec<String> = read(text).names.into_iter().map(|name| name.name).collect();
        assert_eq!(names, ["A", "C", "E", "f", "I", "k", "row", "N", "R", "S", "Q"]);
    }

    #[test]
    fn functions_tell_how_they_are_called() {
        let found =
            read("pub async fn a() {} impl B { pub const fn c() {} } const D: fn() = a; unsafe fn e() {}");
        let told: Vec<_> =
            found.functions.iter().map(|f| (f.name.as_str(), f.is_async, f.is_method)).collect();
        assert_eq!(told, [("a", true, false), ("c", false, true), ("e", false, false)]);
    }

    #[test]
    fn an_import_in_a_function_is_known_in_its_block() {
        let found = read("fn f() { if a { use b::c; c(); } d(); }");
        let block = found.imports[0].block.clone().unwrap();
        assert!(block.contains(&found.imports[0].at) && block.end < found.functions[0].body.end);
    }
}
