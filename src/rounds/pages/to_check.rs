//! What deserves a look before a draft is proposed: the pairs in which the mentor helps with nothing that is asked for.

use crate::db::Id;
use crate::french;
use crate::overview::cards::Cards;
use crate::rounds::round::{Draft, Proposed};

/// How many pairs are named.
const NAMED: usize = 10;

/// A pair that deserves a look.
pub struct PairToCheck {
    /// Both names.
    pub names: String,
    /// Where it is explained.
    pub href: String,
}

/// The pairs that cover no need.
#[derive(Default)]
pub struct ToCheck {
    /// How many there are.
    pub count: usize,
    /// The first of them.
    pub pairs: Vec<PairToCheck>,
}

/// The pairs that are named: their people are looked up with the others.
pub fn named(draft: &Draft) -> impl Iterator<Item = &Proposed> {
    draft.proposals.iter().filter(|proposed| proposed.covers_no_need()).take(NAMED)
}

impl ToCheck {
    /// What deserves a look in a draft.
    pub fn of(round: Id, draft: &Draft, cards: &Cards) -> Self {
        let pair = |proposed: &Proposed| PairToCheck {
            names: format!(
                "{} et {}",
                cards.mentor(proposed.mentor).name,
                cards.mentee(proposed.journey).name
            ),
            href: format!("/rounds/{round}/pairs/{}?mentor={}", proposed.journey, proposed.mentor),
        };
        Self {
            count: draft.proposals.iter().filter(|proposed| proposed.covers_no_need()).count(),
            pairs: named(draft).map(pair).collect(),
        }
    }

    /// How many there are, in words.
    pub fn words(&self) -> String {
        french::count(
            self.count,
            "binôme ne couvre aucun besoin exprimé",
            "binômes ne couvrent aucun besoin exprimé",
        )
    }
}
