//! One side of a proposal says that it is not the moment, and from which day it is: no refusal of the other.
//!
//! The proposal is closed. Until that day the mentor is proposed to nobody, or the mentee is proposed nobody. On the working morning
//! after, what follows a no follows too, and until then it can be taken back.

use super::ask;
use super::conclude;
use super::hold::{self, Held};
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people;
use crate::proposals::link::purpose_of;
use crate::proposals::proposal::{AnswerError, Later, Party};
use crate::proposals::store;

/// What somebody puts off.
#[derive(Clone, Copy, Debug)]
pub struct PuttingOff {
    /// The proposal.
    pub proposal: Id,
    /// For whom it is not the moment, and from which day it is.
    pub later: Later,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum PutOff {
    /// It is closed, and that side is asked nothing before the day.
    Done,
    /// It breaks a rule of proposals, and is not stored.
    Refused(AnswerError),
}

/// Notes it for one side, by somebody who proposes.
pub async fn run(write: &Write, by: &By, putting_off: PuttingOff) -> Result<PutOff, Error> {
    put_off(write, by.scope(Right::Propose), putting_off).await
}

/// Notes what somebody says by the link that was sent to them. The token is the proof: no right is needed.
pub async fn run_by_link(write: &Write, token: &str, putting_off: PuttingOff) -> Result<PutOff, Error> {
    let proposal = store::find_proposal(write.on(), Scope::Hub, putting_off.proposal).await?;
    let (party, proposal) = (putting_off.later.party, proposal.ok_or(Error::NotFound)?);
    ask::use_link(write, purpose_of(party), token, party, &proposal).await?;
    put_off(write, Scope::Hub, putting_off).await
}

async fn put_off(write: &Write, scope: Scope, putting_off: PuttingOff) -> Result<PutOff, Error> {
    let PuttingOff { proposal: id, later } = putting_off;
    let Held { mentor, journey, mut proposal } = hold::run(write, scope, id).await?;
    if let Err(error) = proposal.put_off(later, write.today()) {
        return Ok(PutOff::Refused(error));
    }
    match later.party {
        Party::Mentor => people::store::save_available_from(write, mentor.id, Some(later.from)).await?,
        Party::Mentee => people::store::save_waits_from(write, journey.id, Some(later.from)).await?,
    }
    store::save_put_off(write, &proposal).await?;
    settle::journeys(write, &[journey.id]).await?;
    settle::proposals(write, &[id]).await?;
    conclude::schedule(write, id).await?;
    Ok(PutOff::Done)
}
