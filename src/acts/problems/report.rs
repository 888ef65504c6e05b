//! One of a pair reports a problem, signed in or by a link: from then on the two no longer read how to reach each other, and whoever
//! coordinates is told at once.

use crate::accounts::access::{Right, Scope};
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::messages::{coordinator, send};
use crate::acts::people::use_own_link;
use crate::acts::proposals::ask;
use crate::acts::settle;
use crate::db::{Id, Keys, Write};
use crate::error::Error;
use crate::people::person::Person;
use crate::problems::messages::{Reported as Told, reported};
use crate::problems::problem::{Kind, Problem};
use crate::problems::step::due_on;
use crate::proposals::proposal::{Party, Proposal};
use crate::tandems::tandem::Tandem;
use crate::{mail, people, problems, proposals, tandems};

/// What somebody reports.
#[derive(Clone, Debug)]
pub struct Reporting {
    /// The tandem, or the proposal, with whose other side there is a problem.
    pub pair: Id,
    /// What it is about.
    pub kind: Kind,
    /// The same in their words.
    pub words: Option<String>,
}

/// A mentor, a journey, and the side of the two that reports.
#[derive(Clone, Copy)]
struct Side {
    mentor: Id,
    journey: Id,
    party: Party,
}

/// Reports a problem of whoever is signed in with a pair of theirs; gives its key.
pub async fn run(write: &Write, by: &By, hub: Hub<'_>, reporting: Reporting) -> Result<Id, Error> {
    let Scope::Person(person) = by.scope(Right::ReportProblems) else { return Err(Error::NotFound) };
    let side = side_of(write, reporting.pair, person).await?;
    take(write, hub, side, reporting).await
}

/// The same by the link to one's own page. The token is the proof: no right is needed.
pub async fn run_by_own_link(
    write: &Write,
    hub: Hub<'_>,
    token: &str,
    reporting: Reporting,
) -> Result<Id, Error> {
    let (person, _) = use_own_link::run(write, token).await?;
    let side = side_of(write, reporting.pair, person.id).await?;
    take(write, hub, side, reporting).await
}

/// The same by the link, of this purpose, with which one side answers a proposal or signs the charter, about the other side of it.
pub async fn run_by_question_link(
    write: &Write,
    hub: Hub<'_>,
    (purpose, party, token): (&str, Party, &str),
    reporting: Reporting,
) -> Result<Id, Error> {
    let found = proposals::store::find_proposal(write.on(), Scope::Hub, reporting.pair).await?;
    let proposal = found.ok_or(Error::NotFound)?;
    ask::use_link(write, purpose, token, party, &proposal).await?;
    let side = Side { mentor: proposal.mentor_id, journey: proposal.journey_id, party };
    take(write, hub, side, reporting).await
}

/// The side that a person is of a tandem, or of a proposal that they know of.
async fn side_of(write: &Write, pair: Id, person: Id) -> Result<Side, Error> {
    let scope = Scope::Person(person);
    let tandem = tandems::store::find(write.on(), scope, pair).await?;
    let (mentor, journey, proposal) = match tandem {
        Some(Tandem { mentor_id, journey_id, .. }) => (mentor_id, journey_id, None),
        None => {
            let proposal = proposals::store::find_proposal(write.on(), scope, pair).await?;
            let proposal = proposal.ok_or(Error::NotFound)?;
            (proposal.mentor_id, proposal.journey_id, Some(proposal))
        }
    };
    let mentors = people::store::people_of_mentors(write, Keys::These(&[mentor])).await?;
    let party = if mentors.get(&mentor) == Some(&person) { Party::Mentor } else { Party::Mentee };
    let knows = |proposal: &Proposal| proposal.knows_of_it(party);
    if proposal.as_ref().is_none_or(knows) {
        Ok(Side { mentor, journey, party })
    } else {
        Err(Error::NotFound)
    }
}

async fn take(write: &Write, hub: Hub<'_>, side: Side, reporting: Reporting) -> Result<Id, Error> {
    let Side { mentor, journey, party } = side;
    // Whoever answers holds it too: a tandem that begins meanwhile tells the two nothing of each other.
    people::store::hold_journeys(write, &[journey]).await?;
    let Reporting { kind, words, .. } = reporting;
    let problem = Problem {
        id: write.new_id(),
        mentor_id: mentor,
        journey_id: journey,
        party,
        kind,
        words,
        reported_at: write.now(),
        closed: None,
        contact_back_on: None,
    };
    problems::store::insert(write, &problem).await?;
    for tandem in tandems::store::list_of_journeys(write.on(), Scope::Hub, &[journey]).await? {
        if tandem.mentor_id == mentor {
            mail::store::drop_contacts(write, tandem.id).await?;
        }
    }
    for proposal in proposals::store::list_of_journey_to_decide(write, journey).await? {
        if proposal.mentor_id == mentor {
            mail::store::drop_contacts(write, proposal.id).await?;
        }
    }
    settle::problems(write, &[problem.id]).await?;
    tell(write, hub, &problem).await?;
    Ok(problem.id)
}

/// Writes to whoever coordinates, or to the hub where nobody does.
async fn tell(write: &Write, hub: Hub<'_>, problem: &Problem) -> Result<(), Error> {
    let sides =
        people::store::list_sides(write.on(), problems::store::sides(Scope::Hub, &[problem.id])).await?;
    let pair = sides.mentors.get(&problem.mentor_id).zip(sides.journeys.get(&problem.journey_id));
    let (mentor, mentee) = pair.ok_or(Error::NotFound)?;
    let chosen = people::store::find_chosen_coordinator(write.on(), problem.journey_id).await?;
    let names = [mentor, mentee].map(Person::name);
    let told = Told {
        mentor: &names[0],
        mentee: &names[1],
        kind: problem.kind,
        due_on: due_on(problem.reported_at),
        address: format!("{}/problems/{}", hub.base_url, problem.id),
    };
    let email = coordinator::email(write, chosen).await?;
    send::run(write, reported(email.unwrap_or_else(|| hub.contact_email.to_owned()), &told)?).await
}
