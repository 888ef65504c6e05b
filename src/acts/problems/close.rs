//! A coordinator closes a problem that was reported, says how it ended, and whether the two may reach each other again.

use std::collections::BTreeSet;

use crate::accounts::access::{Right, Scope};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::people::leave_as_mentor::{self, Leaving, Left};
use crate::acts::proposals::withdraw;
use crate::acts::settle;
use crate::acts::tandems::ask_to_sign;
use crate::acts::tandems::close::{self, Closing as ClosingTandem};
use crate::db::{Id, Keys, Write};
use crate::error::Error;
use crate::problems::problem::{CloseError, Closed as HowClosed, Outcome, Problem};
use crate::problems::store;
use crate::proposals::proposal::{Party, Proposal, State, WithdrawalReason};
use crate::rounds::inputs::Exclusion;
use crate::tandems::tandem::{Aftermath, ClosureError, ClosureReason};
use crate::{people, proposals, rounds, tandems};

/// How a problem ends.
#[derive(Clone, Copy, Debug)]
pub struct Closing {
    /// The problem.
    pub problem: Id,
    /// How it ends.
    pub outcome: Outcome,
    /// Whether the two read again how to reach each other.
    pub gives_contact_back: bool,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is closed.
    Done,
    /// It may not be closed so: nothing changes.
    Refused(CloseError),
    /// The tandem cannot be closed today: nothing changes.
    CannotEnd(ClosureError),
    /// The mentor cannot leave today: nothing changes.
    CannotLeave,
}

/// Closes a problem. Where that ends the pair, its tandem is closed and it is never proposed again.
pub async fn run(write: &Write, by: &By, hub: Hub<'_>, closing: Closing) -> Result<Closed, Error> {
    let Closing { problem: id, outcome, gives_contact_back } = closing;
    let scope = by.scope(Right::HandleProblems);
    let account = by.account().ok_or(Error::NotFound)?.id;
    let problem = store::find(write.on(), scope, id).await?.ok_or(Error::NotFound)?;
    if let Err(error) = problem.check_close(outcome, gives_contact_back) {
        return Ok(Closed::Refused(error));
    }
    if let Some(refused) = end(write, by, hub, &problem, outcome).await? {
        return Ok(refused);
    }
    let to_sign = if gives_contact_back { lock_accepted(write, &problem).await? } else { Vec::new() };
    // Last, after what it ends: nobody who holds a problem waits for anything else than its step.
    let problem = store::lock(write, scope, id).await?.ok_or(Error::NotFound)?;
    if let Err(error) = problem.check_close(outcome, gives_contact_back) {
        return Ok(Closed::Refused(error));
    }
    store::save_closure(write, id, HowClosed { on: write.today(), outcome, by: account }).await?;
    if gives_contact_back {
        store::save_contact_back(write, &problem).await?;
        ask_again(write, hub, &to_sign).await?;
    }
    settle::problems(write, &[id]).await?;
    Ok(Closed::Done)
}

/// The proposals of the two that wait for signatures, which are held.
async fn lock_accepted(write: &Write, problem: &Problem) -> Result<Vec<Proposal>, Error> {
    people::store::hold_journeys(write, &[problem.journey_id]).await?;
    let mut pending = proposals::store::lock_pending(write, &[], &[problem.journey_id]).await?;
    pending.retain(|one| one.mentor_id == problem.mentor_id && one.state() == State::Accepted);
    Ok(pending)
}

/// Asks again for the signatures that are missing: the messages that asked were dropped with how the two reach each other.
async fn ask_again(write: &Write, hub: Hub<'_>, proposals: &[Proposal]) -> Result<(), Error> {
    for proposal in proposals {
        for &party in Party::ALL {
            ask_to_sign::anew(write, hub, proposal, party).await?;
        }
        settle::proposals(write, &[proposal.id]).await?;
    }
    Ok(())
}

/// Ends what the outcome ends; says why it cannot.
async fn end(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    problem: &Problem,
    outcome: Outcome,
) -> Result<Option<Closed>, Error> {
    match outcome {
        Outcome::Resolved | Outcome::PassedOn => Ok(None),
        Outcome::PairEnded => end_pair(write, by, hub, problem).await,
        Outcome::MentorExcluded => exclude_mentor(write, by, hub, problem).await,
    }
}

async fn end_pair(write: &Write, by: &By, hub: Hub<'_>, problem: &Problem) -> Result<Option<Closed>, Error> {
    let Problem { mentor_id, journey_id, .. } = *problem;
    people::store::lock_mentors(write, &[mentor_id]).await?;
    people::store::hold_journeys(write, &[journey_id]).await?;
    let people = people::store::people_of_journeys(write, Keys::These(&[journey_id])).await?;
    let person = *people.get(&journey_id).ok_or(Error::NotFound)?;
    let tandems = tandems::store::list_of_journeys(write.on(), Scope::Hub, &[journey_id]).await?;
    for tandem in tandems.iter().filter(|tandem| tandem.mentor_id == mentor_id && tandem.is_open()) {
        let (on, reason, aftermath) = (write.today(), ClosureReason::HubDecision, Aftermath::Waits);
        let closing = ClosingTandem { tandem: tandem.id, on, reason, aftermath };
        if let close::Closed::Refused(error) = close::run(write, by, hub, closing).await? {
            return Ok(Some(Closed::CannotEnd(error)));
        }
    }
    rounds::store::insert_exclusion(write, Exclusion { mentor: mentor_id, person }, write.today()).await?;
    let mut pending = proposals::store::lock_pending(write, &[], &[journey_id]).await?;
    pending.retain(|proposal| proposal.mentor_id == mentor_id);
    withdraw::end_all(write, by, pending, WithdrawalReason::Excluded).await?;
    Ok(None)
}

async fn exclude_mentor(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    problem: &Problem,
) -> Result<Option<Closed>, Error> {
    let mentor = problem.mentor_id;
    let people = people::store::people_of_mentors(write, Keys::These(&[mentor])).await?;
    let person = *people.get(&mentor).ok_or(Error::NotFound)?;
    // Whoever excludes a mentor settles all that runs with them, whatever it is.
    let tandems = tandems::store::list_of_mentor(write.on(), Scope::Hub, mentor).await?;
    let proposals = proposals::store::proposals_to(write.on(), Scope::Hub, mentor).await?;
    let tandems = tandems.into_iter().map(|tandem| tandem.id);
    let seen: BTreeSet<Id> = tandems.chain(proposals.into_iter().map(|proposal| proposal.id)).collect();
    let leaving = Leaving { person, on: write.today(), seen };
    Ok(match leave_as_mentor::run(write, by, hub, leaving).await? {
        Left::Done { .. } | Left::Before(_) => None,
        Left::CannotClose(error) => Some(Closed::CannotEnd(error)),
        Left::ToSettle | Left::Refused(_) => Some(Closed::CannotLeave),
    })
}
