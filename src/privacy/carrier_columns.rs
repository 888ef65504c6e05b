//! The columns of what carries the hub: links, jobs and messages, with the personal data they hold.

use super::columns::{Columns, NOTHING, held};
use super::register::{MAIL, MAIL_TEXT, PROOF};

/// The columns of `links`.
pub const LINKS: Columns = &[
    ("token_hash", held("Un lien envoyé n’est gardé que par son empreinte.", PROOF)),
    ("id", NOTHING),
    ("purpose", held("Le hub sait ce que le lien permet.", PROOF)),
    ("subject_id", held("Le hub sait pour quelle adresse ou quelle demande est le lien.", PROOF)),
    ("bearer", held("Le hub sait à quelle adresse le lien est parti.", PROOF)),
    ("path", NOTHING),
    ("uses", NOTHING),
    ("created_at", held("Le hub garde le moment où le lien est parti.", PROOF)),
    ("expires_at", held("Le hub sait quand le lien expire.", PROOF)),
    ("used_at", held("Le hub garde le moment où le lien a servi.", PROOF)),
    ("superseded_at", NOTHING),
    ("caller_id", held("Le hub sait qui répond pour vous au téléphone, pendant cet appel.", PROOF)),
    ("code_hash", held("Le code imprimé sur un courrier n’est gardé que par son empreinte.", PROOF)),
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
    ("urgency", NOTHING),
    ("last_error", NOTHING),
];

/// The columns of `outbox`.
pub const OUTBOX: Columns = &[
    ("id", NOTHING),
    ("recipient", held("Le hub garde l’adresse à qui il écrit.", MAIL)),
    ("channel", NOTHING),
    ("kind", held("Le hub garde ce dont parle le message.", MAIL)),
    ("nature", NOTHING),
    ("subject", held("Le hub garde l’objet du message.", MAIL)),
    ("body", held("Le texte du message est chiffré, avec ses liens à usage unique.", MAIL_TEXT)),
    ("html", held("Le même texte, mis en forme, est chiffré aussi.", MAIL_TEXT)),
    ("step_kind", NOTHING),
    ("step_id", held("Le hub sait à quelle démarche le message se rapporte.", MAIL)),
    ("step_what", held("Le hub sait ce que le message demande de faire.", MAIL)),
    ("last_on", NOTHING),
    ("created_at", held("Le hub garde le moment où le message est écrit.", MAIL)),
    ("person_id", held("Le hub sait à qui est le message.", MAIL)),
    ("link_hash", held("Le lien du message n’est gardé que par son empreinte.", MAIL)),
    ("contact_of", held("Le hub sait quelles coordonnées le message donne.", MAIL)),
    ("held_at", NOTHING),
    ("taken_at", held("Le hub garde le moment du dernier essai d’envoi, pour écrire peu à chacun.", MAIL)),
    ("sent_at", held("Le hub garde le moment où le message part.", MAIL)),
    ("given_up_at", held("Le hub garde le moment où il renonce à l’envoyer.", MAIL)),
    ("last_error", NOTHING),
    ("dropped_at", held("Le hub garde le moment où le message devient inutile.", MAIL)),
    ("dropped_reason", held("Le hub garde pourquoi il ne l’envoie plus.", MAIL)),
    ("returned_at", held("Le hub garde le moment où le message lui revient.", MAIL)),
];

/// The columns of `unreachable_addresses`.
pub const UNREACHABLE_ADDRESSES: Columns = &[
    ("address", held("Le hub garde les adresses qui ne reçoivent plus rien, pour ne plus y écrire.", MAIL)),
    ("code", NOTHING),
    ("noted_at", held("Le hub garde depuis quand une adresse ne reçoit plus rien.", MAIL)),
];
