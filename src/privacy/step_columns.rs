//! The columns of what comes next, and of the calls noted about it, with the personal data they hold.

use super::columns::{Columns, NOTHING, held};
use super::register::FOLLOW_UP;

/// The columns of `steps`.
pub const STEPS: Columns = &[
    ("id", NOTHING),
    ("subject_kind", held("ce qui est en cours : demande, accompagnement, proposition, tandem", FOLLOW_UP)),
    ("subject_id", held("lien vers ce qui est en cours", FOLLOW_UP)),
    ("what", held("ce qui est à faire, choisi dans une liste", FOLLOW_UP)),
    ("owner_kind", NOTHING),
    ("owner_id", held("à qui c’est le tour", FOLLOW_UP)),
    ("since_on", held("depuis quand", FOLLOW_UP)),
    ("first_due_on", held("pour quel jour", FOLLOW_UP)),
    ("due_on", held("jour du report, s’il y en a un", FOLLOW_UP)),
    ("postponed_on", held("jour où c’est reporté", FOLLOW_UP)),
    ("postponed_reason", held("motif du report, choisi dans une liste", FOLLOW_UP)),
    ("postponed_by", held("qui l’a reporté", FOLLOW_UP)),
];

/// The columns of `calls`.
pub const CALLS: Columns = &[
    ("id", NOTHING),
    ("subject_kind", NOTHING),
    ("subject_id", held("ce dont il s’agissait", FOLLOW_UP)),
    ("called_on", held("jour de l’appel", FOLLOW_UP)),
    ("result", held("la personne a répondu ou non ; jamais ce qui s’est dit", FOLLOW_UP)),
    ("account_id", held("qui a appelé", FOLLOW_UP)),
];
