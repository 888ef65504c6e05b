//! How many people an organisation or a branch brought, and who may know.

use sea_orm::{ConnectionTrait, DbErr};

use crate::accounts::access::Scope;
use crate::db::Id;
use crate::people::store;

/// How many people each organisation and branch brought, within a scope.
pub struct Brought {
    scope: Scope,
    mentors: store::Brought,
    mentees: store::Brought,
}

/// Counts the mentors who have not left, and the people in a journey that has not ended, by who brought them.
pub async fn count_brought(db: &impl ConnectionTrait, scope: Scope) -> Result<Brought, DbErr> {
    Ok(Brought {
        scope,
        mentors: store::count_mentors_brought(db, scope).await?,
        mentees: store::count_mentees_brought(db, scope).await?,
    })
}

impl Brought {
    /// How many mentors and mentees a branch brought, or an organisation with all its branches; `None` where the scope does not
    /// hold all of them.
    pub fn of(&self, organisation: Id, branch: Option<Id>) -> Option<[u64; 2]> {
        let counted = [&self.mentors, &self.mentees].map(|brought| sum(brought, organisation, branch));
        is_within(self.scope, organisation, branch).then_some(counted)
    }
}

fn is_within(scope: Scope, organisation: Id, branch: Option<Id>) -> bool {
    match scope {
        Scope::Hub => true,
        Scope::Organisation(own) => own == organisation,
        Scope::Branch { branch: own, .. } => branch == Some(own),
        Scope::Person(_) | Scope::Nobody => false,
    }
}

fn sum(brought: &store::Brought, organisation: Id, branch: Option<Id>) -> u64 {
    let counted =
        brought.iter().filter(|((of, by), _)| *of == organisation && (branch.is_none() || *by == branch));
    counted.map(|(_, people)| people).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;

    #[test]
    fn an_organisation_counts_the_people_of_its_branches() {
        let (organisation, branch) = (new_id(), new_id());
        let mentors = store::Brought::from([
            ((organisation, None), 3),
            ((organisation, Some(branch)), 4),
            ((new_id(), None), 9),
        ]);
        let brought = Brought { scope: Scope::Hub, mentors, mentees: store::Brought::new() };
        assert_eq!(brought.of(organisation, None), Some([7, 0]));
        assert_eq!(brought.of(organisation, Some(branch)), Some([4, 0]));
    }

    #[test]
    fn an_adviser_of_a_branch_sees_the_figures_of_that_branch_only() {
        let (organisation, branch) = (new_id(), new_id());
        let of = |scope| Brought { scope, mentors: store::Brought::new(), mentees: store::Brought::new() };
        let adviser = of(Scope::Branch { branch, account: new_id(), opened_at: None });
        assert!(adviser.of(organisation, Some(branch)).is_some());
        assert!(adviser.of(organisation, Some(new_id())).is_none());
        assert!(adviser.of(organisation, None).is_none());
        let responsible = of(Scope::Organisation(organisation));
        assert!(responsible.of(organisation, Some(branch)).is_some());
        assert!(responsible.of(new_id(), None).is_none());
    }
}
