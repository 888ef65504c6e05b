//! What changed from one run of a round to the next.

use std::collections::BTreeSet;

use crate::french;
use crate::overview::cards::Cards;
use crate::rounds::inputs::Pair;
use crate::rounds::round::{Draft, Proposed};

/// A pair that came or went.
pub struct Change {
    /// The class of its line.
    pub class: &'static str,
    /// Which of the two, in French.
    pub word: &'static str,
    /// Both names.
    pub text: String,
}

/// The changes in tandems and in total score from one run to the next.
pub fn versus(before: &Draft, after: &Draft) -> String {
    let tandems = after.proposals.len() as i64 - before.proposals.len() as i64;
    let points = after.total as i64 - before.total as i64;
    format!("Tandems : {}. Total des scores : {}.", signed(tandems), signed(points))
}

/// A difference with its sign, in French.
pub fn signed(difference: i64) -> String {
    match difference {
        0 => "aucun changement".to_owned(),
        more if more > 0 => format!("+{}", french::number(more)),
        less => french::number(less),
    }
}

/// The pairs removed (`false`), then added (`true`), from one run to the next.
pub fn changes(before: &Draft, after: &Draft) -> Vec<(Pair, bool)> {
    let pairs = |draft: &Draft| -> BTreeSet<Pair> {
        let pair = |proposed: &Proposed| Pair { journey: proposed.journey, mentor: proposed.mentor };
        draft.proposals.iter().map(pair).collect()
    };
    let (old, new) = (pairs(before), pairs(after));
    let gone = old.difference(&new).map(|&pair| (pair, false));
    gone.chain(new.difference(&old).map(|&pair| (pair, true))).collect()
}

/// A pair that came or went, with its names.
pub fn change(pair: Pair, came: bool, cards: &Cards) -> Change {
    let text = format!("{} avec {}", cards.mentor(pair.mentor).name, cards.mentee(pair.journey).name);
    match came {
        true => Change { class: "change-added", word: "Ajouté", text },
        false => Change { class: "change-removed", word: "Retiré", text },
    }
}
