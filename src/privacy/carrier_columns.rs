//! The columns of what carries the hub: links, jobs and messages, with the personal data they hold.

use super::columns::{Columns, NOTHING, held};
use super::register::{MAIL, MAIL_TEXT, PROOF};

/// The columns of `links`.
pub const LINKS: Columns = &[
    ("token_hash", held("empreinte d’un lien envoyé", PROOF)),
    ("id", NOTHING),
    ("purpose", held("ce que le lien permet", PROOF)),
    ("subject_id", held("lien vers l’adresse ou la demande", PROOF)),
    ("bearer", held("adresse où il a été envoyé", PROOF)),
    ("path", NOTHING),
    ("uses", NOTHING),
    ("created_at", held("instant de l’envoi du lien", PROOF)),
    ("expires_at", held("fin de validité du lien", PROOF)),
    ("used_at", held("instant où le lien a servi", PROOF)),
    ("superseded_at", NOTHING),
];

/// The columns of `jobs`.
pub const JOBS: Columns = &[
    ("id", NOTHING),
    ("kind", NOTHING),
    ("key", NOTHING),
    ("created_at", NOTHING),
    ("due_at", NOTHING),
    ("attempts", NOTHING),
    ("claimed_until", NOTHING),
    ("last_error", NOTHING),
];

/// The columns of `outbox`.
pub const OUTBOX: Columns = &[
    ("id", NOTHING),
    ("recipient", held("adresse du destinataire", MAIL)),
    ("channel", NOTHING),
    ("kind", held("ce dont parle le message", MAIL)),
    ("subject", held("objet du message", MAIL)),
    ("body", held("texte du message, chiffré, avec ses liens à usage unique", MAIL_TEXT)),
    ("html", held("le même texte mis en forme, chiffré", MAIL_TEXT)),
    ("created_at", held("instant où le message a été écrit", MAIL)),
    ("sent_at", held("instant de l’envoi du message", MAIL)),
    ("given_up_at", held("instant où l’envoi a été abandonné", MAIL)),
    ("last_error", NOTHING),
];
