//! One side signs the charter: by its link, signed in, or on paper that somebody notes. The second signature begins the tandem.

use time::Date;

use super::ask_to_sign::in_force;
use super::begin::{self, Begun};
use super::tell_begun;
use crate::accounts::access::{Right, Scope};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::proposals::ask;
use crate::acts::proposals::hold::{self, Held};
use crate::acts::proposals::pairs::Pairs;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::proposals::proposal::{Party, Proposal, State};
use crate::proposals::store::find_proposal;
use crate::tandems::charter::{
    self, Charter, PaperError, Signature, SignatureDeed, Way, both_signed_on, check_paper, last_signed, owed,
};
use crate::tandems::link::purpose_of;
use crate::tandems::store;
use crate::tandems::tandem::{BeginError, Tandem};

/// What somebody signs.
#[derive(Clone, Copy, Debug)]
pub struct Signing {
    /// The proposal.
    pub proposal: Id,
    /// The number of the version that they read.
    pub charter: u32,
}

/// A signature on paper.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    /// The proposal.
    pub proposal: Id,
    /// Who signed.
    pub party: Party,
    /// The day on the paper.
    pub on: Date,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Signed {
    /// It is signed. The tandem goes on, or waits for the other.
    Done,
    /// It is signed, and was the last: the tandem, by its key.
    TandemBegun(Id),
    /// It was signed before: the first signature stands.
    Before,
    /// Another version is in force than the one that they read.
    Changed,
    /// Nothing is to be signed: it was not accepted, or is over.
    NotAwaited,
    /// The day on the paper is refused.
    Refused(PaperError),
    /// It was the last signature, and the tandem may not begin: nothing is stored.
    CannotBegin(BeginError),
}

/// Signs by the link that was sent to one side. The token is the proof: no right is needed.
pub async fn run_by_link(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    token: &str,
    party: Party,
    signing: Signing,
) -> Result<Signed, Error> {
    let proposal = find_proposal(write.on(), Scope::Hub, signing.proposal).await?.ok_or(Error::NotFound)?;
    let (link, _) = ask::use_link(write, purpose_of(party), token, party, &proposal).await?;
    let way = if link.caller.is_some() { Way::Voice } else { Way::Link };
    let held = hold::run(write, Scope::Hub, signing.proposal).await?;
    take(write, by, hub, held, party, Given::Read(signing.charter, way)).await
}

/// Signs as one of the two, signed in.
pub async fn run(write: &Write, by: &By, hub: Hub<'_>, signing: Signing) -> Result<Signed, Error> {
    let scope = by.scope(Right::Sign);
    let Scope::Person(own) = scope else { return Err(Error::NotFound) };
    let held = hold::run(write, scope, signing.proposal).await?;
    let party = party_of(write, &held.proposal, own).await?.ok_or(Error::NotFound)?;
    take(write, by, hub, held, party, Given::Read(signing.charter, Way::Account)).await
}

/// Notes what was signed on paper: by those who follow one of the two, never by one of them.
pub async fn note_paper(write: &Write, by: &By, hub: Hub<'_>, paper: Paper) -> Result<Signed, Error> {
    let scope = by.scope(Right::Sign);
    if matches!(scope, Scope::Person(_)) {
        return Err(Error::NotFound);
    }
    let held = hold::run(write, scope, paper.proposal).await?;
    take(write, by, hub, held, paper.party, Given::Paper(paper.on)).await
}

/// The side of a proposal that a person is.
async fn party_of(write: &Write, proposal: &Proposal, own: Id) -> Result<Option<Party>, Error> {
    let pairs = Pairs::read(write, std::slice::from_ref(proposal)).await?;
    let Some(pair) = pairs.of(proposal) else { return Ok(None) };
    Ok(Party::ALL.iter().copied().find(|party| pair.seen_by(*party)[0].id == own))
}

/// How a signature is given.
#[derive(Clone, Copy)]
enum Given {
    /// On a page that showed a version.
    Read(u32, Way),
    /// On paper, on a day.
    Paper(Date),
}

async fn take(
    write: &Write,
    by: &By,
    hub: Hub<'_>,
    held: Held,
    party: Party,
    given: Given,
) -> Result<Signed, Error> {
    let mut proposal = held.proposal;
    let mut signatures = store::list_signatures(write.on(), Scope::Hub, proposal.id).await?;
    // Whoever closes the tandem holds the journey first, which is held here.
    let tandem = store::find_of_proposal(write.on(), Scope::Hub, proposal.id).await?;
    let is_open = proposal.state() == State::Accepted || tandem.as_ref().is_some_and(Tandem::is_open);
    let Some(mut signature) = owed(&signatures, party).filter(|_| is_open).cloned() else {
        let has_signed = last_signed(&signatures).of(party).is_some();
        return Ok(if has_signed { Signed::Before } else { Signed::NotAwaited });
    };
    let in_force = in_force(write).await?;
    let (way, on) = match given {
        Given::Read(number, _) if number != in_force.number => return Ok(Signed::Changed),
        Given::Read(_, way) => (way, write.today()),
        Given::Paper(on) => (Way::Paper, on),
    };
    if let Err(error) = check_paper(on, proposal.proposed_on, &in_force, write.today()) {
        return Ok(Signed::Refused(error));
    }
    sign(&mut signature, &in_force, way, on, write);
    signatures.retain(|one| one.id != signature.id);
    signatures.push(signature.clone());
    let mut begun = None;
    if let (State::Accepted, Some(on)) = (proposal.state(), both_signed_on(&signatures)) {
        match begin::run(write, by, &mut proposal, on).await? {
            Begun::Tandem(id) => begun = Some(id),
            Begun::Refused(error) => return Ok(Signed::CannotBegin(error)),
        }
    }
    store::save_signature(write, &signature, SignatureDeed::Signed).await?;
    settle::journeys(write, &[proposal.journey_id]).await?;
    settle::proposals(write, &[proposal.id]).await?;
    let Some(tandem) = begun else { return Ok(Signed::Done) };
    tell_begun::run(write, by, hub, &proposal, tandem).await?;
    Ok(Signed::TandemBegun(tandem))
}

fn sign(signature: &mut Signature, charter: &Charter, way: Way, on: Date, write: &Write) {
    signature.signed = Some(charter::Signed {
        charter_id: charter.id,
        text_hash: charter::hash(&charter.text),
        way,
        on,
        at: write.now(),
    });
}
