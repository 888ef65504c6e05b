//! One side of a proposal answers, by its link or through a coordinator. A yes of the mentor asks the mentee; after a second yes both sign
//! the charter, and their tandem begins with their signatures or at once, as the hub chose.

use super::ask;
use super::conclude;
use super::hold::{self, Held};
use crate::accounts::access::{Right, Scope};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::acts::tandems::begin::{self, Begun as BegunTandem};
use crate::acts::tandems::{ask_to_sign, tell_begun};
use crate::db::{Id, Write};
use crate::error::Error;
use crate::proposals::link::purpose_of;
use crate::proposals::proposal::{Answer, AnswerError, Party, Proposal, Refusal, State};
use crate::proposals::store;
use crate::settings::{self, Begins};
use crate::tandems::tandem::{BeginError, check_sides};

/// An answer to record.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Answering {
    pub proposal: Id,
    pub party: Party,
    /// Whether it is a yes.
    pub agrees: bool,
    /// The reason of a no, from the list; ignored for a yes.
    pub refusal: Option<Refusal>,
    /// The reason of a no, in words; ignored for a yes.
    pub reason: Option<String>,
}

/// The outcome of recording an answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Answered {
    /// The other side has not answered yet.
    Pending,
    /// The answer is a no, which ends the proposal.
    Declined,
    /// Both said yes: their tandem begins once both have signed the charter.
    ToSign,
    /// Both said yes, and their tandem began at once: its id.
    TandemBegun(Id),
    /// The answer breaks a rule of proposals, and is not stored.
    Refused(AnswerError),
    /// Their tandem may not begin, or could not whatever the other side says: the answer is not stored.
    CannotBegin(BeginError),
}

/// Records the answer of one side, noted by somebody who proposes.
pub async fn run(write: &Write, by: &By, hub: Hub<'_>, answering: Answering) -> Result<Answered, Error> {
    take(write, by, hub, by.scope(Right::Propose), answering).await
}

/// Records the answer that somebody gives by the link that was sent to them. The token is the proof: no right is needed.
pub async fn run_by_link(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    token: &str,
    answering: Answering,
) -> Result<Answered, Error> {
    let proposal = store::find_proposal(write.on(), Scope::Hub, answering.proposal).await?;
    let (party, proposal) = (answering.party, proposal.ok_or(Error::NotFound)?);
    ask::use_link(write, purpose_of(party), token, party, &proposal).await?;
    take(write, by, hub, Scope::Hub, answering).await
}

/// Records an answer, unless the mentor has left or the journey has ended: then nothing is left to answer.
pub(super) async fn take(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    scope: Scope,
    answering: Answering,
) -> Result<Answered, Error> {
    let Held { mentor, journey, mut proposal } = hold::run(write, scope, answering.proposal).await?;
    let (refusal, reason) = match answering.agrees {
        true => (None, None),
        false => (answering.refusal, answering.reason),
    };
    let answer = Answer { agrees: answering.agrees, on: write.today(), refusal, reason };
    let state = match proposal.take(answering.party, answer) {
        Ok(state) => state,
        Err(error) => return Ok(Answered::Refused(error)),
    };
    if let Err(error) = check_sides(&mentor, &journey) {
        return Ok(Answered::CannotBegin(error));
    }
    let answered = match state {
        State::Pending => Answered::Pending,
        State::Declined => Answered::Declined,
        State::Withdrawn | State::Later => return Ok(Answered::Refused(AnswerError::Withdrawn)),
        State::Accepted | State::Begun => match accept(write, by, &mut proposal).await? {
            Answered::CannotBegin(error) => return Ok(Answered::CannotBegin(error)),
            accepted => accepted,
        },
    };
    store::save_answers(write, &proposal).await?;
    ask::run(write, by, hub, &mut proposal).await?;
    let is_accepted = matches!(answered, Answered::ToSign | Answered::TandemBegun(_));
    // What is brought in from before needs no charter.
    if is_accepted && !matches!(by, By::History) {
        ask_to_sign::run(write, hub, &proposal).await?;
    }
    // The journey first: it is held before its steps.
    settle::journeys(write, &[proposal.journey_id]).await?;
    settle::proposals(write, &[proposal.id]).await?;
    match answered {
        // Until the morning after, a no can be taken back: nobody is told yet.
        Answered::Declined if !matches!(by, By::History) => conclude::schedule(write, proposal.id).await?,
        Answered::TandemBegun(tandem) => tell_begun::run(write, by, hub, &proposal, tandem).await?,
        _ => {}
    }
    Ok(answered)
}

/// Begins the tandem of two yeses, or sees that it may begin once both have signed.
async fn accept(write: &Write, by: &By, proposal: &mut Proposal) -> Result<Answered, Error> {
    let begins = settings::store::read(write.on()).await?.begins;
    if begins == Begins::Signatures && !matches!(by, By::History) {
        let may_begin = begin::may_begin(write, proposal).await?;
        return Ok(may_begin.map_or_else(Answered::CannotBegin, |()| Answered::ToSign));
    }
    Ok(match begin::run(write, by, proposal, write.today()).await? {
        BegunTandem::Tandem(id) => Answered::TandemBegun(id),
        BegunTandem::Refused(error) => Answered::CannotBegin(error),
    })
}
