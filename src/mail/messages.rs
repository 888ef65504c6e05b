//! Messages as nouns write them: templates, and words in them that may be edited.

mod paragraphs;
mod words;

use std::collections::BTreeMap;

use time::Date;

pub use super::nature::{DropReason, Nature};
use super::recipient::{Channel, Recipient};
use crate::db::Id;
use crate::links;
use crate::steps::Subject;
pub use paragraphs::{GREETING, OWN_PAGE, PROBLEM, TO_TALK, TO_TALK_BY_MAIL, plain};
pub use words::{Wording, Words};

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

/// The longest paragraph, in characters.
const LONGEST_PARAGRAPH: usize = 1000;
/// The longest subject, in characters: telephones show no more of one.
const LONGEST_SUBJECT: usize = 90;
/// The longest words of a text message, in characters: beside its link and who signs.
const LONGEST_SHORT: usize = 160;

/// Why the words of a paragraph are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// A message has every paragraph of its kind.
    #[error("Écrivez ce paragraphe, ou revenez au texte du hub.")]
    Empty,
    /// It takes too long to read.
    #[error("Écrivez {0} caractères au plus.")]
    TooLong(usize),
    /// A subject is one line.
    #[error("L’objet tient sur une ligne.")]
    Lines,
    /// It names what the hub does not know here.
    #[error("Ici, le hub ne sait pas remplacer {{{0}}}.")]
    Unknown(String),
    /// It leaves out what the hub's own words say.
    #[error("Gardez {{{0}}}\u{a0}: c’est le hub qui le remplace.")]
    Missing(&'static str),
    /// A brace stands alone.
    #[error("Une accolade ne sert qu’à entourer ce que le hub remplace.")]
    Brace,
}

impl Paragraph {
    /// Checks words for this paragraph: they name all its variables and no others. Those of a subject are of nobody.
    pub fn check(&self, words: &str) -> Result<(), WordsError> {
        let longest = match self.name {
            SUBJECT => LONGEST_SUBJECT,
            SHORT => LONGEST_SHORT,
            _ => LONGEST_PARAGRAPH,
        };
        if words.trim().is_empty() {
            return Err(WordsError::Empty);
        }
        if words.chars().count() > longest {
            return Err(WordsError::TooLong(longest));
        }
        if self.name == SUBJECT && words.contains(char::is_control) {
            return Err(WordsError::Lines);
        }
        let mut named = Vec::new();
        let mut rest = words;
        while let Some((before, from)) = rest.split_once('{') {
            let (name, after) = from.split_once('}').ok_or(WordsError::Brace)?;
            if before.contains('}') || name.contains('{') {
                return Err(WordsError::Brace);
            }
            if !self.variables.contains(&name) {
                return Err(WordsError::Unknown(name.to_owned()));
            }
            named.push(name);
            rest = after;
        }
        if rest.contains('}') {
            return Err(WordsError::Brace);
        }
        match self.variables.iter().find(|variable| !named.contains(*variable)) {
            Some(variable) => Err(WordsError::Missing(variable)),
            None => Ok(()),
        }
    }
}

/// The name of the paragraph that is the subject of a message.
pub const SUBJECT: &str = "subject";
/// The name of the paragraph that is all of a text message, with its link; without one, the subject is.
pub const SHORT: &str = "short";

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

/// A template of a message.
type Render = fn(&Words) -> askama::Result<String>;

/// A message to one recipient, in the words that leave: nothing else enters the outbox, and only [`Message::write`] makes one.
#[derive(Clone, Debug)]
pub struct Message {
    pub(super) recipient: Recipient,
    pub(super) kind: &'static Kind,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
    /// The person it is for, if it is a mentor or a mentee.
    pub(super) person: Option<Id>,
    /// The fingerprint of the link it bears.
    pub(super) link: Option<String>,
    /// The tandem, or the proposal, whose two people it tells how to reach each other.
    pub(super) contact_of: Option<Id>,
    /// The step it serves: its thing, and what is to be done.
    pub(super) step: Option<(Subject, String)>,
    /// The last day on which it leaves.
    pub(super) last_on: Option<Date>,
    is_trial: bool,
    values: BTreeMap<&'static str, String>,
    templates: [Render; 2],
}

