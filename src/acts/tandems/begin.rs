//! A tandem begins: both sides said yes.

use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::proposals::proposal::Proposal;
use crate::tandems::tandem::{BeginError, Tandem, check_begin};
use crate::{people, tandems};

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Begun {
    /// The tandem, by its key.
    Tandem(Id),
    /// It may not begin.
    Refused(BeginError),
}

/// Begins the tandem of an accepted proposal, while nobody else can take the mentor’s place or the mentee. It needs no right of
/// its own: it follows from an answer.
pub async fn run(write: &Write, _by: &By, proposal: &Proposal) -> Result<Begun, Error> {
    if let Err(error) = check(write, proposal.mentor_id, proposal.journey_id).await? {
        return Ok(Begun::Refused(error));
    }
    let tandem = Tandem {
        id: write.new_id(),
        proposal_id: Some(proposal.id),
        journey_id: proposal.journey_id,
        mentor_id: proposal.mentor_id,
        started_on: write.today(),
        closed: None,
    };
    tandems::store::insert(write, &tandem).await?;
    Ok(Begun::Tandem(tandem.id))
}

/// Whether a mentor and a mentee may begin a tandem; both are held until the transaction ends.
pub(super) async fn check(
    write: &Write,
    mentor_id: Id,
    journey_id: Id,
) -> Result<Result<(), BeginError>, Error> {
    let mentors = people::store::lock_mentors(write, &[mentor_id]).await?;
    let mentor = mentors.first().ok_or(Error::NotFound)?;
    people::store::lock_journeys(write, &[journey_id]).await?;
    let busy = tandems::store::journeys_in_tandem(write, &[journey_id]).await?;
    let taken = tandems::store::taken_places(write.on()).await?.get(&mentor_id).copied().unwrap_or(0);
    Ok(check_begin(!busy.is_empty(), taken, mentor.capacity))
}
