//! What the hub writes to somebody about their own file.

use crate::accounts::messages::Hub;
use crate::mail::messages::{Content, Kind, Message, Nature, Paragraph, SUBJECT, plain, templates};

/// Every kind.
pub const KINDS: [&Kind; 1] = [&ADDRESS_CHANGED];

const ADDRESS_CHANGED: Kind = Kind {
    code: "address_changed",
    nature: Nature::Necessary,
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

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(hub: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    Ok(vec![address_changed(to.to_owned(), hub.contact_email)?])
}
