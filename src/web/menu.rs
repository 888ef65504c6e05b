//! The main navigation: the entries that each viewer is offered.

use crate::accounts::access::{Right, Role};
use crate::accounts::viewer::Viewer;

/// Which viewers are offered an entry.
#[derive(Clone, Copy, Debug)]
pub enum For {
    /// Viewers with a right, whatever its scope.
    Right(Right),
    /// Mentors and mentees, for the pages about themselves.
    Oneself,
}

/// An entry of the menu, declared by its noun.
#[derive(Clone, Copy, Debug)]
pub struct MenuEntry {
    /// The French text of the entry.
    pub label: &'static str,
    /// The path of its first page.
    pub href: &'static str,
    /// Which viewers are offered it.
    pub offered_to: For,
}

impl MenuEntry {
    /// An entry for viewers with a right.
    pub const fn new(label: &'static str, href: &'static str, right: Right) -> Self {
        Self { label, href, offered_to: For::Right(right) }
    }

    fn is_for(&self, viewer: &Viewer) -> bool {
        match self.offered_to {
            For::Right(right) => viewer.may(right),
            For::Oneself => matches!(viewer.role(), Some(Role::Mentor | Role::Mentee)),
        }
    }

    /// Whether a path is the page of this entry, or below it.
    fn leads_to(&self, path: &str) -> bool {
        path.strip_prefix(self.href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The entries of every noun, in the order of the menu.
#[derive(Clone, Copy, Debug)]
pub struct Menu(pub &'static [&'static [MenuEntry]]);

/// A link of the main navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// The French text of the link.
    pub label: &'static str,
    /// The path it leads to.
    pub href: &'static str,
    /// Whether the current page is this one, or below it.
    pub current: bool,
}

impl Menu {
    /// The navigation of a viewer, on the page of a path.
    pub fn of(self, viewer: &Viewer, path: &str) -> Vec<NavItem> {
        let entries = self.0.iter().copied().flatten().filter(|entry| entry.is_for(viewer));
        let item = |entry: &MenuEntry| NavItem {
            label: entry.label,
            href: entry.href,
            current: entry.leads_to(path),
        };
        entries.map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_lit_on_its_own_pages_only() {
        let entry = MenuEntry::new("Accès", "/access", Right::GiveAccess);
        assert!(entry.leads_to("/access"));
        assert!(entry.leads_to("/access/12/withdrawal"));
        assert!(!entry.leads_to("/accessibility"));
    }
}
