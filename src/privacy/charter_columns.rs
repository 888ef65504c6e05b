//! The columns of the charter and its signatures, with the personal data they hold.

use super::columns::{Columns, NOTHING, held};
use super::register::{FOLLOW_UP, JOURNAL};

/// The columns of `charters`: a text that many sign, of nobody.
pub const CHARTERS: Columns = &[
    ("id", NOTHING),
    ("number", NOTHING),
    ("text", NOTHING),
    ("issued_at", NOTHING),
    ("issued_by_id", held("Le hub sait quel compte a publié une charte.", JOURNAL)),
];

/// The columns of `signatures`.
pub const SIGNATURES: Columns = &[
    ("id", NOTHING),
    ("proposal_id", held("Le hub sait pour quel tandem vous signez la charte.", FOLLOW_UP)),
    ("party", held("Le hub sait si vous signez comme mentor ou comme personne accompagnée.", FOLLOW_UP)),
    ("asked_on", held("Le hub garde le jour où il vous demande de signer.", FOLLOW_UP)),
    ("days", NOTHING),
    ("reminded_on", held("Le hub garde le jour où il vous relance.", FOLLOW_UP)),
    ("charter_id", held("Le hub sait quelle charte vous avez signée.", FOLLOW_UP)),
    ("text_hash", held("Le hub garde l’empreinte du texte que vous avez signé.", FOLLOW_UP)),
    ("way", held("Le hub sait si vous avez signé par un lien, sur le hub ou sur papier.", FOLLOW_UP)),
    ("signed_on", held("Le hub garde le jour où vous avez signé.", FOLLOW_UP)),
    ("noted_at", held("Le hub garde le moment où il a noté votre signature.", FOLLOW_UP)),
];
