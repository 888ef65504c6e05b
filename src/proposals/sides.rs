//! Something of each of the two sides of a proposal.

use super::proposal::Party;

/// Something of each side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Sides<T> {
    pub mentor: T,
    pub mentee: T,
}

impl<T: Copy> Sides<T> {
    /// That of one side.
    pub fn of(self, party: Party) -> T {
        match party {
            Party::Mentor => self.mentor,
            Party::Mentee => self.mentee,
        }
    }

    /// The same, with that of one side replaced.
    pub fn with(self, party: Party, value: T) -> Self {
        match party {
            Party::Mentor => Self { mentor: value, ..self },
            Party::Mentee => Self { mentee: value, ..self },
        }
    }
}
