//! Who brings somebody to the hub: an organisation, or one of its branches.

use super::{Branch, Kind, Organisation};
use crate::db::Id;

/// Who brought somebody: an organisation, and its branch where one did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Origin {
    pub organisation_id: Id,
    pub branch_id: Option<Id>,
}

impl Origin {
    /// The key of the branch, else of the organisation: what a form sends.
    pub fn key(self) -> Id {
        self.branch_id.unwrap_or(self.organisation_id)
    }
}

/// Every organisation and every branch, to choose one from.
#[derive(Clone, Debug)]
pub struct Origins {
    /// In the order of the lists.
    pub organisations: Vec<Organisation>,
    /// Of all of them.
    pub branches: Vec<Branch>,
}

impl Origins {
    /// Each organisation, followed by its branches.
    pub fn all(&self) -> Vec<Origin> {
        let of = |organisation: &Organisation| {
            let id = organisation.id;
            let own = self.branches.iter().filter(move |branch| branch.organisation_id == id);
            let branches = own.map(move |branch| Origin { organisation_id: id, branch_id: Some(branch.id) });
            std::iter::once(Origin { organisation_id: id, branch_id: None }).chain(branches)
        };
        self.organisations.iter().flat_map(of).collect()
    }

    /// The name of an organisation with that of the branch, if there is one; empty for nobody.
    pub fn name(&self, organisation: Option<Id>, branch: Option<Id>) -> String {
        let organisation = self.organisations.iter().find(|one| Some(one.id) == organisation);
        let branch = self.branches.iter().find(|one| Some(one.id) == branch);
        let organisation = organisation.map_or("", |one| one.name.as_str());
        branch.map_or_else(|| organisation.to_owned(), |branch| format!("{organisation}, {}", branch.name))
    }

    /// The one whose key was chosen.
    pub fn chosen(&self, key: &str) -> Option<Origin> {
        self.all().into_iter().find(|origin| origin.key().to_string() == key)
    }

    /// The hub's own organisation.
    pub fn hub(&self) -> Option<Id> {
        self.organisations.iter().find(|one| one.kind == Kind::Hub).map(|hub| hub.id)
    }
}
