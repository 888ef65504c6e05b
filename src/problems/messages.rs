//! What the hub writes to whoever coordinates about a problem that was reported.

use time::Date;
use time::macros::date;

use super::problem::Kind as ProblemKind;
use crate::accounts::messages::Hub;
use crate::db::Id;
use crate::french;
use crate::mail::messages::{Content, Kind, Message, Nature, Paragraph, SUBJECT, plain, templates};

/// Every kind.
pub const KINDS: [&Kind; 1] = [&REPORTED];

const REPORTED: Kind = Kind {
    code: "problem_reported",
    // It waits neither for its hour nor for the day's other messages.
    nature: Nature::Staff,
    paragraphs: &[
        // A subject is stored unsealed: no name stands there.
        plain(SUBJECT, "Urgent\u{a0}: un problème est signalé"),
        plain("greeting", "Bonjour,"),
        Paragraph {
            name: "what",
            default: "Un problème est signalé entre {mentor} et {mentee}\u{a0}: {kind}.",
            variables: &["mentor", "mentee", "kind"],
        },
        Paragraph {
            name: "next",
            default: "Appelez les deux personnes, au plus tard le {day}. Elles ne voient plus leurs coordonnées. Ne dites pas à l’une ce \
                      que l’autre vous a écrit.",
            variables: &["day"],
        },
        plain("button", "Lire le signalement"),
        plain("limit", "Cette page n’est lue que par la coordination du hub."),
    ],
};

/// A problem, as whoever coordinates reads of it: who reported it and their words stand on its page only.
#[derive(Clone, Debug)]
pub struct Reported<'a> {
    /// Given and family name of the mentor.
    pub mentor: &'a str,
    /// Given and family name of the mentee.
    pub mentee: &'a str,
    /// What it is about.
    pub kind: ProblemKind,
    /// The day by which both are called.
    pub due_on: Date,
    /// Where it is read.
    pub address: String,
}

templates!(Reported<'_>, "messages/problems/reported.txt", "messages/problems/reported.html");

impl Content for Reported<'_> {
    fn kind(&self) -> &'static Kind {
        &REPORTED
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("mentor", self.mentor.to_owned()),
            ("mentee", self.mentee.to_owned()),
            ("kind", self.kind.label().to_owned()),
            ("day", french::day(&self.due_on)),
            ("address", self.address.clone()),
        ]
    }
}

/// The message to whoever coordinates.
pub fn reported(recipient: String, told: &Reported<'_>) -> askama::Result<Message> {
    Message::write(recipient, told)
}

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(hub: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    let told = Reported {
        mentor: "Désiré Cabanon",
        mentee: "Zoé Calanque",
        kind: ProblemKind::Conduct,
        due_on: date!(2026 - 03 - 13),
        address: format!("{}/problems/{}", hub.base_url, Id::nil()),
    };
    Ok(vec![reported(to.to_owned(), &told)?])
}
