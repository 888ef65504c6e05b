//! The person of the hub whom a mentee or a mentor calls, as every page of theirs names them.

use crate::accounts::coordination::Coordinator;

/// "Une question ? Camille Orsini, 04 65 71 20 14, du lundi au vendredi".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Human {
    /// Given and family name; that of the hub where nobody coordinates.
    pub name: String,
    /// Their number as people write it; empty when they gave none.
    pub phone: String,
    /// The same as a link.
    pub phone_href: String,
    /// When they answer; empty when they did not say.
    pub hours: String,
    /// The address of the hub, for whoever cannot call.
    pub email: String,
}

impl Human {
    /// Nobody in particular: the hub.
    pub fn hub(name: String, email: String) -> Self {
        Self { name, email, ..Self::default() }
    }

    /// The same hub, with whoever coordinates as the one to call.
    pub fn named(self, coordinator: &Coordinator) -> Self {
        let phone = coordinator.contact.phone.as_ref();
        Self {
            name: coordinator.name.clone(),
            phone: phone.map(ToString::to_string).unwrap_or_default(),
            phone_href: phone.map(|phone| format!("tel:{}", phone.as_str())).unwrap_or_default(),
            hours: coordinator.contact.hours.clone().unwrap_or_default(),
            email: self.email,
        }
    }
}
