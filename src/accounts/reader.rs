//! Who reads a sentence about somebody: that person, or somebody else. A page says "vous" to the first and names them to the others.

use super::viewer::Viewer;
use crate::db::Id;

/// Who reads about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The person themselves.
    Oneself,
    /// Somebody else.
    Another,
}

impl Reader {
    /// Who a viewer is to a person.
    pub fn of(viewer: &Viewer, person: Id) -> Self {
        let own = viewer.account().and_then(|account| account.person_id);
        if own == Some(person) { Self::Oneself } else { Self::Another }
    }

    /// Whether they read about themselves.
    pub fn is_oneself(self) -> bool {
        self == Self::Oneself
    }

    /// What is said to oneself, or what is said to others.
    pub fn read<T>(self, to_oneself: T, to_others: T) -> T {
        match self {
            Self::Oneself => to_oneself,
            Self::Another => to_others,
        }
    }
}
