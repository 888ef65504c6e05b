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
    /// The paths of its other pages, which do not lie below the first.
    pub owns: &'static [&'static str],
    /// Which viewers are offered it.
    pub offered_to: For,
}

impl MenuEntry {
    /// An entry for viewers with a right.
    pub const fn new(label: &'static str, href: &'static str, right: Right) -> Self {
        Self { label, href, owns: &[], offered_to: For::Right(right) }
    }

    /// The same entry, to which the pages at other paths and below them belong too.
    pub const fn with(self, owns: &'static [&'static str]) -> Self {
        Self { owns, ..self }
    }

    fn is_for(&self, viewer: &Viewer) -> bool {
        match self.offered_to {
            For::Right(right) => viewer.may(right),
            For::Oneself => matches!(viewer.role(), Some(Role::Mentor | Role::Mentee)),
        }
    }

    /// How much of a path is a path of this entry; `None` for a page of another.
    fn holds(&self, path: &str) -> Option<usize> {
        let is_above =
            |own: &&str| path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        std::iter::once(self.href).chain(self.owns.iter().copied()).filter(is_above).map(str::len).max()
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
    /// Whether the page shown belongs to it.
    pub current: bool,
}

impl Menu {
    /// The navigation of a viewer, on the page of a path: of the entries that hold it, the one that says most of it is lit.
    pub fn of(self, viewer: &Viewer, path: &str) -> Vec<NavItem> {
        let entries = self.0.iter().copied().flatten().filter(|entry| entry.is_for(viewer));
        let lit = entries.clone().filter_map(|entry| Some((entry.holds(path)?, entry.href))).max();
        let item = |entry: &MenuEntry| NavItem {
            label: entry.label,
            href: entry.href,
            current: lit.is_some_and(|(_, href)| entry.href == href),
        };
        entries.map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_lit_on_its_own_pages_only() {
        let entry = MenuEntry::new("Accès", "/access", Right::GiveAccess).with(&["/roles"]);
        assert_eq!(entry.holds("/access"), Some(7));
        assert_eq!(entry.holds("/access/12/withdrawal"), Some(7));
        assert_eq!(entry.holds("/roles/12"), Some(6));
        assert_eq!(entry.holds("/accessibility"), None);
    }
}
