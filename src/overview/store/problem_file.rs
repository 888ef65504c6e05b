//! A problem with the two people of its pair.

use sea_orm::{ConnectionTrait, DbErr};

use crate::accounts::access::Scope;
use crate::db::Id;
use crate::overview::steps::StepLine;
use crate::people::person::Person;
use crate::problems::problem::Problem;
use crate::steps::{Subject, SubjectKind};
use crate::{accounts, people, problems, proposals, tandems};

/// What whoever handles a problem reads of it.
pub struct ProblemFile {
    /// The problem.
    pub problem: Problem,
    /// The mentor of the pair.
    pub mentor: Person,
    /// The mentee of the pair.
    pub mentee: Person,
    /// The newest tandem of the two.
    pub tandem: Option<Id>,
    /// The newest proposal of the two.
    pub proposal: Option<Id>,
    /// The name of whoever closed it.
    pub closed_by: String,
    /// What comes next, while it is open.
    pub step: Option<StepLine>,
    /// Whether the two do not read how to reach each other, for this problem or another.
    pub is_hidden: bool,
}

/// Finds a problem, if the scope holds one of its sides.
pub async fn find_problem_file(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: Id,
) -> Result<Option<ProblemFile>, DbErr> {
    let Some(problem) = problems::store::find(db, scope, id).await? else { return Ok(None) };
    let (mentor, journey) = (problem.mentor_id, problem.journey_id);
    let mut sides = people::store::list_sides(db, problems::store::sides(scope, &[id])).await?;
    let pair = sides.mentors.remove(&mentor).zip(sides.journeys.remove(&journey));
    let Some((own, other)) = pair else { return Ok(None) };
    let tandems = tandems::store::list_of_journeys(db, scope, &[journey]).await?;
    let proposals = proposals::store::proposals_of(db, scope, &[journey]).await?;
    let closed_by = match problem.closed {
        Some(closed) => accounts::store::find(db, closed.by).await?,
        None => None,
    };
    let hidden = problems::store::list_hidden(db, scope, &[journey]).await?;
    Ok(Some(ProblemFile {
        tandem: tandems.iter().rev().find(|one| one.mentor_id == mentor).map(|one| one.id),
        proposal: proposals.iter().find(|one| one.mentor_id == mentor).map(|one| one.id),
        closed_by: closed_by.map(|account| account.name).unwrap_or_default(),
        step: super::find_step_about(db, scope, Subject { kind: SubjectKind::Report, id }).await?,
        is_hidden: hidden.contains(&(mentor, journey)),
        mentor: own,
        mentee: other,
        problem,
    }))
}
