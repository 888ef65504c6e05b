//! How many people an organisation or a branch brought, and who may know.

use crate::accounts::access::Scope;
use crate::db::Id;
use crate::people::store;

/// How many people each organisation and branch brought, within the viewer's scope.
pub struct Brought {
    /// Mentors who have not left.
    pub mentors: store::Brought,
    /// People in a journey that has not ended.
    pub mentees: store::Brought,
}

/// Whether somebody who sees the people of a scope sees all those of an organisation, or of one of its branches.
pub fn seen(scope: Scope, organisation: Id, branch: Option<Id>) -> bool {
    match scope {
        Scope::Hub => true,
        Scope::Organisation(own) => own == organisation,
        Scope::Branch { branch: own, .. } => branch == Some(own),
        Scope::Person(_) | Scope::Nobody => false,
    }
}

/// How many people a branch brought, or an organisation with all its branches.
pub fn sum(brought: &store::Brought, organisation: Id, branch: Option<Id>) -> u64 {
    let counted =
        brought.iter().filter(|((of, by), _)| *of == organisation && (branch.is_none() || *by == branch));
    counted.map(|(_, people)| people).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::datetime;

    #[test]
    fn an_organisation_counts_the_people_of_its_branches() {
        let (organisation, branch) = (new_id(), new_id());
        let brought = store::Brought::from([
            ((organisation, None), 3),
            ((organisation, Some(branch)), 4),
            ((new_id(), None), 9),
        ]);
        assert_eq!(sum(&brought, organisation, None), 7);
        assert_eq!(sum(&brought, organisation, Some(branch)), 4);
    }

    #[test]
    fn an_adviser_of_a_branch_sees_the_figures_of_that_branch_only() {
        let (organisation, branch) = (new_id(), new_id());
        let scope = Scope::Branch {
            branch,
            account: new_id(),
            at: crate::db::Instant::new(datetime!(2026-03-12 10:00 UTC)),
        };
        assert!(seen(scope, organisation, Some(branch)));
        assert!(!seen(scope, organisation, Some(new_id())));
        assert!(!seen(scope, organisation, None));
        assert!(seen(Scope::Organisation(organisation), organisation, Some(branch)));
        assert!(!seen(Scope::Organisation(organisation), new_id(), None));
    }
}
