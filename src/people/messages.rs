//! What the hub writes to somebody about their own file.

use time::Date;
use time::macros::date;

use super::link::PATH;
use crate::accounts::coordination::Coordinator;
use crate::accounts::messages::Hub;
use crate::french;
use crate::links;
use crate::mail::Recipient;
use crate::mail::messages::{
    Content, GREETING, Kind, Message, Nature, OWN_PAGE, Paragraph, SHORT, SUBJECT, TO_TALK, TO_TALK_BY_MAIL,
    plain, templates,
};

/// Every kind.
pub const KINDS: [&Kind; 4] = [&ADDRESS_CHANGED, &ANSWERED_FOR, &HONEST_NO, &TEXTS_USED_UP];

const ADDRESS_CHANGED: Kind = Kind {
    code: "address_changed",
    nature: Nature::Access,
    paragraphs: &[
        plain(SUBJECT, "Votre adresse sur le hub du mentorat a changé"),
        plain("greeting", "Bonjour,"),
        plain(
            "what",
            "L’adresse de votre dossier sur le hub du mentorat vient d’être changée : celle-ci ne permet plus de s’y connecter.",
        ),
        Paragraph {
            name: "advice",
            default: "Si vous ne l’avez pas demandé, écrivez à {contact}.",
            variables: &["contact"],
        },
    ],
};

const ANSWERED_FOR: Kind = Kind {
    code: "answered_for",
    nature: Nature::Necessary,
    paragraphs: &[
        plain(SUBJECT, "Une personne a noté vos réponses au téléphone"),
        Paragraph {
            name: SHORT,
            default: "Le {day}, au téléphone, {caller} a votre accord pour noter vos réponses. Si ce n’était pas vous, écrivez à {contact}.",
            variables: &["day", "caller", "contact"],
        },
        GREETING,
        Paragraph {
            name: "what",
            default: "Le {day}, au téléphone, vous avez accepté cela\u{a0}: {caller} peut noter vos réponses à votre place.",
            variables: &["day", "caller"],
        },
        plain(
            "where",
            "Ce qui a été noté se lit dans votre espace, avec son nom. Vous pouvez toujours changer d’avis.",
        ),
        Paragraph {
            name: "advice",
            default: "Si personne ne vous a appelé, ou si vous n’étiez pas d’accord, écrivez à {contact}.",
            variables: &["contact"],
        },
    ],
};

/// Somebody for whom answers were noted on the telephone.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct AnsweredFor<'a> {
    pub first_name: &'a str,
    /// The name of whoever noted them.
    pub caller: &'a str,
    pub on: Date,
    /// The address of the hub.
    pub contact: &'a str,
}

templates!(AnsweredFor<'_>, "messages/short.txt", "messages/short.html");

impl Content for AnsweredFor<'_> {
    fn kind(&self) -> &'static Kind {
        &ANSWERED_FOR
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("first_name", self.first_name.to_owned()),
            ("day", french::day(&self.on)),
            ("caller", self.caller.to_owned()),
            ("contact", self.contact.to_owned()),
        ]
    }
}

/// To somebody who agreed, on the telephone, that another notes their answers.
pub fn answered_for(recipient: impl Into<Recipient>, told: &AnsweredFor<'_>) -> askama::Result<Message> {
    Message::write(recipient, told)
}

const HONEST_NO: Kind = Kind {
    code: "honest_no",
    nature: Nature::News,
    paragraphs: &[
        plain(SUBJECT, "Où en est votre demande de mentor"),
        Paragraph {
            name: SHORT,
            default: "Nous n’avons pas encore trouvé de mentor pour vous. Nous continuons, et faisons le point avant le {due}\u{a0}:",
            variables: &["due"],
        },
        GREETING,
        Paragraph {
            name: "what",
            default: "Nous vous cherchons un mentor depuis le {day}, et nous n’en avons pas encore trouvé. Nous préférons vous le dire.",
            variables: &["day"],
        },
        Paragraph {
            name: "next",
            default: "Nous continuons à chercher. Le hub fait le point sur votre demande avant le {due}.",
            variables: &["due"],
        },
        plain(
            "meanwhile",
            "En attendant, la personne qui vous a orienté vers nous peut toujours vous aider. Si vous avez trouvé autrement, dites-le-nous.",
        ),
        TO_TALK,
        TO_TALK_BY_MAIL,
        OWN_PAGE,
    ],
};

