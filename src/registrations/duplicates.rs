//! People who stand twice: in the list, or in the list and on the hub.

use std::collections::HashMap;

use crate::contact::Email;
use crate::people::newcomer::KnownPerson;
use crate::territories::text::fold;

/// Where somebody was met before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Earlier {
    /// On the hub.
    Hub,
    /// On a line of the same list.
    Line {
        line: usize,
        /// Whether that line is imported; one with errors is not.
        is_imported: bool,
    },
}

impl Earlier {
    /// Whether this person is imported or already there.
    pub fn is_imported(self) -> bool {
        !matches!(self, Self::Line { is_imported: false, .. })
    }
}

/// A name without accents nor case, with a year of birth.
type Identity = (String, String, u16);

/// Everybody met so far.
#[derive(Debug, Default)]
pub(super) struct Met {
    emails: HashMap<String, Earlier>,
    identities: HashMap<Identity, Earlier>,
}

impl Met {
    /// The people of the hub.
    pub fn on_hub(known: &[KnownPerson]) -> Self {
        let mut met = Self::default();
        for person in known {
            if !person.email.is_empty() {
                met.emails.insert(person.email.trim().to_lowercase(), Earlier::Hub);
            }
            if let Some(identity) = identity((&person.first_name, &person.last_name), person.birth_year) {
                met.identities.insert(identity, Earlier::Hub);
            }
        }
        met
    }

    /// Where this address was met before.
    pub fn by_email(&self, email: &Email) -> Option<Earlier> {
        self.emails.get(email.as_str()).copied()
    }

    /// Where this name and year of birth were met before.
    pub fn by_identity(&self, names: (&str, &str), birth_year: Option<u16>) -> Option<Earlier> {
        self.identities.get(&identity(names, birth_year)?).copied()
    }

    /// Remembers a person of the list; the first to be imported stays.
    pub fn remember(&mut self, email: &Email, names: (&str, &str), birth_year: Option<u16>, here: Earlier) {
        remember_first(&mut self.emails, email.as_str().to_owned(), here);
        if let Some(identity) = identity(names, birth_year) {
            remember_first(&mut self.identities, identity, here);
        }
    }
}

fn remember_first<K: std::hash::Hash + Eq>(met: &mut HashMap<K, Earlier>, key: K, here: Earlier) {
    let known = met.entry(key).or_insert(here);
    if !known.is_imported() {
        *known = here;
    }
}

fn identity((first_name, last_name): (&str, &str), birth_year: Option<u16>) -> Option<Identity> {
    let (first_name, last_name) = (fold(first_name), fold(last_name));
    let is_named = !first_name.is_empty() && !last_name.is_empty();
    birth_year.filter(|_| is_named).map(|year| (first_name, last_name, year))
}
