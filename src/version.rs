//! The version of what a form shows, so that somebody who saves it knows whether another did meanwhile.

use std::fmt::{self, Debug, Display};

use crate::secret;

/// A fingerprint of facts as they are stored: another as soon as one of them changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(String);

/// Hexadecimal digits of a version. Nobody gains by forging one: it only spares what others wrote.
const LENGTH: usize = 16;

impl Version {
    /// The version of some facts. A later build may write the same facts otherwise: a form filled before an upgrade is then
    /// shown beside what is stored, and nothing is lost.
    pub fn of(facts: &impl Debug) -> Self {
        let mut digits = secret::fingerprint("version", &format!("{facts:?}"));
        digits.truncate(LENGTH);
        Self(digits)
    }

    /// The version that a form says it was filled from; `None` where it says none, and whatever is stored is replaced.
    pub fn sent(field: &str) -> Option<Self> {
        (!field.is_empty()).then(|| Self(field.to_owned()))
    }

    /// Whether somebody saved since a form was filled.
    pub fn is_newer_than(&self, seen: Option<&Self>) -> bool {
        seen.is_some_and(|seen| seen != self)
    }
}

impl Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_changes_with_the_facts_and_a_form_may_say_none() {
        let (one, other) = (Version::of(&("Zoé", Some(1))), Version::of(&("Zoé", Some(2))));
        assert_eq!(one, Version::of(&("Zoé", Some(1))));
        assert!(other.is_newer_than(Some(&one)) && !one.is_newer_than(Some(&one)));
        assert!(!one.is_newer_than(None));
        assert_eq!(Version::sent(&one.to_string()), Some(one));
        assert_eq!(Version::sent(""), None);
    }
}
