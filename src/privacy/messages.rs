//! What the hub writes every night to the data protection officer about its journal.

use time::Date;
use time::macros::date;

use crate::accounts::messages::Hub;
use crate::french;
use crate::mail::messages::{Content, Kind, Message, Nature, Paragraph, SUBJECT, plain, templates};

/// Every kind.
pub const KINDS: [&Kind; 2] = [&JOURNAL_SOUND, &JOURNAL_CHANGED];

const JOURNAL_SOUND: Kind = Kind {
    code: "journal_sound",
    nature: Nature::Staff,
    paragraphs: &[
        Paragraph { name: SUBJECT, default: "Journal du hub, {day}", variables: &["day"] },
        plain("greeting", "Bonjour,"),
        Paragraph {
            name: "what",
            default: "Le {day}, le journal du hub a {lines}. Il est intact. Code de la dernière ligne : {code}",
            variables: &["day", "lines", "code"],
        },
        plain(
            "advice",
            "Gardez ce message hors du hub. Si quelqu’un réécrit un jour le journal, ce code permet de le voir : \
             « tandem journal verify --expect » suivi du code.",
        ),
    ],
};

const JOURNAL_CHANGED: Kind = Kind {
    code: "journal_changed",
    nature: Nature::Staff,
    paragraphs: &[
        Paragraph { name: SUBJECT, default: "Le journal du hub a été modifié", variables: &[] },
        plain("greeting", "Bonjour,"),
        Paragraph {
            name: "what",
            default: "Le {day}, la vérification du journal du hub a échoué : il n’est plus tel qu’il a été écrit, ou plus rien \
                      ne le protège.",
            variables: &["day"],
        },
        plain(
            "advice",
            "Demandez à la personne qui tient la machine de lancer « tandem journal verify » : la commande dit ce qui a changé. \
             Ne supprimez rien d’ici là.",
        ),
    ],
};

/// The end of a journal.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// How many lines it has.
    pub lines: usize,
    /// The code of the last one.
    pub code: &'a str,
}

#[derive(Debug)]
struct Journal<'a> {
    day: Date,
    /// None when the journal is not sound.
    end: Option<End<'a>>,
}

templates!(Journal<'_>, "messages/short.txt", "messages/short.html");

impl Content for Journal<'_> {
    fn kind(&self) -> &'static Kind {
        if self.end.is_some() { &JOURNAL_SOUND } else { &JOURNAL_CHANGED }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        let End { lines, code } = self.end.unwrap_or(End { lines: 0, code: "" });
        vec![
            ("day", french::day(&self.day)),
            ("lines", french::count(lines, "ligne", "lignes")),
            ("code", code.to_owned()),
        ]
    }
}

/// To the data protection officer: the end of the journal as it was verified on a day, or that it is not sound.
pub fn journal(recipient: String, day: Date, end: Option<End<'_>>) -> askama::Result<Message> {
    Message::write(recipient, &Journal { day, end })
}

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(_: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    let code = "5e0c".repeat(16);
    let day = date!(2026 - 03 - 12);
    let end = End { lines: 12_004, code: &code };
    Ok(vec![journal(to.to_owned(), day, Some(end))?, journal(to.to_owned(), day, None)?])
}
