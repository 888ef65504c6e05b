//! What the hub writes to somebody who asks to join.

use super::request::Request;
use crate::mail::Message;

/// To the address they gave: the link that confirms it.
pub fn confirmation(request: &Request, link: &str) -> Message {
    let body = format!(
        "Bonjour,\n\nPour confirmer votre demande au hub du mentorat, ouvrez cette page puis cliquez sur le bouton :\n\n\
         {link}\n\nCe lien tient sept jours. Si vous n’avez rien demandé, ne faites rien : \
         la demande s’efface.\n"
    );
    Message {
        recipient: request.email.clone(),
        kind: "request",
        subject: "Confirmez votre demande".to_owned(),
        body,
    }
}
