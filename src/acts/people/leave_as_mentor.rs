//! A mentor leaves the pool, once what runs with them is settled: tandems are closed, proposals withdrawn.

use std::collections::BTreeSet;

use time::Date;

use crate::accounts::access::{Right, Scope};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::accounts::settle_own_roles;
use crate::acts::proposals::withdraw;
use crate::acts::tandems::close::{self, Closed, Closing};
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::person::{MentorError, check_left};
use crate::people::store;
use crate::proposals::proposal::{Proposal, WithdrawalReason};
use crate::tandems::tandem::{Aftermath, ClosureError, ClosureReason, Tandem, last_closed_on};
use crate::{proposals, tandems};

/// Who leaves.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// The person.
    pub person: Id,
    /// The day they left.
    pub on: Date,
    /// The open tandems and the pending proposals that whoever confirms has seen, by key: only these are settled.
    pub seen: BTreeSet<Id>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Left {
    /// They have left; so many tandems were closed and so many proposals withdrawn.
    Done {
        /// The tandems closed.
        closed: usize,
        /// The proposals withdrawn.
        withdrawn: usize,
    },
    /// They had left before, and nothing of theirs ran any more.
    Before(Date),
    /// Something runs that whoever confirms has not seen: nothing changes.
    ToSettle,
    /// The day is refused.
    Refused(MentorError),
    /// One of the tandems cannot be closed on that day.
    CannotClose(ClosureError),
}

/// Notes that a mentor left. Their open tandems are closed on that day, and the journeys stay open and wait again; their pending
/// proposals are withdrawn, with a word to both sides. They lose the role of a mentor at once.
pub async fn run(write: &Write, by: &By, hub: Hub<'_>, leaving: Leaving) -> Result<Left, Error> {
    let Leaving { person, on, seen } = leaving;
    store::lock_person(write, by.scope(Right::EditPeople), person).await?.ok_or(Error::NotFound)?;
    let found = store::mentor_of(write.on(), Scope::Hub, person).await?.ok_or(Error::NotFound)?;
    let mentor = store::lock_mentors(write, &[found.id]).await?.pop().ok_or(Error::NotFound)?;
    let (tandems, pending) = lock_running(write, mentor.id).await?;
    let open: Vec<&Tandem> = tandems.iter().filter(|tandem| tandem.is_open()).collect();
    if let Some(before) = mentor.left_on.filter(|_| open.is_empty() && pending.is_empty()) {
        return Ok(Left::Before(before));
    }
    if let Err(error) = check_left(on, mentor.joined_on, write.today()) {
        return Ok(Left::Refused(error));
    }
    if last_closed_on(&tandems).is_some_and(|closed_on| closed_on > on) {
        return Ok(Left::Refused(MentorError::LeftBeforeClosure));
    }
    if !has_seen(&seen, &open, &pending) {
        return Ok(Left::ToSettle);
    }
    for tandem in &open {
        let reason = ClosureReason::Unavailable;
        let closing = Closing { tandem: tandem.id, on, reason, aftermath: Aftermath::Waits };
        if let Closed::Refused(error) = close::run(write, by, hub, closing).await? {
            return Ok(Left::CannotClose(error));
        }
    }
    let withdrawn = withdraw::end_all(write, by, pending, WithdrawalReason::MentorLeft).await?;
    store::save_left(write, mentor.id, on).await?;
    settle_own_roles::of_person(write, by, person).await?;
    Ok(Left::Done { closed: open.len(), withdrawn })
}

/// The tandems and the pending proposals of a mentor who is held, which are held too, with the journeys of whatever runs.
///
/// Everything is held before anything is settled, and every journey before the tandems and proposals, as by whoever closes, answers or
/// withdraws one of them. Nothing new begins meanwhile, since that holds the mentor.
pub(super) async fn lock_running(write: &Write, mentor: Id) -> Result<(Vec<Tandem>, Vec<Proposal>), Error> {
    let tandems = tandems::store::list_of_mentor(write.on(), Scope::Hub, mentor).await?;
    let proposals = proposals::store::proposals_to(write.on(), Scope::Hub, mentor).await?;
    let open = tandems.iter().filter(|tandem| tandem.is_open()).map(|tandem| tandem.journey_id);
    let pending = proposals.iter().filter(|proposal| proposal.state().is_open());
    let journeys: Vec<Id> = open.chain(pending.map(|proposal| proposal.journey_id)).collect();
    store::hold_journeys(write, &journeys).await?;
    let tandems = tandems::store::lock_of_mentor(write, mentor).await?;
    Ok((tandems, proposals::store::lock_pending(write, &[mentor], &[]).await?))
}

/// Whether everything that runs is among what was seen.
fn has_seen(seen: &BTreeSet<Id>, open: &[&Tandem], pending: &[Proposal]) -> bool {
    let tandems = open.iter().map(|tandem| tandem.id);
    tandems.chain(pending.iter().map(|proposal| proposal.id)).all(|id| seen.contains(&id))
}
