//! The functions of a file: what they take, what they give, what they do.

use std::ops::Range;

use super::tokens::{Token, closing};

/// A function, or a method of a type.
#[derive(Clone, Debug)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub visible: Visible,
    pub is_async: bool,
    /// Whether it stands in an `impl` or a `trait`: it is then called through a value, which no import tells.
    pub is_method: bool,
    pub parameters: Vec<Parameter>,
    /// The words of what it gives.
    pub output: Vec<String>,
    /// Its body among the tokens of the file.
    pub body: Range<usize>,
}

/// Who can call a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visible {
    /// This module only.
    Here,
    /// The module above too.
    Above,
    /// Wider.
    Wide,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    /// The words of its type.
    pub kind: Vec<String>,
}

impl Function {
    /// The parameter whose type is, or refers to, the type of this name.
    pub fn takes(&self, kind: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.kind.iter().any(|word| word == kind))
    }
}

/// Reads a visibility, and says where it ends.
pub fn visibility(tokens: &[Token], at: usize) -> (Visible, usize) {
    if !tokens.get(at).is_some_and(|token| token.is("pub")) {
        return (Visible::Here, at);
    }
    if !tokens.get(at + 1).is_some_and(|token| token.is("(")) {
        return (Visible::Wide, at + 1);
    }
    let visible = match tokens.get(at + 2) {
        Some(token) if token.is("self") => Visible::Here,
        Some(token) if token.is("super") => Visible::Above,
        _ => Visible::Wide,
    };
    (visible, closing(tokens, at + 1) + 1)
}

/// Reads a function from its name on.
pub fn function(tokens: &[Token], at: usize) -> Function {
    let open = parenthesis(tokens, at + 1);
    let close = closing(tokens, open);
    let mut end = close;
    while end < tokens.len() && !tokens[end].is("{") && !tokens[end].is(";") {
        // A length may stand in what it gives: `[SelectStatement; 2]`.
        end = if tokens[end].is("[") { closing(tokens, end) + 1 } else { end + 1 };
    }
    let has_body = tokens.get(end).is_some_and(|token| token.is("{"));
    let body = if has_body { end..closing(tokens, end) } else { end..end };
    Function {
        name: tokens.get(at).map(|token| token.text.clone()).unwrap_or_default(),
        line: tokens.get(at).map_or(0, |token| token.line),
        visible: Visible::Here,
        is_async: false,
        is_method: false,
        parameters: parameters(&tokens[(open + 1).min(close)..close.min(tokens.len())]),
        output: words(&tokens[close.min(tokens.len())..end.min(tokens.len())]),
        body,
    }
}

/// Where the parameters begin, behind the parameters of type: these may hold parentheses (`<F: Fn(u8)>`).
fn parenthesis(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while at < tokens.len() {
        match &tokens[at] {
            token if token.is("<") => depth += 1,
            token if token.is(">") => depth = depth.saturating_sub(1),
            token if token.is("(") && depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

fn words(tokens: &[Token]) -> Vec<String> {
    tokens.iter().filter(|token| token.is_word()).map(|token| token.text.clone()).collect()
}

fn parameters(tokens: &[Token]) -> Vec<Parameter> {
    let (mut depth, mut start, mut found) = (0_i32, 0, Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "(" | "[" | "{" | "<" => depth += 1,
            ")" | "]" | "}" | ">" => depth -= 1,
            "," if depth == 0 => {
                found.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&tokens[start..]);
    found.into_iter().filter(|tokens| !tokens.is_empty()).map(parameter).collect()
}

fn parameter(tokens: &[Token]) -> Parameter {
    let colon = tokens.iter().position(|token| token.is(":")).unwrap_or(tokens.len());
    let name = tokens[..colon].iter().rfind(|token| token.is_word());
    Parameter {
        name: name.map(|token| token.text.clone()).unwrap_or_default(),
        kind: words(&tokens[colon..]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[test]
    fn a_function_tells_what_it_takes_and_gives() {
        let text = "list<C: Fn(u8) -> u8>(db: &impl Connection, mut of: Page<(A, B)>) -> Result<C, [D; 2]> { e(f) } g";
        let tokens = tokens(text);
        let found = function(&tokens, 0);
        let names: Vec<&str> = found.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        assert_eq!((found.name.as_str(), names), ("list", vec!["db", "of"]));
        assert_eq!(found.parameters[1].kind, ["Page", "A", "B"]);
        assert_eq!(found.output, ["Result", "C", "D"]);
        assert_eq!(words(&tokens[found.body]), ["e", "f"]);
    }

    #[test]
    fn who_can_call_a_function_is_told() {
        let told = |text: &str| visibility(&tokens(text), 0);
        assert_eq!(told("fn"), (Visible::Here, 0));
        assert_eq!(told("pub fn"), (Visible::Wide, 1));
        assert_eq!(told("pub(super) fn"), (Visible::Above, 4));
        assert_eq!(told("pub(in crate::a) fn"), (Visible::Wide, 7));
    }
}
