//! The columns of what comes next, of the calls noted about it and of the problems reported, with the personal data they hold.

use super::columns::{Columns, NOTHING, held};
use super::register::{FOLLOW_UP, PROBLEM};

/// The columns of `steps`.
pub const STEPS: Columns = &[
    ("id", NOTHING),
    (
        "subject_kind",
        held("Le hub sait ce qui est en cours : demande, accompagnement, proposition ou tandem.", FOLLOW_UP),
    ),
    ("subject_id", held("Le hub sait lequel c’est.", FOLLOW_UP)),
    ("what", held("Ce qui est à faire est choisi dans une liste.", FOLLOW_UP)),
    ("owner_kind", NOTHING),
    ("owner_id", held("Le hub sait à qui c’est le tour.", FOLLOW_UP)),
    ("since_on", held("Le hub sait depuis quand c’est à faire.", FOLLOW_UP)),
    ("first_due_on", held("Le hub sait pour quel jour c’est à faire.", FOLLOW_UP)),
    ("due_on", held("Si c’est reporté, le hub garde le nouveau jour.", FOLLOW_UP)),
    ("postponed_on", held("Si c’est reporté, le hub garde quand cela a été décidé.", FOLLOW_UP)),
    ("postponed_reason", held("Si c’est reporté, la raison est choisie dans une liste.", FOLLOW_UP)),
    ("postponed_by", held("Si c’est reporté, le hub sait par qui.", FOLLOW_UP)),
    ("entrusted_on", held("Si c’est confié à quelqu’un d’autre, le hub garde depuis quand.", FOLLOW_UP)),
    (
        "entrusted_because",
        held("Si c’est confié à quelqu’un d’autre, la raison est dans une liste.", FOLLOW_UP),
    ),
    ("entrusted_from_kind", NOTHING),
    (
        "entrusted_from_id",
        held("Si c’est confié à quelqu’un d’autre, le hub sait qui s’en chargeait.", FOLLOW_UP),
    ),
    ("entrusted_to", held("Si c’est confié à quelqu’un d’autre, le hub sait à qui.", FOLLOW_UP)),
];

/// The columns of `calls`.
pub const CALLS: Columns = &[
    ("id", NOTHING),
    ("subject_kind", NOTHING),
    ("subject_id", held("Quand on vous appelle, le hub garde de quoi il s’agissait.", FOLLOW_UP)),
    ("called_on", held("Le hub garde le jour de l’appel.", FOLLOW_UP)),
    ("result", held("Le hub garde si vous avez répondu, jamais ce qui s’est dit.", FOLLOW_UP)),
    ("account_id", held("Le hub sait qui a appelé.", FOLLOW_UP)),
];

/// The columns of `problems`. The two of a pair keep no right over what the other wrote.
pub const PROBLEMS: Columns = &[
    ("id", NOTHING),
    ("mentor_id", held("Un signalement dit de quel mentor il s’agit.", PROBLEM)),
    ("journey_id", held("Un signalement dit de quel accompagnement il s’agit.", PROBLEM)),
    ("party", held("Le hub sait lequel des deux a écrit.", PROBLEM)),
    ("kind", held("Qui signale un problème choisit dans une liste ce qui ne va pas.", PROBLEM)),
    ("words", held("Qui signale un problème peut le dire avec ses mots.", PROBLEM)),
    ("reported_at", held("Le hub garde le moment du signalement.", PROBLEM)),
    ("closed_on", held("Le hub garde le jour où le signalement se termine.", PROBLEM)),
    ("outcome", held("Le hub garde comment le signalement finit.", PROBLEM)),
    ("contact_back_on", held("Le hub sait depuis quand les deux retrouvent leurs coordonnées.", PROBLEM)),
    ("closed_by_id", held("Le hub sait qui a terminé le signalement.", PROBLEM)),
];
