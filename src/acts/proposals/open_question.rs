//! Whoever is asked to answer a proposal, or to sign the charter, opens the question by another proof than the link of its message: signed
//! in, or by the link to their own page. They are given a link of their own, which leads to the same page.

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::people::use_own_link;
use crate::db::{Id, Keys, Write};
use crate::error::Error;
use crate::links::{self, Link, NewLink, Uses};
use crate::people::person::Person;
use crate::people::reach::an_address;
use crate::proposals::link::lasts;
use crate::proposals::proposal::{Party, Proposal, State};
use crate::tandems::charter::owed;
use crate::{people, proposals, tandems};

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Opened {
    /// The path of the page of the question.
    At(String),
    /// Nothing is awaited of them any more.
    NothingAwaited,
}

/// Opens the question that a proposal is to whoever is signed in.
pub async fn run(write: &Write, by: &By, proposal: Id) -> Result<Opened, Error> {
    let Scope::Person(person) = by.scope(Right::Answer) else { return Err(Error::NotFound) };
    let person = people::store::find(write.on(), Scope::Hub, person).await?.ok_or(Error::NotFound)?;
    open(write, &person, None, proposal).await
}

/// The same by the link to one's own page. The token is the proof: no right is needed.
pub async fn run_by_own_link(write: &Write, token: &str, proposal: Id) -> Result<Opened, Error> {
    let (person, link) = use_own_link::run(write, token).await?;
    open(write, &person, Some(link), proposal).await
}

/// Opens it to a person, or to whoever answers for them by a link, and no longer than that lasts.
async fn open(write: &Write, person: &Person, by: Option<Link>, id: Id) -> Result<Opened, Error> {
    let found = proposals::store::find_proposal(write.on(), Scope::Person(person.id), id).await?;
    let proposal = found.ok_or(Error::NotFound)?;
    let mentors = people::store::people_of_mentors(write, Keys::These(&[proposal.mentor_id])).await?;
    let is_mentor = mentors.get(&proposal.mentor_id) == Some(&person.id);
    let party = if is_mentor { Party::Mentor } else { Party::Mentee };
    if !proposal.knows_of_it(party) {
        return Err(Error::NotFound);
    }
    let Some((purpose, path, due_on)) = awaited(write, &proposal, party).await? else {
        return Ok(Opened::NothingAwaited);
    };
    let called = by.filter(|link| link.caller.is_some());
    let (bearer, lasts) = match &called {
        Some(link) => (link.bearer.clone(), link.expires_at.since(write.now())),
        None => (an_address(person).ok_or(Error::NotFound)?, lasts(write.today(), due_on)),
    };
    let new = NewLink { purpose, subject: id, bearer: &bearer, path, lasts, uses: Uses::UntilExpiry };
    let token = links::store::insert_held(write, new, called.and_then(|link| link.caller)).await?;
    Ok(Opened::At(links::address("", path, &token)))
}

/// What is awaited of a side: the purpose of the link that does it, its path, and the day by which it is.
async fn awaited(
    write: &Write,
    proposal: &Proposal,
    party: Party,
) -> Result<Option<(&'static str, &'static str, time::Date)>, Error> {
    if let Some((_, asked_on)) = proposal.awaited().find(|(side, _)| *side == party) {
        let due_on = proposal.due_on(party).unwrap_or(asked_on);
        return Ok(Some((proposals::link::purpose_of(party), proposals::link::PATH, due_on)));
    }
    if !matches!(proposal.state(), State::Accepted | State::Begun) {
        return Ok(None);
    }
    let signatures = tandems::store::list_signatures(write.on(), Scope::Hub, proposal.id).await?;
    let due_on = owed(&signatures, party).map(|owed| owed.due_on());
    Ok(due_on.map(|due_on| (tandems::link::purpose_of(party), tandems::link::PATH, due_on)))
}
