//! What the hub writes to somebody who asks to join, to whoever refers them, and to those who are referred.

use time::Date;
use time::macros::date;

use super::referral::{Agreement, PATH as REFERRAL_PATH, Referral};
use super::request::{PATH, answer_due};
use crate::accounts::messages::Hub;
use crate::db::{Id, Instant};
use crate::french;
use crate::links;
use crate::mail::Recipient;
use crate::mail::messages::{
    Content, GREETING, Kind, Message, Nature, Paragraph, SHORT, SUBJECT, plain, templates,
};

/// Every kind.
pub const KINDS: [&Kind; 7] =
    [&CONFIRMATION, &DECLINED, &REFERRAL, &REFERRED, &REFERRAL_RECEIVED, &REFERRAL_PAIRED, &REFERRAL_CLOSED];

const CONFIRMATION: Kind = Kind {
    code: "request",
    nature: Nature::Access,
    paragraphs: &[
        plain(SUBJECT, "Confirmez votre demande"),
        plain(SHORT, "Pour confirmer votre demande au hub du mentorat, ouvrez cette page\u{a0}:"),
        plain("greeting", "Bonjour,"),
        plain(
            "what",
            "Pour confirmer votre demande au hub du mentorat, ouvrez cette page puis cliquez sur le bouton :",
        ),
        plain("button", "Confirmer ma demande"),
        plain(
            "limit",
            "Vous avez sept jours, ou trente si ceci est un courrier. La page dit ensuite où en est votre demande. Si vous \
             n’avez rien demandé, ne faites rien : la demande s’efface.",
        ),
    ],
};

const DECLINED: Kind = Kind {
    code: "request_declined",
    nature: Nature::Necessary,
    paragraphs: &[
        plain(SUBJECT, "Notre réponse à votre demande"),
        plain(
            SHORT,
            "Le hub du mentorat ne peut pas répondre à votre demande pour l’instant. Elle est effacée. France Travail ou une \
             mission locale peut vous aider.",
        ),
        GREETING,
        plain(
            "what",
            "Nous ne pouvons pas répondre à votre demande au hub du mentorat pour l’instant. Elle est effacée, avec ce que \
             vous aviez écrit.",
        ),
        plain(
            "advice",
            "D’autres peuvent vous aider : France Travail pour un emploi, une mission locale avant 26 ans, la chambre de \
             commerce pour une entreprise. Les structures partenaires du hub sont nommées sur notre page d’accueil. Pour en \
             parler, répondez à ce message. Vous pouvez aussi faire une autre demande plus tard.",
        ),
    ],
};

const REFERRAL: Kind = Kind {
    code: "referral",
    nature: Nature::Access,
    paragraphs: &[
        plain(SUBJECT, "Confirmez votre orientation"),
        plain("greeting", "Bonjour,"),
        Paragraph {
            name: "what",
            default: "Vous orientez {person} vers le hub du mentorat. Pour le confirmer, ouvrez cette page puis cliquez sur le bouton :",
            variables: &["person"],
        },
        plain("button", "Confirmer cette orientation"),
        plain(
            "limit",
            "Vous avez sept jours. La page dit ensuite, pendant six mois, où en est cette orientation. Si vous n’avez rien \
             demandé, ne faites rien : tout s’efface.",
        ),
    ],
};

const REFERRED: Kind = Kind {
    code: "referred",
    nature: Nature::Necessary,
    paragraphs: &[
        plain(SUBJECT, "Le hub du mentorat va vous contacter"),
        Paragraph {
            name: SHORT,
            default: "{referrer} vous oriente vers le hub du mentorat. Nous vous répondons avant le {due}. Pour dire non\u{a0}:",
            variables: &["referrer", "due"],
        },
        GREETING,
        Paragraph {
            name: "what",
            default: "{referrer}, de la structure {organisation}, nous dit que vous cherchez un mentor. Vous lui avez donné \
                      votre accord. Une personne du hub vous écrit ou vous appelle avant le {due}.",
            variables: &["referrer", "organisation", "due"],
        },
        plain("button", "Voir cette demande, ou dire non"),
        Paragraph {
            name: "limit",
            default: "{referrer} saura seulement si nous avons trouvé un mentor, puis quand c’est terminé. Vous pouvez dire non à \
                      tout moment, sans conséquence : tout s’efface.",
            variables: &["referrer"],
        },
    ],
};

/// What whoever refers is told last in each message of news.
const NOTHING_ELSE: Paragraph = plain(
    "advice",
    "Nous ne disons ni qui est le mentor, ni pourquoi : cela appartient à la personne. Votre premier message garde le lien qui \
     montre où en est cette orientation.",
);

const REFERRAL_RECEIVED: Kind = Kind {
    code: "referral_received",
    nature: Nature::Staff,
    paragraphs: &[
        plain(SUBJECT, "Votre orientation est arrivée"),
        plain("greeting", "Bonjour,"),
        Paragraph {
            name: "what",
            default: "Vous nous adressez {person}. Une personne du hub lui répond avant le {due}.",
            variables: &["person", "due"],
        },
        NOTHING_ELSE,
    ],
};

const REFERRAL_PAIRED: Kind = Kind {
    code: "referral_paired",
    nature: Nature::Staff,
    paragraphs: &[
        plain(SUBJECT, "Un mentor est trouvé"),
        plain("greeting", "Bonjour,"),
        Paragraph {
            name: "what",
            default: "Vous nous aviez adressé {person} : nous avons trouvé un mentor, et leur tandem commence.",
            variables: &["person"],
        },
        NOTHING_ELSE,
    ],
};