/// Somebody who waits for a mentor, and is told so honestly.
#[derive(Clone, Debug)]
pub struct Honest<'a> {
    /// Their given name.
    pub first_name: &'a str,
    /// The day on which their wait began.
    pub since_on: Date,
    /// The day before which the hub looks at their request again.
    pub due_on: Date,
    /// The link to their own page.
    pub page: String,
    /// Who coordinates, and is called if they gave a number.
    pub coordinator: Option<&'a Coordinator>,
}

templates!(Honest<'_>, "messages/people/honest_no.txt", "messages/people/honest_no.html");

impl Content for Honest<'_> {
    fn kind(&self) -> &'static Kind {
        &HONEST_NO
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("first_name", self.first_name.to_owned()),
            ("day", french::day(&self.since_on)),
            ("due", french::day(&self.due_on)),
            ("page", self.page.clone()),
            ("coordinator", self.coordinator.and_then(Coordinator::whom_to_call).unwrap_or_default()),
        ]
    }
}

/// The honest word to whoever waits.
pub fn honest_no(recipient: impl Into<Recipient>, honest: &Honest<'_>) -> askama::Result<Message> {
    Message::write(recipient, honest)
}

/// To the address that a file no longer has: it does not let anybody in any more.
#[derive(Debug)]
struct AddressChanged {
    contact: String,
}

templates!(AddressChanged, "messages/short.txt", "messages/short.html");

impl Content for AddressChanged {
    fn kind(&self) -> &'static Kind {
        &ADDRESS_CHANGED
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("contact", self.contact.clone())]
    }
}

/// To the address that a file no longer has: it does not let anybody in any more.
pub fn address_changed(former_address: String, contact_email: &str) -> askama::Result<Message> {
    Message::write(former_address, &AddressChanged { contact: contact_email.to_owned() })
}

const TEXTS_USED_UP: Kind = Kind {
    code: "texts_used_up",
    nature: Nature::Staff,
    paragraphs: &[
        plain(SUBJECT, "Plus de SMS ce mois-ci"),
        plain("greeting", "Bonjour,"),
        Paragraph {
            name: "what",
            default: "Le dernier SMS du mois part pour {organisation}, qui en a {count}. Les suivants attendent le mois prochain.",
            variables: &["organisation", "count"],
        },
        plain(
            "advice",
            "Pour qu’ils partent avant, augmentez ce nombre dans les réglages du hub. Sinon, appelez les personnes qui attendent un message.",
        ),
    ],
};

/// An organisation whose text messages of the month have left.
#[derive(Debug)]
struct TextsUsedUp {
    organisation: String,
    count: u64,
}

templates!(TextsUsedUp, "messages/short.txt", "messages/short.html");

impl Content for TextsUsedUp {
    fn kind(&self) -> &'static Kind {
        &TEXTS_USED_UP
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("organisation", self.organisation.clone()), ("count", french::number(self.count))]
    }
}

/// To whoever coordinates: an organisation sends no more text messages this month.
pub fn texts_used_up(to: String, organisation: &str, count: u64) -> askama::Result<Message> {
    Message::write(to, &TextsUsedUp { organisation: organisation.to_owned(), count })
}

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(hub: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    let colette = Coordinator::example();
    let honest = Honest {
        first_name: "Zoé",
        since_on: date!(2026 - 02 - 19),
        due_on: date!(2026 - 03 - 21),
        page: links::address(hub.base_url, PATH, "exemple"),
        coordinator: Some(&colette),
    };
    let told = AnsweredFor {
        first_name: "Zoé",
        caller: "Julien Bonnet",
        on: date!(2026 - 03 - 12),
        contact: hub.contact_email,
    };
    Ok(vec![
        address_changed(to.to_owned(), hub.contact_email)?,
        answered_for(to.to_owned(), &told)?,
        honest_no(to.to_owned(), &honest)?,
        texts_used_up(to.to_owned(), "L’Atelier du Figuier", 200)?,
    ])
}
