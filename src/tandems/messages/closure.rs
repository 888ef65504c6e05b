//! A tandem ends: both are thanked, with what they did and nothing of what they said.

use time::Date;

use crate::accounts::coordination::Coordinator;
use crate::french;
use crate::mail::messages::{
    Content, GREETING, Kind, Message, Nature, OWN_PAGE, PROBLEM, Paragraph, SUBJECT, TO_TALK,
    TO_TALK_BY_MAIL, plain, templates,
};
use crate::proposals::proposal::Party;

pub(super) const CLOSURE: Kind = Kind {
    code: "closure",
    nature: Nature::News,
    paragraphs: &[
        plain(SUBJECT, "Merci pour votre tandem"),
        GREETING,
        Paragraph {
            name: "what",
            default: "Votre tandem avec {other} se termine. Il a commencé le {start} et fini le {end}. {meetings} {thanks}",
            variables: &["other", "start", "end", "meetings", "thanks"],
        },
        TO_TALK,
        TO_TALK_BY_MAIL,
        OWN_PAGE,
        PROBLEM,
    ],
};

/// A tandem that ended, as one of its two people reads of it.
#[derive(Clone, Copy, Debug)]
pub struct Closure<'a> {
    /// The side that is written to.
    pub party: Party,
    /// Their given name.
    pub first_name: &'a str,
    /// The given name of the other.
    pub other: &'a str,
    /// The first day.
    pub started_on: Date,
    /// The last day.
    pub closed_on: Date,
    /// How many meetings were held.
    pub meetings: usize,
    /// The link to their own page.
    pub page: &'a str,
    /// Who coordinates, and is called if they gave a number.
    pub coordinator: Option<&'a Coordinator>,
}

templates!(Closure<'_>, "messages/tandems/closure.txt", "messages/tandems/closure.html");

impl Content for Closure<'_> {
    fn kind(&self) -> &'static Kind {
        &CLOSURE
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        let meetings = match self.meetings {
            0 => "Aucune rencontre n’est notée.".to_owned(),
            1 => "Vous vous êtes rencontrés une fois.".to_owned(),
            many => format!("Vous vous êtes rencontrés {} fois.", french::number(many as u64)),
        };
        let thanks = match self.party {
            Party::Mentor => "Merci du temps que vous avez donné.",
            Party::Mentee => "Merci de votre confiance.",
        };
        vec![
            ("first_name", self.first_name.to_owned()),
            ("other", self.other.to_owned()),
            ("start", french::day(&self.started_on)),
            ("end", french::day(&self.closed_on)),
            ("meetings", meetings),
            ("thanks", thanks.to_owned()),
            ("page", self.page.to_owned()),
            ("problem_address", format!("{}/problems", self.page)),
            ("coordinator", self.coordinator.and_then(Coordinator::whom_to_call).unwrap_or_default()),
        ]
    }
}

/// The message to that side.
pub fn closure(recipient: String, closure: &Closure<'_>) -> askama::Result<Message> {
    Message::write(recipient, closure)
}
