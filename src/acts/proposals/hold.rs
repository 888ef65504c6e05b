//! A proposal and its two sides, held together until the transaction ends.

use crate::accounts::access::Scope;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people;
use crate::people::person::{Journey, Mentor};
use crate::proposals::proposal::Proposal;
use crate::proposals::store;

/// A proposal that nobody else changes, nor its sides.
pub(in crate::acts) struct Held {
    pub mentor: Mentor,
    pub journey: Journey,
    pub proposal: Proposal,
}

/// Holds a proposal that a scope reaches: the mentor and the journey before it, in the order in which every act locks them.
pub(in crate::acts) async fn run(write: &Write, scope: Scope, id: Id) -> Result<Held, Error> {
    let found = store::find_proposal(write.on(), scope, id).await?.ok_or(Error::NotFound)?;
    let mentor = people::store::lock_mentors(write, &[found.mentor_id]).await?.pop();
    let journey = people::store::lock_journeys(write, &[found.journey_id]).await?.pop();
    let proposal = store::lock_proposal(write, scope, id).await?.ok_or(Error::NotFound)?;
    let (mentor, journey) = mentor.zip(journey).ok_or(Error::NotFound)?;
    Ok(Held { mentor, journey, proposal })
}
