//! One side of a proposal answers; a second yes begins the tandem, in the same transaction.

use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::tandems::begin::{self, Begun};
use crate::db::{Id, Write};
use crate::error::Error;
use crate::proposals::proposal::{Answer, AnswerError, Party, State};
use crate::proposals::store;
use crate::tandems::tandem::BeginError;

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
    /// Both said yes, but their tandem may not begin: the answer is not stored.
    CannotBegin(BeginError),
}

/// Records the answer of one side.
pub async fn run(write: &Write, by: &By, answering: Answering) -> Result<Answered, Error> {
    let scope = by.scope(Right::Propose);
    let mut proposal =
        store::lock_proposal(write, scope, answering.proposal).await?.ok_or(Error::NotFound)?;
    let reason = answering.reason.filter(|_| !answering.agrees);
    let answer = Answer { agrees: answering.agrees, on: write.today(), reason };
    let state = match proposal.take(answering.party, answer) {
        Ok(state) => state,
        Err(error) => return Ok(Answered::Refused(error)),
    };
    let answered = match state {
        State::Pending => Answered::Pending,
        State::Declined => Answered::Declined,
        State::Accepted => match begin::run(write, by, &proposal).await? {
            Begun::Tandem(id) => Answered::TandemBegun(id),
            Begun::Refused(error) => return Ok(Answered::CannotBegin(error)),
        },
    };
    store::save_answers(write, &proposal).await?;
    Ok(answered)
}
