//! What the hub writes to somebody who asks to join.

use super::request::{PATH, Request};
use crate::accounts::messages::Hub;
use crate::links;
use crate::mail::messages::{Content, Kind, Message, Nature, Paragraph, SUBJECT, plain, templates};

/// Every kind.
pub const KINDS: [&Kind; 2] = [&CONFIRMATION, &DECLINED];

const CONFIRMATION: Kind = Kind {
    code: "request",
    nature: Nature::Access,
    paragraphs: &[
        plain(SUBJECT, "Confirmez votre demande"),
        plain("greeting", "Bonjour,"),
        plain(
            "what",
            "Pour confirmer votre demande au hub du mentorat, ouvrez cette page puis cliquez sur le bouton :",
        ),
        plain("button", "Confirmer ma demande"),
        plain(
            "limit",
            "Ce lien tient sept jours. Si vous n’avez rien demandé, ne faites rien : la demande s’efface.",
        ),
    ],
};

const DECLINED: Kind = Kind {
    code: "request_declined",
    nature: Nature::Necessary,
    paragraphs: &[
        plain(SUBJECT, "Notre réponse à votre demande"),
        Paragraph { name: "greeting", default: "Bonjour {first_name},", variables: &["first_name"] },
        plain(
            "what",
            "Nous ne pouvons pas répondre à votre demande au hub du mentorat pour l’instant. Elle est effacée, avec ce que \
             vous aviez écrit.",
        ),
        plain(
            "advice",
            "Pour en parler, répondez à ce message. Vous pouvez aussi faire une autre demande plus tard.",
        ),
    ],
};

#[derive(Debug)]
struct Confirmation {
    address: String,
}

templates!(Confirmation, "messages/button.txt", "messages/button.html");

impl Content for Confirmation {
    fn kind(&self) -> &'static Kind {
        &CONFIRMATION
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("address", self.address.clone())]
    }
}

/// To the address they gave: the link that confirms it.
pub fn confirmation(request: &Request, link: &str) -> askama::Result<Message> {
    Message::write(request.email.clone(), &Confirmation { address: link.to_owned() })
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
pub fn declined(request: &Request) -> askama::Result<Message> {
    Message::write(request.email.clone(), &Declined { first_name: request.first_name.clone() })
}

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(hub: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    let confirmation = Confirmation { address: links::address(hub.base_url, PATH, "exemple") };
    let declined = Declined { first_name: "Zoé".to_owned() };
    Ok(vec![Message::write(to.to_owned(), &confirmation)?, Message::write(to.to_owned(), &declined)?])
}
