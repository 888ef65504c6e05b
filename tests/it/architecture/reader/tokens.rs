//! The words, texts and signs of a Rust file, without its comments.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or a keyword.
    Word,
    /// What stands between quotes, a number, a lifetime.
    Text,
    /// Punctuation: `::`, `->`, `{`…
    Sign,
}

/// A piece of code.
#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    /// Counted from 1.
    pub line: usize,
}

impl Token {
    /// Whether it is this word or sign.
    pub fn is(&self, text: &str) -> bool {
        self.kind != Kind::Text && self.text == text
    }

    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// Signs of two letters that must not be read as two signs.
const PAIRS: &[[char; 2]] = &[
    [':', ':'],
    ['-', '>'],
    ['=', '>'],
    ['=', '='],
    ['!', '='],
    ['<', '='],
    ['>', '='],
    ['|', '|'],
    ['&', '&'],
    ['.', '.'],
];

/// Every token of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while at < letters.len() {
        let (kind, length) = next(&letters[at..]);
        let end = (at + length).min(letters.len());
        if let Some(kind) = kind {
            found.push(Token { kind, text: letters[at..end].iter().collect(), line });
        }
        line += letters[at..end].iter().filter(|&&letter| letter == '\n').count();
        at = end;
    }
    found
}

/// What begins here (`None` for what is no code) and how many letters it takes.
fn next(rest: &[char]) -> (Option<Kind>, usize) {
    match rest {
        ['/', '/', ..] => (None, until(rest, 0, |rest| rest[0] == '\n')),
        ['/', '*', ..] => (None, block_comment(rest)),
        ['"', ..] => (Some(Kind::Text), text_end(rest, 1)),
        ['\'', ..] => (Some(Kind::Text), letter_or_lifetime(rest)),
        [first, ..] if first.is_whitespace() => (None, 1),
        [first, ..] if first.is_ascii_digit() => (Some(Kind::Text), number(rest)),
        [first, ..] if is_word(*first) => word(rest),
        [first, second, ..] if PAIRS.contains(&[*first, *second]) => (Some(Kind::Sign), 2),
        _ => (Some(Kind::Sign), 1),
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn word_length(rest: &[char]) -> usize {
    rest.iter().take_while(|&&letter| is_word(letter)).count()
}

fn until(letters: &[char], mut at: usize, stop: impl Fn(&[char]) -> bool) -> usize {
    while at < letters.len() && !stop(&letters[at..]) {
        at += 1;
    }
    at
}

/// Comments of this kind lie in each other.
fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] if depth == 1 => return at + 2,
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

fn text_end(rest: &[char], mut at: usize) -> usize {
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn letter_or_lifetime(rest: &[char]) -> usize {
    match rest {
        // From the fourth letter on: the third may be an escaped quote.
        [_, '\\', ..] => until(rest, 3, |rest| rest[0] == '\'') + 1,
        [_, _, '\'', ..] => 3,
        _ => 1 + word_length(&rest[1..]),
    }
}

fn number(rest: &[char]) -> usize {
    let whole = word_length(rest);
    match &rest[whole..] {
        ['.', digit, ..] if digit.is_ascii_digit() => whole + 1 + word_length(&rest[whole + 1..]),
        _ => whole,
    }
}

/// A word, or a text with a letter before it: `b"…"`, `r#"…"#`, `b'…'`; or a word after `r#`.
fn word(rest: &[char]) -> (Option<Kind>, usize) {
    let length = word_length(rest);
    let prefix: String = rest[..length].iter().collect();
    let hashes = rest[length..].iter().take_while(|&&letter| letter == '#').count();
    let after = &rest[length + hashes..];
    match (prefix.as_str(), after.first()) {
        ("r" | "br" | "cr", Some('"')) => {
            let closing: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            let end = until(rest, length + hashes + 1, |rest| rest.starts_with(&closing));
            (Some(Kind::Text), end + closing.len())
        }
        ("b" | "c", Some('"')) if hashes == 0 => (Some(Kind::Text), text_end(rest, length + 1)),
        ("b", Some('\'')) if hashes == 0 => (Some(Kind::Text), length + letter_or_lifetime(after)),
        ("r", Some(_)) if hashes == 1 => (Some(Kind::Word), length + hashes + word_length(after)),
        _ => (Some(Kind::Word), length),
    }
}

/// Where the bracket that opens here closes.
pub fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is("(") || token.is("[") || token.is("{") {
            depth += 1;
        } else if token.is(")") || token.is("]") || token.is("}") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().filter(Token::is_word).map(|token| token.text).collect()
    }

    #[test]
    fn comments_and_texts_are_not_words() {
        assert_eq!(words("let a = \"sea_orm\"; // axum\nb /* c /* d */ e */ f"), ["let", "a", "b", "f"]);
        assert_eq!(words(r###"r#"one " two"# b"three" b'4' c"five" six"###), ["six"]);
        assert_eq!(words(r"'a' '\'' '\u{300}' '\\' &'long str r#type"), ["str", "r#type"]);
        assert_eq!(words("\"a \\\" b\" c 1.5e3 0x1f 2..n"), ["c", "n"]);
    }

    #[test]
    fn lines_are_counted_through_texts_and_comments() {
        let found = tokens("/* a\n b */ \"c\nd\"\n  e");
        let last = found.last().unwrap();
        assert_eq!((last.text.as_str(), last.line), ("e", 4));
    }

    #[test]
    fn a_bracket_closes_where_its_pair_stands() {
        let found = tokens("f(a, [b; 2], { c(d) }) + e");
        assert!(found[closing(&found, 1) + 1].is("+"));
    }
}
