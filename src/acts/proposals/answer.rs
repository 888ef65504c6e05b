//! One side of a proposal answers; a second yes begins the tandem, in the same transaction.

use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::acts::tandems::begin::{self, Begun};
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people;
use crate::proposals::proposal::{Answer, AnswerError, Party, State};
use crate::proposals::store;
use crate::tandems::tandem::{BeginError, check_sides};

/// An answer to record.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Answering {
    pub proposal: Id,
    pub party: Party,
    /// Whether it is a yes.
    pub agrees: bool,
    /// The reason of a no; ignored for a yes.
    pub reason: Option<String>,
}

/// The outcome of recording an answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Answered {
    /// The other side has not answered yet.
    Pending,
    /// The answer is a no, which ends the proposal.
    Declined,
    /// Both said yes: the id of their tandem.
    TandemBegun(Id),
    /// The answer breaks a rule of proposals, and is not stored.
    Refused(AnswerError),
    /// Their tandem may not begin, or could not whatever the other side says: the answer is not stored.
    CannotBegin(BeginError),
}

/// Records the answer of one side, unless the mentor has left or the journey has ended: then nothing is left to answer.
pub async fn run(write: &Write, by: &By, answering: Answering) -> Result<Answered, Error> {
    let scope = by.scope(Right::Propose);
    let found = store::find_proposal(write.on(), scope, answering.proposal).await?.ok_or(Error::NotFound)?;
    // The mentor and the journey before the proposal, as every act that may withdraw it locks them.
    let mentors = people::store::lock_mentors(write, &[found.mentor_id]).await?;
    let journeys = people::store::lock_journeys(write, &[found.journey_id]).await?;
    let mut proposal = store::lock_proposal(write, scope, found.id).await?.ok_or(Error::NotFound)?;
    let reason = answering.reason.filter(|_| !answering.agrees);
    let answer = Answer { agrees: answering.agrees, on: write.today(), reason };
    let state = match proposal.take(answering.party, answer) {
        Ok(state) => state,
        Err(error) => return Ok(Answered::Refused(error)),
    };
    let (mentor, journey) = mentors.first().zip(journeys.first()).ok_or(Error::NotFound)?;
    if let Err(error) = check_sides(mentor, journey) {
        return Ok(Answered::CannotBegin(error));
    }
    let answered = match state {
        State::Pending => Answered::Pending,
        State::Declined => Answered::Declined,
        State::Withdrawn => return Ok(Answered::Refused(AnswerError::Withdrawn)),
        State::Accepted => match begin::run(write, by, &proposal).await? {
            Begun::Tandem(id) => Answered::TandemBegun(id),
            Begun::Refused(error) => return Ok(Answered::CannotBegin(error)),
        },
    };
    store::save_answers(write, &proposal).await?;
    // The journey first: it is held before its steps.
    settle::journeys(write, &[proposal.journey_id]).await?;
    settle::proposals(write, &[proposal.id]).await?;
    Ok(answered)
}