const REFERRAL_CLOSED: Kind = Kind {
    code: "referral_closed",
    nature: Nature::Staff,
    paragraphs: &[
        plain(SUBJECT, "Une orientation est terminée"),
        plain("greeting", "Bonjour,"),
        Paragraph {
            name: "what",
            default: "Vous nous aviez adressé {person} : cette orientation est terminée.",
            variables: &["person"],
        },
        plain(
            "advice",
            "Nous n’en disons pas la raison : elle appartient à la personne. C’est notre dernier message à ce sujet.",
        ),
    ],
};

#[derive(Debug)]
struct Confirmation {
    address: String,
}

templates!(Confirmation, "messages/requests/page.txt", "messages/button.html");

impl Content for Confirmation {
    fn kind(&self) -> &'static Kind {
        &CONFIRMATION
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("address", self.address.clone())]
    }
}

/// Where they gave: the link that confirms it.
pub fn confirmation(recipient: impl Into<Recipient>, link: &str) -> askama::Result<Message> {
    Message::write(recipient, &Confirmation { address: link.to_owned() })
}

#[derive(Debug)]
struct Declined {
    first_name: String,
}

templates!(Declined, "messages/short.txt", "messages/short.html");

impl Content for Declined {
    fn kind(&self) -> &'static Kind {
        &DECLINED
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("first_name", self.first_name.clone())]
    }
}

/// To whoever asked, when the hub cannot help them.
pub fn declined(recipient: impl Into<Recipient>, first_name: &str) -> askama::Result<Message> {
    Message::write(recipient, &Declined { first_name: first_name.to_owned() })
}

#[derive(Debug)]
struct ToConfirm {
    person: String,
    address: String,
}

templates!(ToConfirm, "messages/requests/page.txt", "messages/button.html");

impl Content for ToConfirm {
    fn kind(&self) -> &'static Kind {
        &REFERRAL
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("person", self.person.clone()), ("address", self.address.clone())]
    }
}

/// To whoever refers somebody: the link that confirms it.
pub fn referral(referral: &Referral, person: &str, link: &str) -> askama::Result<Message> {
    let content = ToConfirm { person: person.to_owned(), address: link.to_owned() };
    Message::write(referral.email.clone(), &content)
}

/// Somebody whom another refers.
#[derive(Clone, Debug)]
pub struct Referred<'a> {
    /// Their given name.
    pub first_name: &'a str,
    /// First and last name of whoever refers them.
    pub referrer: &'a str,
    /// Whom that one works for.
    pub organisation: &'a str,
    /// The day before which the hub answers.
    pub due_on: Date,
    /// The link to the page on which they say no.
    pub page: String,
}

templates!(Referred<'_>, "messages/requests/page.txt", "messages/button.html");

impl Content for Referred<'_> {
    fn kind(&self) -> &'static Kind {
        &REFERRED
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("first_name", self.first_name.to_owned()),
            ("referrer", self.referrer.to_owned()),
            ("organisation", self.organisation.to_owned()),
            ("due", french::day(&self.due_on)),
            ("address", self.page.clone()),
        ]
    }
}

/// To somebody whom another refers: by whom, what follows by when, and how they say no.
pub fn referred(recipient: impl Into<Recipient>, told: &Referred<'_>) -> askama::Result<Message> {
    Message::write(recipient, told)
}

/// News of somebody to whoever referred them.
#[derive(Debug)]
struct News {
    kind: &'static Kind,
    person: String,
    due: String,
}

templates!(News, "messages/short.txt", "messages/short.html");

impl Content for News {
    fn kind(&self) -> &'static Kind {
        self.kind
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("person", self.person.clone()), ("due", self.due.clone())]
    }
}

/// To whoever refers: it has arrived.
pub fn referral_received(referral: &Referral, person: &str, due_on: Date) -> askama::Result<Message> {
    let due = french::day(&due_on);
    Message::write(referral.email.clone(), &News { kind: &REFERRAL_RECEIVED, person: person.to_owned(), due })
}

/// To whoever referred: a mentor was found.
pub fn referral_paired(referral: &Referral, person: &str) -> askama::Result<Message> {
    news(referral, &REFERRAL_PAIRED, person)
}

/// To whoever referred: it is over.
pub fn referral_closed(referral: &Referral, person: &str) -> askama::Result<Message> {
    news(referral, &REFERRAL_CLOSED, person)
}

fn news(referral: &Referral, kind: &'static Kind, person: &str) -> askama::Result<Message> {
    Message::write(referral.email.clone(), &News { kind, person: person.to_owned(), due: String::new() })
}

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(hub: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    let page = links::address(hub.base_url, PATH, "exemple");
    let asked_on = date!(2026 - 03 - 12);
    let due_on = answer_due(asked_on);
    let from = Referral {
        id: Id::nil(),
        request_id: Id::nil(),
        journey_id: None,
        name: "Colette Restanque".to_owned(),
        email: to.to_owned(),
        organisation_id: Id::nil(),
        branch_id: None,
        agreement: Agreement::Spoken,
        agreed_on: asked_on,
        referred_at: Instant::morning_of(asked_on),
        confirmed_at: None,
        paired_on: None,
        closed_on: None,
        objected_at: None,
    };
    let told = Referred {
        first_name: "Zoé",
        referrer: &from.name,
        organisation: "L’Atelier du Figuier",
        due_on,
        page: page.clone(),
    };
    Ok(vec![
        confirmation(to.to_owned(), &page)?,
        declined(to.to_owned(), "Zoé")?,
        referral(&from, "Zoé C.", &links::address(hub.base_url, REFERRAL_PATH, "exemple"))?,
        referred(to.to_owned(), &told)?,
        referral_received(&from, "Zoé C.", due_on)?,
        referral_paired(&from, "Zoé C.")?,
        referral_closed(&from, "Zoé C.")?,
    ])
}
