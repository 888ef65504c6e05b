//! What an organisation is on the hub, and when one may be added.

use crate::db::Id;
use crate::territories::text::fold;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What kind of body an organisation is.
    Kind {
        Hub = "hub", "hub";
        Incubator = "incubator", "incubateur";
        Accelerator = "accelerator", "accélérateur";
        Association = "association", "association";
        HonourLoan = "honour_loan", "prêt d’honneur";
        Chamber = "chamber", "chambre consulaire";
        Cooperative = "cooperative", "coopérative d’activité";
        Foundation = "foundation", "fondation";
        PublicService = "public_service", "service public";
        School = "school", "école";
        Union = "union", "réseau d’entreprises";
    }
}

impl Kind {
    /// What a partner may be: anything but the hub, of which there is one.
    pub fn of_partners() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| *kind != Self::Hub)
    }
}

/// A legal body on the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Organisation {
    pub id: Id,
    pub name: String,
    pub kind: Kind,
    /// Where its seat is, by INSEE code.
    pub place_code: Option<String>,
}

/// A local office of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Branch {
    pub id: Id,
    pub organisation_id: Id,
    pub name: String,
    /// Where it is: a municipality or an arrondissement, by INSEE code.
    pub place_code: String,
}

/// The longest name of an organisation or a branch, in characters.
pub const LONGEST_NAME: usize = 120;

/// Why an organisation or a branch is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// Two organisations of one name could not be told apart on the screens.
    #[error("Une structure porte déjà ce nom.")]
    TakenByOrganisation,
    /// The same for two branches of one organisation.
    #[error("Cette structure a déjà une antenne de ce nom.")]
    TakenByBranch,
    /// There is one hub.
    #[error("Il n’y a qu’un hub : choisissez une autre nature.")]
    SecondHub,
}

/// Checks the name of a new organisation against the others, without accents or case.
pub fn check_name(name: &str, others: &[Organisation]) -> Result<(), AddError> {
    let taken = others.iter().any(|other| fold(&other.name) == fold(name));
    if taken { Err(AddError::TakenByOrganisation) } else { Ok(()) }
}

/// Checks the name of a new branch against the other branches of its organisation.
pub fn check_branch_name(name: &str, organisation: Id, branches: &[Branch]) -> Result<(), AddError> {
    let mut own = branches.iter().filter(|branch| branch.organisation_id == organisation);
    if own.any(|branch| fold(&branch.name) == fold(name)) { Err(AddError::TakenByBranch) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;

    #[test]
    fn two_organisations_never_bear_the_same_name() {
        let known = Organisation {
            id: new_id(),
            name: "L’Élan".to_owned(),
            kind: Kind::Association,
            place_code: None,
        };
        let check = |name| check_name(name, std::slice::from_ref(&known));
        assert_eq!(check("l'elan"), Err(AddError::TakenByOrganisation));
        assert_eq!(check("L’Élan du Sud"), Ok(()));
    }

    #[test]
    fn two_branches_bear_the_same_name_only_in_two_organisations() {
        let organisation_id = new_id();
        let known =
            Branch { id: new_id(), organisation_id, name: "Aix".to_owned(), place_code: "13001".to_owned() };
        let check = |of| check_branch_name("AIX", of, std::slice::from_ref(&known));
        assert_eq!(check(organisation_id), Err(AddError::TakenByBranch));
        assert_eq!(check(new_id()), Ok(()));
    }

    #[test]
    fn there_is_one_hub() {
        assert!(Kind::of_partners().all(|kind| kind != Kind::Hub));
        assert_eq!(Kind::of_partners().count(), Kind::ALL.len() - 1);
    }
}
