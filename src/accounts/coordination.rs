//! Who coordinates: the person of the hub whom a mentee or a mentor calls, and to whom falls what nobody else does.

use time::Date;

use super::access::Role;
use crate::contact::Phone;
use crate::db::Id;
use crate::version::Version;

/// The longest answer to when somebody is reached, in characters: a line beside a telephone number.
pub const LONGEST_HOURS: usize = 80;

/// How people reach the holder of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The number they are called at.
    pub phone: Option<Phone>,
    /// When they answer, in their words.
    pub hours: Option<String>,
}

impl Contact {
    /// The version of what its form shows.
    pub fn version(&self) -> Version {
        Version::of(self)
    }
}

/// An account of the hub that can coordinate: its role is not withdrawn, and somebody still signs in with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordinator {
    /// The key of the account.
    pub id: Id,
    /// The name shown to the people they coordinate.
    pub name: String,
    /// Coordinator, or responsible for the hub.
    pub role: Role,
    /// How they are reached.
    pub contact: Contact,
    /// Since when they coordinate whatever nobody was chosen for; at most one does.
    pub by_default_since: Option<Date>,
}

impl Coordinator {
    /// "Colette Restanque au 04 65 71 00 01 (le matin)"; none without a number.
    pub fn whom_to_call(&self) -> Option<String> {
        let Self { name, contact, .. } = self;
        let phone = contact.phone.as_ref()?;
        Some(match &contact.hours {
            Some(hours) => format!("{name} au {phone} ({hours})"),
            None => format!("{name} au {phone}"),
        })
    }

    /// Somebody invented, for the messages that show whoever edits their words what they become.
    pub fn example() -> Self {
        Self {
            id: Id::nil(),
            name: "Colette Restanque".to_owned(),
            role: Role::Coordinator,
            contact: Contact { phone: Phone::parse("04 65 71 00 01").ok(), hours: None },
            by_default_since: None,
        }
    }
}

/// Those who can coordinate, in the order in which their accounts were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coordination {
    team: Vec<Coordinator>,
}

impl Coordination {
    /// The coordination by a team, in the order in which their accounts were made.
    pub fn new(team: Vec<Coordinator>) -> Self {
        Self { team }
    }

    /// Everybody who can coordinate.
    pub fn team(&self) -> &[Coordinator] {
        &self.team
    }

    /// The one of a key, while they can coordinate.
    pub fn get(&self, account: Id) -> Option<&Coordinator> {
        self.team.iter().find(|one| one.id == account)
    }

    /// Who coordinates a journey for which this account was chosen, or none: the chosen one as long as they work at the hub,
    /// else the default.
    pub fn of(&self, chosen: Option<Id>) -> Option<&Coordinator> {
        chosen.and_then(|chosen| self.get(chosen)).or_else(|| self.by_default())
    }

    /// Who coordinates whatever nobody was chosen for.
    pub fn by_default(&self) -> Option<&Coordinator> {
        self.team.iter().find(|one| one.by_default_since.is_some())
    }

    /// Who takes over when the default leaves: whoever is responsible for the hub, then the others, the earliest first.
    pub fn successor(&self) -> Option<&Coordinator> {
        let responsible = self.team.iter().find(|one| one.role == Role::HubResponsible);
        responsible.or(self.team.first())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::date;

    fn coordinator(role: Role, by_default_since: Option<Date>) -> Coordinator {
        Coordinator {
            id: new_id(),
            name: "Colette Restanque".to_owned(),
            role,
            contact: Contact::default(),
            by_default_since,
        }
    }

    #[test]
    fn the_chosen_one_coordinates_while_they_work_at_the_hub() {
        let [chosen, default] =
            [None, Some(date!(2026 - 01 - 10))].map(|since| coordinator(Role::Coordinator, since));
        let coordination = Coordination::new(vec![chosen.clone(), default.clone()]);
        assert_eq!(coordination.of(Some(chosen.id)), Some(&chosen));
        assert_eq!(coordination.of(None), Some(&default));
        let without = Coordination::new(vec![default.clone()]);
        assert_eq!(without.of(Some(chosen.id)), Some(&default));
    }

    #[test]
    fn whoever_is_responsible_takes_over_before_the_others() {
        let [first, second] = [(), ()].map(|()| coordinator(Role::Coordinator, None));
        let responsible = coordinator(Role::HubResponsible, None);
        let team = vec![first.clone(), responsible.clone(), second.clone()];
        assert_eq!(Coordination::new(team).successor(), Some(&responsible));
        assert_eq!(Coordination::new(vec![first.clone(), second]).successor(), Some(&first));
        assert_eq!(Coordination::default().successor(), None);
    }
}
