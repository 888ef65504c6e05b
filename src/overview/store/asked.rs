//! What somebody who was asked about a proposal sees of it, by the link that was sent to them.

use sea_orm::{ConnectionTrait, DbErr};
use time::Date;

use crate::accounts::access::Scope;
use crate::accounts::coordination::Coordinator;
use crate::accounts::store::find_coordination;
use crate::db::Id;
use crate::links::{self, Link, Serving};
use crate::people::link::is_theirs;
use crate::people::person::Person;
use crate::people::store::{journeys_by_id, list_sides};
use crate::problems;
use crate::proposals::proposal::{Party, Proposal};
use crate::proposals::store::{find_proposal, proposal_sides};
use crate::territories::places;
use crate::track::Track;

/// A proposal as one side sees it: of the other a given name and a place, until both agreed.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Asked {
    pub proposal: Proposal,
    /// Who is asked.
    pub own: Person,
    /// The given name of the other side.
    pub other: String,
    /// Where the other side lives.
    pub place: &'static str,
    pub track: Track,
    /// Who coordinates, if somebody does.
    pub coordinator: Option<Coordinator>,
    /// Whether a problem keeps the two from reading how to reach each other.
    pub is_paused: bool,
}

impl Asked {
    /// The day by which the other side answers, while it was asked and has not.
    pub fn other_due_on(&self, party: Party) -> Option<Date> {
        let is_awaited = self.proposal.answer(party.other()).is_none();
        self.proposal.due_on(party.other()).filter(|_| is_awaited)
    }
}

/// What a link asks of one side of a proposal.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct AskedByLink {
    pub link: Link,
    pub party: Party,
    pub asked: Asked,
}

/// Finds what the link of a token asks, as long as it serves whoever looks and is still that of the person asked.
pub async fn find_asked_by_link(
    db: &impl ConnectionTrait,
    purpose_of: fn(Party) -> &'static str,
    token: &str,
    at: Serving,
) -> Result<Option<AskedByLink>, DbErr> {
    for &party in Party::ALL {
        let Some(link) = links::store::find_serving(db, purpose_of(party), token, at).await? else {
            continue;
        };
        let asked = find_asked(db, link.scope(), link.subject, party).await?;
        // Whoever had the address before is nobody.
        let asked = asked.filter(|asked| is_theirs(&link, &asked.own));
        return Ok(asked.map(|asked| AskedByLink { link, party, asked }));
    }
    Ok(None)
}

/// Finds what one side sees of the proposal that their link is about; none once somebody of it is erased.
pub async fn find_asked(
    db: &impl ConnectionTrait,
    scope: Scope,
    subject: Id,
    party: Party,
) -> Result<Option<Asked>, DbErr> {
    let Some(proposal) = find_proposal(db, scope, subject).await? else { return Ok(None) };
    let journey = journeys_by_id(db, scope, &[proposal.journey_id]).await?.into_iter().next();
    let sides = list_sides(db, proposal_sides(scope, &[subject])).await?;
    let pair = sides.mentors.get(&proposal.mentor_id).zip(sides.journeys.get(&proposal.journey_id));
    let (Some(journey), Some((mentor, mentee))) = (journey, pair) else { return Ok(None) };
    let (own, other) = match party {
        Party::Mentor => (mentor, mentee),
        Party::Mentee => (mentee, mentor),
    };
    let coordination = find_coordination(db).await?;
    let hidden = problems::store::list_hidden(db, scope, &[proposal.journey_id]).await?;
    Ok(Some(Asked {
        own: own.clone(),
        other: other.first_name.clone(),
        place: places::name_of(other.place_code.as_deref()),
        track: journey.track,
        coordinator: coordination.of(journey.coordinator_id).cloned(),
        is_paused: hidden.contains(&(proposal.mentor_id, proposal.journey_id)),
        proposal,
    }))
}
