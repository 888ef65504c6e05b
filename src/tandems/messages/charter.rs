//! A side is asked to sign the charter: once both said yes, again when it has not, or because another version is in force.

use time::Date;

use crate::accounts::coordination::Coordinator;
use crate::french;
use crate::mail::messages::{
    Content, GREETING, Kind, Message, Nature, PROBLEM, Paragraph, SUBJECT, plain, templates,
};
use crate::proposals::proposal::Party;

const BUTTON: Paragraph = plain("button", "Lire et signer la charte");
const CONTACT: Paragraph = plain("contact", "Pour joindre cette personne\u{a0}:");
const QUESTION: Paragraph = Paragraph {
    name: "whom",
    default: "Une question, un doute\u{a0}? Appelez {coordinator}, ou répondez à ce message.",
    variables: &["coordinator"],
};
const QUESTION_BY_MAIL: Paragraph = plain("answer", "Une question, un doute\u{a0}? Répondez à ce message.");

pub(super) const TO_SIGN: Kind = Kind {
    code: "charter_to_sign",
    nature: Nature::Necessary,
    paragraphs: &[
        plain(SUBJECT, "La charte de votre tandem"),
        GREETING,
        Paragraph {
            name: "what",
            default: "Vous avez dit oui tous les deux, {other} et vous. Lisez et signez la charte avant le {day}. C’est une page, et \
                      cela prend deux minutes. {begins}",
            variables: &["other", "day", "begins"],
        },
        BUTTON,
        CONTACT,
        QUESTION,
        QUESTION_BY_MAIL,
        PROBLEM,
    ],
};

pub(super) const REMINDER: Kind = Kind {
    code: "charter_reminder",
    nature: Nature::Reminder,
    paragraphs: &[
        plain(SUBJECT, "Il manque votre signature"),
        GREETING,
        Paragraph {
            name: "what",
            default: "Il manque votre signature sur la charte de votre tandem avec {other}. Lisez-la et signez-la avant le {day}. \
                      {begins}",
            variables: &["other", "day", "begins"],
        },
        BUTTON,
        QUESTION,
        QUESTION_BY_MAIL,
        PROBLEM,
    ],
};

pub(super) const CHANGED: Kind = Kind {
    code: "charter_changed",
    nature: Nature::Question,
    paragraphs: &[
        plain(SUBJECT, "La charte du mentorat a changé"),
        GREETING,
        Paragraph {
            name: "what",
            default: "Le hub a publié une nouvelle charte. Votre tandem avec {other} continue. Lisez la nouvelle charte, et signez-la \
                      avant le {day}.",
            variables: &["other", "day"],
        },
        BUTTON,
        QUESTION,
        QUESTION_BY_MAIL,
        PROBLEM,
    ],
};

/// Why a side is asked to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Both said yes.
    Accepted,
    /// They were asked, and have not signed.
    Again,
    /// Another version is in force than the one they signed.
    Changed,
}

/// A side that is asked to sign.
#[derive(Clone, Debug)]
pub struct Asking<'a> {
    /// Why.
    pub occasion: Occasion,
    /// The side that is written to.
    pub party: Party,
    /// Their given name.
    pub first_name: &'a str,
    /// The given and family name of the other: both agreed to know how they reach each other.
    pub other: &'a str,
    /// The number of the other, if they gave one.
    pub phone: Option<&'a str>,
    /// The address of the other, if they have one.
    pub email: Option<&'a str>,
    /// Whether the tandem has begun without their signature.
    pub has_begun: bool,
    /// The day by which they sign.
    pub due_on: Date,
    /// The link with which they sign.
    pub address: String,
    /// Who coordinates, and is called if they gave a number.
    pub coordinator: Option<&'a Coordinator>,
}

templates!(Asking<'_>, "messages/tandems/charter.txt", "messages/tandems/charter.html");

impl Content for Asking<'_> {
    fn kind(&self) -> &'static Kind {
        match self.occasion {
            Occasion::Accepted => &TO_SIGN,
            Occasion::Again => &REMINDER,
            Occasion::Changed => &CHANGED,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        let begins = if self.has_begun {
            "Votre tandem n’attend pas."
        } else {
            "Votre tandem commence quand vous l’avez signée tous les deux."
        };
        // They know how to reach each other once a tandem goes on.
        let is_told = self.occasion == Occasion::Accepted;
        let contact = |written: Option<&str>| written.filter(|_| is_told).unwrap_or_default().to_owned();
        vec![
            ("first_name", self.first_name.to_owned()),
            ("other", self.other.to_owned()),
            ("begins", begins.to_owned()),
            ("day", french::day(&self.due_on)),
            ("address", self.address.clone()),
            ("problem_address", format!("{}/problems", self.address)),
            ("email", contact(self.email)),
            ("phone", contact(self.phone)),
            ("coordinator", self.coordinator.and_then(Coordinator::whom_to_call).unwrap_or_default()),
        ]
    }
}

/// The message to that side.
pub fn to_sign(recipient: String, asking: &Asking<'_>) -> askama::Result<Message> {
    Message::write(recipient, asking)
}
