//! What the hub writes to somebody who asks to join.

use super::request::Request;
use crate::mail::messages::{Content, Kind, Message, Nature, SUBJECT, plain, templates};

/// Every kind.
pub const KINDS: [&Kind; 1] = [&CONFIRMATION];

const CONFIRMATION: Kind = Kind {
    code: "request",
    nature: Nature::Necessary,
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
