//! The two people of a proposal and who coordinates for them, for what is written to them.

use std::collections::BTreeMap;

use crate::accounts::access::Scope;
use crate::accounts::coordination::{Coordination, Coordinator};
use crate::accounts::store as accounts;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::mail::Recipient;
use crate::people;
use crate::people::person::{Journey, Person};
use crate::people::reach::{Ways, recipient};
use crate::people::store::Sides;
use crate::proposals::proposal::{Party, Proposal};
use crate::proposals::store;

/// The people of some proposals.
pub(in crate::acts) struct Pairs {
    people: Sides,
    journeys: BTreeMap<Id, Journey>,
    coordination: Coordination,
    ways: Ways,
}

/// The people of one proposal.
#[derive(Clone, Copy, Debug)]
pub(in crate::acts) struct Pair<'a> {
    pub mentor: &'a Person,
    pub mentee: &'a Person,
    pub journey: &'a Journey,
    /// Who coordinates, if somebody does.
    pub coordinator: Option<&'a Coordinator>,
    ways: &'a Ways,
}

impl Pairs {
    pub async fn read(write: &Write, proposals: &[Proposal]) -> Result<Self, Error> {
        let ids: Vec<Id> = proposals.iter().map(|proposal| proposal.id).collect();
        let journeys: Vec<Id> = proposals.iter().map(|proposal| proposal.journey_id).collect();
        let journeys = people::store::journeys_by_id(write.on(), Scope::Hub, &journeys).await?;
        let people = people::store::list_sides(write.on(), store::proposal_sides(Scope::Hub, &ids)).await?;
        Ok(Self {
            ways: people::store::find_ways(write.on(), people.both()).await?,
            people,
            journeys: journeys.into_iter().map(|journey| (journey.id, journey)).collect(),
            coordination: accounts::find_coordination(write.on()).await?,
        })
    }

    /// The people of a proposal; none once one of them is erased.
    pub fn of(&self, proposal: &Proposal) -> Option<Pair<'_>> {
        let journey = self.journeys.get(&proposal.journey_id)?;
        Some(Pair {
            mentor: self.people.mentors.get(&proposal.mentor_id)?,
            mentee: self.people.journeys.get(&proposal.journey_id)?,
            journey,
            coordinator: self.coordination.of(journey.coordinator_id),
            ways: &self.ways,
        })
    }
}

impl<'a> Pair<'a> {
    /// The person of one side, then the other.
    pub fn seen_by(self, party: Party) -> [&'a Person; 2] {
        match party {
            Party::Mentor => [self.mentor, self.mentee],
            Party::Mentee => [self.mentee, self.mentor],
        }
    }

    /// Where the hub writes to one side; nowhere if they are called.
    pub fn recipient(self, party: Party) -> Option<Recipient> {
        recipient(self.seen_by(party)[0], self.ways)
    }
}
