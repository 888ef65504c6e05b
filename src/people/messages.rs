//! What the hub writes to somebody about their own file.

use crate::mail::Message;

/// To the address that a file no longer has: it does not let anybody in any more.
pub fn address_changed(former_address: String, contact_email: &str) -> Message {
    Message {
        recipient: former_address,
        kind: "address_changed",
        subject: "Votre adresse sur le hub du mentorat a changé".to_owned(),
        body: format!(
            "Bonjour,\n\nL’adresse de votre dossier sur le hub du mentorat vient d’être changée : celle-ci ne permet plus d’y \
             entrer.\nSi vous ne l’avez pas demandé, écrivez à {contact_email}.\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_former_address_is_told_where_to_write() {
        let message = address_changed("zoe@exemple.test".to_owned(), "hub@exemple.test");
        assert_eq!(message.recipient, "zoe@exemple.test");
        assert!(message.body.contains("ne permet plus d’y entrer"));
        assert!(message.body.ends_with("écrivez à hub@exemple.test.\n"));
    }
}
