//! Messages as nouns write them: templates, and words in them that may be edited.

use std::collections::BTreeMap;

use time::Date;

use crate::steps::Subject;
use crate::vocabulary::vocabulary;

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

vocabulary! {
    /// What a message is to whom it is for: whether it waits for its hour and its turn, and whether one may do without it.
    Nature {
        /// Somebody waits for it in front of a page, to go on: it leaves before all others.
        Awaited = "awaited", "attendu";
        /// It answers what somebody did or tells what they must know at once, such as a suspension: it leaves at any hour.
        Necessary = "necessary", "nécessaire";
        /// The hub begins it, and asks a mentor or mentee something: it leaves in its hours, and few of them.
        Question = "question", "question";
        /// The hub begins it, and reminds them of what it asked: after questions.
        Reminder = "reminder", "rappel";
        /// The hub begins it, and tells them what is new: last.
        News = "news", "nouvelle";
        /// It is for those who work for the hub or a partner.
        Staff = "staff", "message aux équipes";
        /// It sums up or recruits: whoever receives it may unsubscribe.
        Digest = "digest", "résumé";
    }
}

impl Nature {
    /// What the hub begins, in the order in which it leaves when only one may.
    pub const BEGUN_BY_HUB: [Self; 3] = [Self::Question, Self::Reminder, Self::News];

    /// Whether the hub begins it, so that it counts among the few that a mentor or mentee is sent.
    pub fn is_begun_by_hub(self) -> bool {
        Self::BEGUN_BY_HUB.contains(&self)
    }
}

vocabulary! {
    /// Why a message does not leave any more.
    DropReason {
        DayOver = "day_over", "son dernier jour est passé";
        StepSettled = "step_settled", "ce qu’il demandait est fait";
    }
}

/// A kind of message.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The code in the outbox.
    pub code: &'static str,
    /// What it is to whom it is for.
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
pub struct Words {
    said: BTreeMap<&'static str, String>,
    /// The paragraphs with an empty place, each with the variable that is empty.
    empty: BTreeMap<&'static str, &'static str>,
}

impl Words {
    fn of(content: &impl Content) -> Self {
        let mut said: BTreeMap<&str, String> = content.values().into_iter().collect();
        let paragraphs = content.kind().paragraphs;
        let is_empty = |name: &&&str| said.get(*name).is_none_or(|value| value.trim().is_empty());
        let empty_place =
            |paragraph: &Paragraph| Some((paragraph.name, *paragraph.variables.iter().find(is_empty)?));
        let empty = paragraphs.iter().filter_map(empty_place).collect();
        let written = |paragraph: &Paragraph| (paragraph.name, filled(paragraph, &said));
        let paragraphs: Vec<_> = paragraphs.iter().map(written).collect();
        said.extend(paragraphs);
        Self { said, empty }
    }

    /// A paragraph or a variable by its name. A paragraph with an empty place is an error: such a message does not leave.
    pub fn get(&self, name: &str) -> askama::Result<&str> {
        if let Some(variable) = self.empty.get(name) {
            return Err(askama::Error::custom(format!("{variable:?} is empty in {name:?}")));
        }
        let unknown = || askama::Error::custom(format!("this message has no {name:?}"));
        self.said.get(name).map(String::as_str).ok_or_else(unknown)
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
    /// The step it serves: its thing, and what is to be done.
    pub(super) step: Option<(Subject, String)>,
    /// The last day on which it leaves.
    pub(super) last_on: Option<Date>,
}

impl Message {
    /// Writes a message to an address. One with an empty place is refused.
    pub fn write<C: Content>(recipient: String, content: &C) -> askama::Result<Self> {
        let kind = content.kind();
        let write = || -> askama::Result<Self> {
            let words = Words::of(content);
            Ok(Self {
                recipient,
                kind: kind.code,
                nature: kind.nature,
                subject: words.get(SUBJECT)?.to_owned(),
                text: C::text(&words)?,
                html: C::html(&words)?,
                step: None,
                last_on: None,
            })
        };
        write().inspect_err(|error| tracing::error!(%error, kind = kind.code, "a message cannot be written"))
    }

    /// The same, which serves a step: it is dropped once the thing no longer awaits that.
    pub fn about(self, subject: Subject, what: &str) -> Self {
        Self { step: Some((subject, what.to_owned())), ..self }
    }

    /// The same, which says nothing after a day: it is dropped once that is over.
    pub fn until(self, last_on: Date) -> Self {
        Self { last_on: Some(last_on), ..self }
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

    struct Greeting(&'static str);

    impl Templates for Greeting {
        fn text(words: &Words) -> askama::Result<String> {
            Ok(format!("{}{}", words.get("hello")?, words.get("name")?))
        }

        fn html(words: &Words) -> askama::Result<String> {
            Self::text(words)
        }
    }

    impl Content for Greeting {
        fn kind(&self) -> &'static Kind {
            const HELLO: Paragraph =
                Paragraph { name: "hello", default: "Bonjour {name},", variables: &["name"] };
            const UNSAID: Paragraph =
                Paragraph { name: "unsaid", default: "Au {phone}", variables: &["phone"] };
            const KIND: Kind = Kind {
                code: "sign_in",
                nature: Nature::Question,
                paragraphs: &[plain(SUBJECT, "Bonjour"), HELLO, UNSAID],
            };
            &KIND
        }

        fn values(&self) -> Vec<(&'static str, String)> {
            vec![("name", self.0.to_owned()), ("phone", String::new())]
        }
    }

    #[test]
    fn a_message_with_an_empty_place_is_refused_and_says_which() {
        let write = |name| Message::write("zoe@exemple.test".to_owned(), &Greeting(name));
        assert_eq!(write("Zoé").unwrap().text(), "Bonjour Zoé,Zoé", "what is not said may be empty");
        for name in ["", " "] {
            let error = write(name).unwrap_err().to_string();
            assert!(error.contains("\"name\" is empty in \"hello\""), "{error}");
        }
    }

    #[test]
    fn a_value_names_no_variable() {
        assert_eq!(written("Bonjour {name}", "{name}{secret}"), "Bonjour {name}{secret}");
    }
}
