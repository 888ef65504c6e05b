//! One side said no, or that it is not the moment: the other, who knows of the proposal, is told.

use crate::accounts::coordination::Coordinator;
use crate::mail::Recipient;
use crate::mail::messages::{
    Content, GREETING, Kind, Message, Nature, OWN_PAGE, PROBLEM, Paragraph, SHORT, SUBJECT, TO_TALK,
    TO_TALK_BY_MAIL, plain, templates,
};
use crate::proposals::proposal::Party;

pub(super) const CLOSED: Kind = Kind {
    code: "proposal_closed",
    nature: Nature::News,
    paragraphs: &[
        plain(SUBJECT, "Le tandem proposé ne se fera pas"),
        Paragraph {
            name: SHORT,
            default: "Le tandem avec {other} {happens}. {what_follows}",
            variables: &["other", "happens", "what_follows"],
        },
        GREETING,
        Paragraph {
            name: "what",
            default: "Finalement, le tandem avec {other} {happens}. Ce n’est pas un jugement sur vous. {what_follows}",
            variables: &["other", "happens", "what_follows"],
        },
        TO_TALK,
        TO_TALK_BY_MAIL,
        OWN_PAGE,
        PROBLEM,
    ],
};

/// The side that is told.
#[derive(Clone, Debug)]
pub struct Closing<'a> {
    /// The side that is written to.
    pub party: Party,
    /// Their given name.
    pub first_name: &'a str,
    /// The given name of the other side.
    pub other: &'a str,
    /// The link to their own page.
    pub page: String,
    /// Whether it is not the moment for the other side, rather than a no.
    pub later: bool,
    /// Who coordinates, and is called if they gave a number.
    pub coordinator: Option<&'a Coordinator>,
}

templates!(Closing<'_>, "messages/proposals/closed.txt", "messages/proposals/closed.html");

impl Content for Closing<'_> {
    fn kind(&self) -> &'static Kind {
        &CLOSED
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        let what_follows = match self.party {
            Party::Mentor => {
                "Votre place est libre de nouveau\u{a0}: nous vous écrirons pour une autre personne."
            }
            Party::Mentee => "Nous continuons à chercher un mentor pour vous.",
        };
        let happens = if self.later { "ne se fera pas pour le moment" } else { "ne se fera pas" };
        vec![
            ("first_name", self.first_name.to_owned()),
            ("other", self.other.to_owned()),
            ("happens", happens.to_owned()),
            ("what_follows", what_follows.to_owned()),
            ("page", self.page.clone()),
            ("problem_address", format!("{}/problems", self.page)),
            ("coordinator", self.coordinator.and_then(Coordinator::whom_to_call).unwrap_or_default()),
        ]
    }
}

/// The message to that side.
pub fn closed(recipient: impl Into<Recipient>, closing: &Closing<'_>) -> askama::Result<Message> {
    Message::write(recipient, closing)
}
