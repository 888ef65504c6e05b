//! What the hub writes to those who work with people: how the week begins, and what a day brings that is new to them.
//!
//! Nobody outside their reach is named in it: they are given the same lines as on their pages.

use time::Date;

use super::steps::{StepBand, StepLine};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::Viewer;
use crate::french;
use crate::mail::messages::{Content, GREETING, Kind, Message, Nature, Paragraph, SUBJECT, plain, templates};

/// Every kind.
pub const KINDS: [&Kind; 2] = [&MONDAY, &DIGEST];

/// The most things that a message names.
pub const MOST: usize = 5;

const REST: Paragraph = Paragraph {
    name: "rest",
    default: "Vous avez aussi {others} : tout est sur la page « À faire ».",
    variables: &["others"],
};
const BUTTON: Paragraph = plain("button", "Ouvrir la page « À faire »");

const MONDAY: Kind = Kind {
    code: "monday",
    nature: Nature::Staff,
    paragraphs: &[
        plain(SUBJECT, "Votre semaine au hub du mentorat"),
        GREETING,
        plain("what", "Voici par quoi commencer la semaine, le plus utile d’abord."),
        REST,
        BUTTON,
    ],
};

const DIGEST: Kind = Kind {
    code: "digest",
    nature: Nature::Staff,
    paragraphs: &[
        plain(SUBJECT, "Ce qui est nouveau pour vous au hub du mentorat"),
        GREETING,
        plain("what", "Voici ce qui vient de prendre du retard, ou de vous être confié."),
        REST,
        BUTTON,
    ],
};

/// One thing to do, as a message says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What, and whom it is about.
    pub what: String,
    /// By when, and why it is theirs where that is not plain.
    pub when: String,
    /// The page on which it is done.
    pub address: String,
    /// The words of the link to it.
    pub verb: &'static str,
}

impl Item {
    /// A step, as whoever looks may do it.
    pub fn of(line: &StepLine, viewer: &Viewer, today: Date, hub: Hub<'_>) -> Self {
        let StepBand { what, when, href, verb, late, more_href, entrusted, .. } = line.band(viewer, today);
        let path = if href.is_empty() { more_href } else { href };
        let late = if late { "En retard\u{a0}: " } else { "" };
        let why = if entrusted.is_empty() { String::new() } else { format!(". {entrusted}") };
        Self { what, when: format!("{late}{when}{why}."), address: format!("{}{path}", hub.base_url), verb }
    }
}

/// What somebody is to do.
#[derive(Clone, Debug)]
pub struct Summary<'a> {
    /// Whether it is the one that begins their week.
    pub begins_week: bool,
    /// Their given name.
    pub first_name: &'a str,
    /// What comes first, at most [`MOST`] things.
    pub items: &'a [Item],
    /// How many other things there are.
    pub others: usize,
    /// How they come to the hub.
    pub hub: Hub<'a>,
}

templates!(Summary<'_>, "messages/overview/summary.txt", "messages/overview/summary.html");

/// The names of the values of each item.
const ITEMS: [[&str; 4]; MOST] = [
    ["what_1", "when_1", "address_1", "verb_1"],
    ["what_2", "when_2", "address_2", "verb_2"],
    ["what_3", "when_3", "address_3", "verb_3"],
    ["what_4", "when_4", "address_4", "verb_4"],
    ["what_5", "when_5", "address_5", "verb_5"],
];

impl Content for Summary<'_> {
    fn kind(&self) -> &'static Kind {
        if self.begins_week { &MONDAY } else { &DIGEST }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        let others = match self.others {
            0 => String::new(),
            some => french::count(some, "autre chose à faire", "autres choses à faire"),
        };
        let mut values = vec![
            ("first_name", self.first_name.to_owned()),
            ("others", others),
            ("all", format!("{}/steps?view=mine", self.hub.base_url)),
        ];
        for (number, names) in ITEMS.into_iter().enumerate() {
            let said = self.items.get(number).map_or_else(Default::default, |item| {
                [item.what.clone(), item.when.clone(), item.address.clone(), item.verb.to_owned()]
            });
            values.extend(names.into_iter().zip(said));
        }
        values
    }
}

/// What somebody is to do, to their address.
pub fn summary(recipient: String, summary: &Summary<'_>) -> askama::Result<Message> {
    Message::write(recipient, summary)
}

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(hub: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    let item = |what: &str, when: &str, verb| Item {
        what: what.to_owned(),
        when: when.to_owned(),
        address: format!("{}/steps", hub.base_url),
        verb,
    };
    let items = [
        item(
            "Répondre à la demande\u{a0}: Zoé Calanque",
            "En retard\u{a0}: c’était pour le mardi 10 mars 2026.",
            "Voir les demandes",
        ),
        item(
            "Trouver un mentor\u{a0}: Désiré Cabanon",
            "Au plus tard le vendredi 13 mars 2026.",
            "Ouvrir la fiche",
        ),
    ];
    let of = |begins_week, others| {
        let content = Summary { begins_week, first_name: "Colette", items: &items, others, hub };
        summary(to.to_owned(), &content)
    };
    Ok(vec![of(true, 3)?, of(false, 0)?])
}
