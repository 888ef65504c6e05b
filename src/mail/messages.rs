//! Messages as nouns write them: templates, and words in them that may be edited.

use std::collections::BTreeMap;

/// A paragraph of a message whose words may be edited: plain text, in which a variable stands between braces.
#[derive(Clone, Copy, Debug)]
pub struct Paragraph {
    /// What the templates of its message call it.
    pub name: &'static str,
    /// Its words while nobody has edited them, in French.
    pub default: &'static str,
    /// The variables it may name.
    pub variables: &'static [&'static str],
}

/// A paragraph that names no variable.
pub const fn plain(name: &'static str, default: &'static str) -> Paragraph {
    Paragraph { name, default, variables: &[] }
}

/// The name of the paragraph that is the subject of a message.
pub const SUBJECT: &str = "subject";

/// Whether one may do without a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Somebody waits for it in front of a page, to go on: it leaves before all others.
    Awaited,
    /// It answers what somebody did or tells what they must know: nobody unsubscribes from it.
    Necessary,
    /// It sums up or recruits: whoever receives it may unsubscribe.
    Digest,
}

/// A kind of message.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The code in the outbox.
    pub code: &'static str,
    /// Whether one may do without it.
    pub nature: Nature,
    /// Its paragraphs, the subject among them.
    pub paragraphs: &'static [Paragraph],
}

/// A message of one kind, with what it is about.
pub trait Content: Templates {
    /// The kind.
    fn kind(&self) -> &'static Kind;

    /// The variables, each with its value, as plain text.
    fn values(&self) -> Vec<(&'static str, String)>;
}

/// The templates of a message, `templates/messages/<noun>/<message>.{txt,html}`; `button` serves whatever asks for one press of one.
pub trait Templates {
    /// The message as plain text.
    fn text(words: &Words) -> askama::Result<String>;

    /// The same as HTML.
    fn html(words: &Words) -> askama::Result<String>;
}

/// Names the templates of a message: `templates!(Confirmation, "….txt", "….html")`.
macro_rules! templates {
    ($message:ty, $text:tt, $html:tt) => {
        const _: () = {
            use askama::Template;

            use crate::mail::messages::{Templates, Words};

            #[derive(Template)]
            #[template(path = $text)]
            struct Text<'a> {
                words: &'a Words,
            }

            #[derive(Template)]
            #[template(path = $html)]
            struct Html<'a> {
                words: &'a Words,
            }

            impl Templates for $message {
                fn text(words: &Words) -> askama::Result<String> {
                    Text { words }.render()
                }

                fn html(words: &Words) -> askama::Result<String> {
                    Html { words }.render()
                }
            }
        };
    };
}
pub(crate) use templates;

/// The paragraphs of a message with their variables replaced, and the variables themselves, as plain text: it is the template that
/// escapes them.
#[derive(Debug)]
pub struct Words(BTreeMap<&'static str, String>);

impl Words {
    fn of(content: &impl Content) -> Self {
        let values: BTreeMap<&str, String> = content.values().into_iter().collect();
        let written = |paragraph: &Paragraph| (paragraph.name, filled(paragraph, &values));
        let paragraphs: Vec<_> = content.kind().paragraphs.iter().map(written).collect();
        let mut words = content.values().into_iter().collect::<BTreeMap<_, _>>();
        words.extend(paragraphs);
        Self(words)
    }

    /// A paragraph or a variable by its name.
    pub fn get(&self, name: &str) -> askama::Result<&str> {
        let unknown = || askama::Error::custom(format!("this message has no {name:?}"));
        self.0.get(name).map(String::as_str).ok_or_else(unknown)
    }
}

/// The words of a paragraph with its variables replaced, once: what a value says between braces stays as it is.
fn filled(paragraph: &Paragraph, values: &BTreeMap<&str, String>) -> String {
    let mut written = String::new();
    let mut rest = paragraph.default;
    while let Some((before, from)) = rest.split_once('{') {
        written.push_str(before);
        let named = from.split_once('}').filter(|(name, _)| paragraph.variables.contains(name));
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

/// A message to one recipient, in the words that leave: nothing else enters the outbox, and only [`Message::write`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub(super) recipient: String,
    pub(super) kind: &'static str,
    pub(super) nature: Nature,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

impl Message {
    /// Writes a message to an address.
    pub fn write<C: Content>(recipient: String, content: &C) -> askama::Result<Self> {
        let words = Words::of(content);
        Ok(Self {
            recipient,
            kind: content.kind().code,
            nature: content.kind().nature,
            subject: words.get(SUBJECT)?.to_owned(),
            text: C::text(&words)?,
            html: C::html(&words)?,
        })
    }

    /// The code of its kind.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// What its recipient reads first.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// As plain text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// As HTML.
    pub fn html(&self) -> &str {
        &self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(default: &'static str, name: &str) -> String {
        let paragraph = Paragraph { name: "hello", default, variables: &["name"] };
        filled(&paragraph, &[("name", name.to_owned()), ("secret", "x".to_owned())].into())
    }

    #[test]
    fn a_variable_is_replaced_where_its_paragraph_may_name_it() {
        assert_eq!(written("Bonjour {name}, {name} !", "Zoé"), "Bonjour Zoé, Zoé !");
        assert_eq!(written("{secret} {nom} {", "Zoé"), "{secret} {nom} {");
    }

    #[test]
    fn a_value_names_no_variable() {
        assert_eq!(written("Bonjour {name}", "{name}{secret}"), "Bonjour {name}{secret}");
    }
}
