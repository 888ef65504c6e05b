//! The words of one message: those of the hub or their defaults, with what they are about.

use std::collections::BTreeMap;

use super::{Message, Paragraph, SHORT, SUBJECT};
use crate::mail::short;

/// The variables that are a link, of which a text message bears the first.
const LINKS: [&str; 2] = ["address", "page"];

/// The words that a hub gives to the messages of one kind, in the place of their defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// Those of paragraphs, by name; a paragraph whose words no longer hold has its default.
    pub paragraphs: BTreeMap<String, String>,
    /// Who signs, in one line.
    pub signature: Option<String>,
}

/// Who signs where nobody was named.
const HUB: &str = "Le hub du mentorat";

/// The paragraphs of a message with their variables replaced, and the variables themselves, as plain text: it is the template that
/// escapes them.
#[derive(Debug)]
pub struct Words {
    said: BTreeMap<&'static str, String>,
    /// The paragraphs with an empty place, each with the variable that is empty.
    empty: BTreeMap<&'static str, &'static str>,
    is_trial: bool,
}

impl Words {
    pub(super) fn of(message: &Message, wording: &Wording) -> Self {
        let Message { values, kind, .. } = message;
        let is_empty = |name: &&&str| values.get(*name).is_none_or(|value| value.trim().is_empty());
        let empty_place =
            |paragraph: &Paragraph| Some((paragraph.name, *paragraph.variables.iter().find(is_empty)?));
        let empty = kind.paragraphs.iter().filter_map(empty_place).collect();
        let written = |paragraph: &Paragraph| {
            let own = wording.paragraphs.get(paragraph.name).filter(|words| paragraph.check(words).is_ok());
            let words = own.map_or(paragraph.default, String::as_str);
            (paragraph.name, filled(words, paragraph.variables, values))
        };
        let mut said = values.clone();
        said.extend(kind.paragraphs.iter().map(written));
        said.insert("signature", wording.signature.clone().unwrap_or_else(|| HUB.to_owned()));
        Self { said, empty, is_trial: message.is_trial }
    }

    /// A paragraph or a variable by its name. A paragraph with an empty place is an error: such a message does not leave.
    pub fn get(&self, name: &str) -> askama::Result<&str> {
        if let Some(variable) = self.empty.get(name) {
            return Err(askama::Error::custom(format!("{variable:?} is empty in {name:?}")));
        }
        let unknown = || askama::Error::custom(format!("this message has no {name:?}"));
        self.said.get(name).map(String::as_str).ok_or_else(unknown)
    }

    /// The message as a text message.
    pub(super) fn in_short(&self) -> askama::Result<String> {
        let name = if self.said.contains_key(SHORT) { SHORT } else { SUBJECT };
        let link = LINKS.iter().find_map(|link| self.said.get(link)).filter(|link| !link.is_empty());
        Ok(short::text(self.get(name)?, link.map(String::as_str), self.get("signature")?, HUB))
    }

    /// Whether whoever edits the words sends it to themselves.
    pub fn is_trial(&self) -> bool {
        self.is_trial
    }
}

/// The words of a paragraph with its variables replaced, once: what a value says between braces stays as it is.
pub(super) fn filled(words: &str, variables: &[&str], values: &BTreeMap<&'static str, String>) -> String {
    let mut written = String::new();
    let mut rest = words;
    while let Some((before, from)) = rest.split_once('{') {
        written.push_str(before);
        let named = from.split_once('}').filter(|(name, _)| variables.contains(name));
        let value = named.and_then(|(name, after)| Some((values.get(name)?, after)));
        rest = match value {
            Some((value, after)) => {
                written.push_str(value);
                after
            }
            None => {
                written.push('{');
                from
            }
        };
    }
    written + rest
}