impl Message {
    /// Writes a message to somebody, in the default words. One with an empty place is refused.
    pub fn write<C: Content>(recipient: impl Into<Recipient>, content: &C) -> askama::Result<Self> {
        let message = Self {
            recipient: recipient.into(),
            kind: content.kind(),
            subject: String::new(),
            text: String::new(),
            html: String::new(),
            person: None,
            link: None,
            contact_of: None,
            step: None,
            last_on: None,
            is_trial: false,
            values: content.values().into_iter().collect(),
            templates: [C::text, C::html],
        };
        message.in_words(&Wording::default())
    }

    /// The same message in the words of a hub.
    pub fn in_words(self, wording: &Wording) -> askama::Result<Self> {
        let kind = self.kind.code;
        let write = || -> askama::Result<Self> {
            let words = Words::of(&self, wording);
            let mark = if self.is_trial { "[Essai] " } else { "" };
            let subject = format!("{mark}{}", words.get(SUBJECT)?);
            let (text, html) = match (self.recipient.channel, self.templates) {
                (Channel::Text, _) => (words.in_short()?, String::new()),
                (Channel::Mail | Channel::Letter, [text, html]) => (text(&words)?, html(&words)?),
            };
            Ok(Self { subject, text, html, ..self.clone() })
        };
        write().inspect_err(|error| tracing::error!(%error, kind, "a message cannot be written"))
    }

    /// The same, which serves a step: it is dropped once the thing no longer awaits that.
    pub fn about(self, subject: Subject, what: &str) -> Self {
        Self { step: Some((subject, what.to_owned())), ..self }
    }

    /// The same, which says nothing after a day: it is dropped once that is over.
    pub fn until(self, last_on: Date) -> Self {
        Self { last_on: Some(last_on), ..self }
    }

    /// The same message to whoever edits its words, marked as a trial once it is put [in words](Message::in_words).
    pub fn for_trial(self, recipient: String) -> Self {
        Self { recipient: recipient.into(), is_trial: true, ..self }
    }

    /// The same message, which is for a person: it leaves only if they still have that address.
    pub fn for_person(self, person: Id) -> Self {
        Self { person: Some(person), ..self }
    }

    /// The same message, which bears a link: held, it leaves only if that can still be used.
    pub fn bearing(self, purpose: &str, token: &str) -> Self {
        Self { link: Some(links::token_hash(purpose, token)), ..self }
    }

    /// The same message, which tells how the two of a tandem, or of a proposal that both accepted, reach each other: it is dropped once they
    /// are not to know.
    pub fn telling_contact(self, pair: Id) -> Self {
        Self { contact_of: Some(pair), ..self }
    }

    /// Whether it leaves while the hub is in rehearsal.
    pub fn leaves_in_rehearsal(&self) -> bool {
        self.nature().leaves_in_rehearsal()
    }

    /// How urgent it is: whoever tries a message waits for it in front of a page.
    pub(super) fn nature(&self) -> Nature {
        if self.is_trial { Nature::Awaited } else { self.kind.nature }
    }

    /// The value of a variable.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The code of its kind.
    pub fn kind(&self) -> &'static str {
        self.kind.code
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
    use super::words::filled;
    use super::*;

    fn written(words: &str, name: &str) -> String {
        filled(words, &["name"], &[("name", name.to_owned()), ("secret", "x".to_owned())].into())
    }

    #[test]
    fn edited_words_name_every_variable_of_their_paragraph_and_no_other() {
        let hello = Paragraph { name: "hello", default: "Bonjour {name}", variables: &["name"] };
        assert_eq!(hello.check("Chère {name},\net encore {name}"), Ok(()));
        assert_eq!(hello.check("Bonjour"), Err(WordsError::Missing("name")));
        assert_eq!(hello.check("{name} {secret}"), Err(WordsError::Unknown("secret".to_owned())));
        for words in ["{name} {", "{name} }", "}{name}", "{{name}}", "{name"] {
            assert_eq!(hello.check(words), Err(WordsError::Brace), "{words}");
        }
        assert_eq!(hello.check(" \n"), Err(WordsError::Empty));
        assert_eq!(hello.check(&"{name}".repeat(200)), Err(WordsError::TooLong(LONGEST_PARAGRAPH)));
        let subject = plain(SUBJECT, "Bonjour");
        assert_eq!(subject.check("Bonjour\r\nBcc: x"), Err(WordsError::Lines));
        assert_eq!(subject.check(&"é".repeat(91)), Err(WordsError::TooLong(LONGEST_SUBJECT)));
        assert_eq!(
            WordsError::Missing("name").to_string(),
            "Gardez {name}\u{a0}: c’est le hub qui le remplace."
        );
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
