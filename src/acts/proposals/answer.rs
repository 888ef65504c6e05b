//! One side of a proposal answers, by its link or through a coordinator. A yes of the mentor asks the mentee; a second yes begins the
//! tandem, in the same transaction.

use super::ask;
use super::conclude;
use super::hold::{self, Held};
use super::pairs::Pairs;
use crate::accounts::access::{Right, Scope};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::acts::people::use_own_link;
use crate::acts::problems::contact;
use crate::acts::settle;
use crate::acts::tandems::begin::{self, Begun as BegunTandem};
use crate::db::{Id, Write};
use crate::error::Error;
use crate::proposals::proposal::{Answer, AnswerError, Party, Proposal, Refusal, State};
use crate::proposals::store;
use crate::tandems::messages::{Begun, begun};
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
    /// Both said yes: the id of their tandem.
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
    ask::use_link(write, answering.party, token, &proposal.ok_or(Error::NotFound)?).await?;
    take(write, by, hub, Scope::Hub, answering).await
}

/// Records an answer, unless the mentor has left or the journey has ended: then nothing is left to answer.
async fn take(
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
        State::Accepted => match begin::run(write, by, &proposal).await? {
            BegunTandem::Tandem(id) => Answered::TandemBegun(id),
            BegunTandem::Refused(error) => return Ok(Answered::CannotBegin(error)),
        },
    };
    store::save_answers(write, &proposal).await?;
    ask::run(write, by, hub, &mut proposal).await?;
    // The journey first: it is held before its steps.
    settle::journeys(write, &[proposal.journey_id]).await?;
    settle::proposals(write, &[proposal.id]).await?;
    match answered {
        // Until the morning after, a no can be taken back: nobody is told yet.
        Answered::Declined if !matches!(by, By::History) => conclude::schedule(write, proposal.id).await?,
        Answered::TandemBegun(tandem) => tell_begun(write, by, hub, &proposal, tandem).await?,
        _ => {}
    }
    Ok(answered)
}

/// Tells both that their tandem begins, with how they reach each other, unless a problem was reported meanwhile.
async fn tell_begun(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    proposal: &Proposal,
    tandem: Id,
) -> Result<(), Error> {
    if matches!(by, By::History) {
        return Ok(());
    }
    let pairs = Pairs::read(write, std::slice::from_ref(proposal)).await?;
    let Some(pair) = pairs.of(proposal) else { return Ok(()) };
    let is_hidden = contact::is_hidden(write, tandem).await?;
    for &party in Party::ALL {
        let [own, other] = pair.seen_by(party);
        let Some(email) = own.email.clone() else { continue };
        let told = Begun {
            party,
            first_name: &own.first_name,
            other: &other.name(),
            phone: other.phone.as_deref().filter(|_| !is_hidden),
            email: other.email.as_deref().filter(|_| !is_hidden),
            page: &use_own_link::make(write, hub, own).await?,
            coordinator: pair.coordinator,
        };
        let message = begun(email, &told)?.for_person(own.id);
        send::run(write, if is_hidden { message } else { message.telling_contact(tandem) }).await?;
    }
    Ok(())
}
