//! The person of the hub whom a mentee or a mentor calls, as their pages show them.

use crate::accounts::coordination::Coordinator;
use crate::accounts::viewer::Viewer;

/// "Une question ? Camille Orsini, 04 65 71 20 14, du lundi au vendredi".
pub struct Human {
    /// Given and family name.
    pub name: String,
    /// Their number as people write it; empty when they gave none.
    pub phone: String,
    /// The same as a link.
    pub phone_href: String,
    /// When they answer; empty when they did not say.
    pub hours: String,
}

impl Human {
    /// Whom a viewer calls; nobody on the pages of those who work with people.
    pub fn of(coordinator: Option<&Coordinator>, viewer: &Viewer) -> Option<Self> {
        let coordinator = coordinator.filter(|_| !viewer.is_staff())?;
        let phone = coordinator.contact.phone.as_ref();
        Some(Self {
            name: coordinator.name.clone(),
            phone: phone.map(ToString::to_string).unwrap_or_default(),
            phone_href: phone.map(|phone| format!("tel:{}", phone.as_str())).unwrap_or_default(),
            hours: coordinator.contact.hours.clone().unwrap_or_default(),
        })
    }
}
