//! A tandem begins.

use crate::accounts::coordination::Coordinator;
use crate::mail::Recipient;
use crate::mail::messages::{
    Content, GREETING, Kind, Message, Nature, OWN_PAGE, PROBLEM, Paragraph, SHORT, SUBJECT, plain, templates,
};
use crate::proposals::proposal::Party;

pub(super) const BEGUN: Kind = Kind {
    code: "tandem_begun",
    nature: Nature::Necessary,
    paragraphs: &[
        plain(SUBJECT, "Votre tandem commence"),
        Paragraph {
            name: SHORT,
            default: "Votre tandem avec {other} commence. Pour vous joindre l’un l’autre, ouvrez votre page\u{a0}:",
            variables: &["other"],
        },
        GREETING,
        Paragraph {
            name: "what",
            default: "Vous avez dit oui tous les deux\u{a0}: votre tandem avec {other} commence.",
            variables: &["other"],
        },
        Paragraph { name: "next", default: "{next}", variables: &["next"] },
        plain("contact", "Pour joindre cette personne\u{a0}:"),
        // The other gave neither a number nor an address.
        Paragraph {
            name: "contact_whom",
            default: "Pour joindre cette personne, appelez {coordinator}.",
            variables: &["coordinator"],
        },
        plain(
            "contact_answer",
            "Pour joindre cette personne, répondez à ce message\u{a0}: le hub vous y aide.",
        ),
        Paragraph {
            name: "whom",
            default: "Une question, un doute\u{a0}? Appelez {coordinator}, ou répondez à ce message.",
            variables: &["coordinator"],
        },
        plain("answer", "Une question, un doute\u{a0}? Répondez à ce message."),
        OWN_PAGE,
        PROBLEM,
    ],
};

/// A tandem that begins, as one of its two people reads of it.
#[derive(Clone, Copy, Debug)]
pub struct Begun<'a> {
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
    /// The link to their own page.
    pub page: &'a str,
    /// Who coordinates, and is called if they gave a number.
    pub coordinator: Option<&'a Coordinator>,
}

templates!(Begun<'_>, "messages/tandems/begun.txt", "messages/tandems/begun.html");

impl Content for Begun<'_> {
    fn kind(&self) -> &'static Kind {
        &BEGUN
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        let next = match self.party {
            Party::Mentor => {
                "C’est à vous d’appeler en premier, cette semaine, pour fixer la première rencontre."
            }
            Party::Mentee => "Votre mentor vous appelle cette semaine pour fixer la première rencontre.",
        };
        vec![
            ("first_name", self.first_name.to_owned()),
            ("other", self.other.to_owned()),
            ("next", next.to_owned()),
            ("email", self.email.unwrap_or_default().to_owned()),
            ("phone", self.phone.unwrap_or_default().to_owned()),
            ("page", self.page.to_owned()),
            ("problem_address", format!("{}/problems", self.page)),
            ("coordinator", self.coordinator.and_then(Coordinator::whom_to_call).unwrap_or_default()),
        ]
    }
}

/// The message to that side.
pub fn begun(recipient: impl Into<Recipient>, begun: &Begun<'_>) -> askama::Result<Message> {
    Message::write(recipient, begun)
}
