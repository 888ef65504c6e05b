//! The hub, its partners and their branches.
//!
//! A partner keeps its people its own; the hub pools what partners lend.
//! A branch is a partner's local office, in a municipality or an arrondissement.
//! Owns the tables `organisations` and `branches`.

pub mod organisation;
pub mod origin;
pub mod pages;
pub mod store;

use crate::db::deeds;
pub use organisation::{Branch, Kind, Organisation};
pub use origin::{Origin, Origins};

deeds! {
    /// What is done to an organisation, in the journal.
    OrganisationDeed of "organisation" {
        Created = "created";
    }
}

deeds! {
    /// What is done to a branch, in the journal.
    BranchDeed of "branch" {
        Created = "created";
    }
}
