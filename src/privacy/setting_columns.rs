//! The columns of what the hub's responsible sets, with the personal data they hold.

use super::columns::{Columns, NOTHING, held};
use super::register::{JOURNAL, SIGNATURE};

/// The columns of `settings`.
pub const SETTINGS: Columns = &[
    ("id", NOTHING),
    ("code", NOTHING),
    ("value", held("Qui signe les messages du hub y donne son nom et son numéro.", SIGNATURE)),
    ("set_at", held("Le hub garde le moment où un réglage change.", JOURNAL)),
    ("set_by_id", held("Le hub sait quel compte a changé un réglage.", JOURNAL)),
    ("replaced_at", NOTHING),
];

/// The columns of `message_words`: words that the hub writes to many, of nobody.
pub const MESSAGE_WORDS: Columns = &[
    ("id", NOTHING),
    ("kind", NOTHING),
    ("paragraph", NOTHING),
    ("words", NOTHING),
    ("set_at", held("Le hub garde le moment où le texte d’un message change.", JOURNAL)),
    ("set_by_id", held("Le hub sait quel compte a changé le texte d’un message.", JOURNAL)),
    ("replaced_at", NOTHING),
];
