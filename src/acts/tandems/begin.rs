//! A tandem begins: both sides said yes, and signed the charter unless the hub begins with the second yes.

use std::collections::BTreeSet;

use time::Date;

use crate::accounts::access::Scope;
use crate::accounts::viewer::By;
use crate::acts::requests::tell_referrer;
use crate::acts::settle;
use crate::db::{Id, Keys, Write};
use crate::error::Error;
use crate::overview::store::used_places;
use crate::proposals::proposal::Proposal;
use crate::rounds::inputs::{MenteeInput, MentorInput};
use crate::rounds::not_proposed::{Obstacle, forbidding};
use crate::rounds::rules::Rule;
use crate::tandems::tandem::{BeginError, Tandem, check_begin};
use crate::{people, proposals, rounds, tandems};

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Begun {
    /// The tandem, by its key.
    Tandem(Id),
    /// It may not begin.
    Refused(BeginError),
}

/// Begins the tandem of an accepted proposal on a day, while nobody else can take the mentor’s place or the mentee; it is not before
/// the second yes. It needs no right of its own: it follows from an answer or a signature.
pub async fn run(write: &Write, by: &By, proposal: &mut Proposal, on: Date) -> Result<Begun, Error> {
    if let Err(error) = may_begin(write, proposal).await? {
        return Ok(Begun::Refused(error));
    }
    let answers = [&proposal.mentor, &proposal.mentee].into_iter().flatten();
    let started_on = answers.map(|answer| answer.on).max().map_or(on, |accepted_on| on.max(accepted_on));
    proposal.begun_on = Some(started_on);
    proposals::store::save_begun(write, proposal).await?;
    let tandem = Tandem {
        id: write.new_id(),
        proposal_id: Some(proposal.id),
        journey_id: proposal.journey_id,
        mentor_id: proposal.mentor_id,
        started_on,
        closed: None,
    };
    tandems::store::insert(write, &tandem).await?;
    settle::journeys(write, &[tandem.journey_id]).await?;
    settle::tandems(write, &[tandem.id]).await?;
    tell_referrer::paired(write, by, tandem.journey_id, started_on).await?;
    Ok(Begun::Tandem(tandem.id))
}

/// Whether the tandem of a proposal may begin by now: somebody signs for nothing otherwise.
pub(in crate::acts) async fn may_begin(
    write: &Write,
    proposal: &Proposal,
) -> Result<Result<(), BeginError>, Error> {
    if let Err(error) = check(write, proposal.mentor_id, proposal.journey_id, Some(proposal.id)).await? {
        return Ok(Err(error));
    }
    let obstacle = forbidding_today(write, proposal).await?;
    Ok(obstacle.map_or(Ok(()), |obstacle| Err(BeginError::Forbidden(obstacle))))
}

/// Whether the pair of a proposal that awaits an answer again could begin a tandem today: both are still there, no rule forbids it, and
/// the mentor has a place that nobody else was promised.
pub(in crate::acts) async fn could_begin(write: &Write, proposal: &Proposal) -> Result<bool, Error> {
    if check(write, proposal.mentor_id, proposal.journey_id, Some(proposal.id)).await?.is_err() {
        return Ok(false);
    }
    let mentors = people::store::lock_mentors(write, &[proposal.mentor_id]).await?;
    let used = used_places(write.on(), Keys::These(&[proposal.mentor_id])).await?;
    let used = used.get(&proposal.mentor_id).copied().unwrap_or(0);
    let has_place = mentors.first().is_some_and(|mentor| used < u32::from(mentor.capacity));
    Ok(has_place && forbidding_today(write, proposal).await?.is_none())
}

/// The first firm rule between the two people that forbids the pair by now: what either side changed since it was proposed. Their free
/// moments and how far they travel are theirs to arrange once both said yes.
async fn forbidding_today(write: &Write, proposal: &Proposal) -> Result<Option<Obstacle>, Error> {
    let mentors = people::store::mentors_by_id(write.on(), Scope::Hub, &[proposal.mentor_id]).await?;
    let journeys = people::store::journeys_by_id(write.on(), Scope::Hub, &[proposal.journey_id]).await?;
    let (Some(mentor), Some(journey)) = (mentors.first(), journeys.first()) else {
        return Err(Error::NotFound);
    };
    let people =
        people::store::list_by_id(write.on(), Scope::Hub, &[mentor.person_id, journey.person_id]).await?;
    let (Some(own), Some(other)) = (people.get(&mentor.person_id), people.get(&journey.person_id)) else {
        return Err(Error::NotFound);
    };
    let offers = MentorInput::new(&own.facts(), mentor, 0, write.secret());
    let needs = MenteeInput::new(&other.facts(), journey, write.secret());
    let exclusions = rounds::store::list_exclusions(write.on()).await?;
    let rule = forbidding(needs, offers, &exclusions, &BTreeSet::new());
    let is_between_them = |rule: &Rule| {
        matches!(
            rule,
            Rule::SamePerson | Rule::SameBusiness | Rule::NotExcluded | Rule::Track | Rule::Language
        )
    };
    Ok(rule.filter(is_between_them).map(Obstacle::from))
}

/// Whether a mentor and a mentee may begin a tandem, from a proposal or none; both are held until the transaction ends. The places of
/// those who said yes and are about to sign are taken.
pub(super) async fn check(
    write: &Write,
    mentor_id: Id,
    journey_id: Id,
    proposal: Option<Id>,
) -> Result<Result<(), BeginError>, Error> {
    let mentors = people::store::lock_mentors(write, &[mentor_id]).await?;
    let mentor = mentors.first().ok_or(Error::NotFound)?;
    let journeys = people::store::lock_journeys(write, &[journey_id]).await?;
    let journey = journeys.first().ok_or(Error::NotFound)?;
    let busy = tandems::store::journeys_in_tandem(write, &[journey_id]).await?;
    let taken = tandems::store::taken_places(write.on(), Keys::These(&[mentor_id]))
        .await?
        .get(&mentor_id)
        .copied()
        .unwrap_or(0);
    let accepted = proposals::store::count_accepted(write, mentor_id, proposal.unwrap_or(Id::nil())).await?;
    Ok(check_begin(mentor, journey, !busy.is_empty(), taken.saturating_add(accepted)))
}
