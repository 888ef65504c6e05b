//! Everything a person's page tells: the parts they play, their tandems and proposals, and what came of them.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use crate::accounts::access::Scope;
use crate::db::{Db, Id};
use crate::error::Error;
use crate::follow_ups::meeting::Meeting;
use crate::matching::proposal::{Proposal, State as ProposalState};
use crate::outcomes::outcome::Outcome;
use crate::people::person::{Journey, JourneyState, Mentor, Person};
use crate::people::store::{self, Sides};
use crate::tandems::tandem::Tandem;
use crate::{follow_ups, matching, outcomes, tandems};

/// What the hub holds of a person.
pub struct Dossier {
    pub person: Person,
    pub mentor: Option<Mentor>,
    /// Oldest first.
    pub journeys: Vec<Journey>,
    /// On either side, oldest first.
    pub tandems: Vec<Tandem>,
    /// On either side, newest first.
    pub proposals: Vec<Proposal>,
    /// Those on the other side of the tandems and proposals.
    sides: Sides,
    /// By tandem, newest first.
    pub meetings: BTreeMap<Id, Vec<Meeting>>,
    /// By journey, oldest first.
    pub outcomes: BTreeMap<Id, Vec<Outcome>>,
}

impl Dossier {
    /// Loads what the hub holds of a person, if the scope holds them.
    pub async fn find(db: &Db, scope: Scope, id: Id) -> Result<Option<Self>, Error> {
        let Some(person) = store::find(db, scope, id).await? else { return Ok(None) };
        let mentor = store::mentor_of(db, scope, id).await?;
        let journeys = store::journeys_of(db, scope, id).await?;
        let journey_ids: Vec<Id> = journeys.iter().map(|journey| journey.id).collect();

        let mut tandems = tandems::store::list_of_journeys(db, scope, &journey_ids).await?;
        let mut proposals = matching::store::proposals_of(db, scope, &journey_ids).await?;
        if let Some(mentor) = &mentor {
            tandems.extend(tandems::store::list_of_mentor(db, scope, mentor.id).await?);
            proposals.extend(matching::store::proposals_to(db, scope, mentor.id).await?);
        }
        let tandem_ids: Vec<Id> = tandems.iter().map(|tandem| tandem.id).collect();
        let mut outcomes = BTreeMap::new();
        for &journey in &journey_ids {
            outcomes.insert(journey, outcomes::store::list_of(db, scope, journey).await?);
        }
        Ok(Some(Self {
            sides: sides(db, scope, &tandem_ids, &proposals).await?,
            meetings: follow_ups::store::list_of(db, scope, &tandem_ids).await?,
            person,
            mentor,
            journeys,
            tandems,
            proposals,
            outcomes,
        }))
    }

    /// The person across in a pair of a mentor and a journey.
    pub fn other_side(&self, mentor: Id, journey: Id) -> Option<&Person> {
        if self.is_mentor(mentor) {
            self.sides.journeys.get(&journey)
        } else {
            self.sides.mentors.get(&mentor)
        }
    }

    /// The name of the person across.
    pub fn other_name(&self, mentor: Id, journey: Id) -> String {
        self.other_side(mentor, journey).map_or_else(|| "quelqu’un".to_owned(), Person::name)
    }

    /// Whether a mentor is this person.
    pub fn is_mentor(&self, mentor: Id) -> bool {
        self.mentor.as_ref().is_some_and(|own| own.id == mentor)
    }

    /// The tandems that are open.
    pub fn open_tandems(&self) -> impl Iterator<Item = &Tandem> {
        self.tandems.iter().filter(|tandem| tandem.is_open())
    }

    /// The proposals that await an answer.
    pub fn pending_proposals(&self) -> impl Iterator<Item = &Proposal> {
        self.proposals.iter().filter(|proposal| proposal.state() == ProposalState::Pending)
    }

    /// Where a journey stands.
    pub fn state(&self, journey: &Journey) -> JourneyState {
        let paired = self.open_tandems().any(|tandem| tandem.journey_id == journey.id);
        let proposed = self.pending_proposals().any(|proposal| proposal.journey_id == journey.id);
        journey.state(paired, proposed)
    }

    /// How many places the person's own tandems take and proposals promise.
    pub fn used_places(&self) -> u32 {
        let tandems = self.open_tandems().filter(|tandem| self.is_mentor(tandem.mentor_id)).count();
        let promised = self.pending_proposals().filter(|proposal| self.is_mentor(proposal.mentor_id)).count();
        u32::try_from(tandems + promised).unwrap_or(u32::MAX)
    }

    /// The meetings of a tandem, newest first.
    pub fn meetings_of(&self, tandem: Id) -> &[Meeting] {
        self.meetings.get(&tandem).map_or(&[], Vec::as_slice)
    }

    /// What was learnt of a journey, oldest first.
    pub fn outcomes_of(&self, journey: Id) -> &[Outcome] {
        self.outcomes.get(&journey).map_or(&[], Vec::as_slice)
    }

    /// The day the person's last tandem of a journey closed.
    pub fn last_closure(&self, journey: Id) -> Option<Date> {
        let closed = self.tandems.iter().filter(|tandem| tandem.journey_id == journey);
        closed.filter_map(|tandem| tandem.closed.map(|(on, _)| on)).max()
    }

    /// The keys under which the journal may speak of this person.
    pub fn keys(&self) -> BTreeSet<Id> {
        let parts = self.mentor.iter().map(|mentor| mentor.id).chain(self.journeys.iter().map(|one| one.id));
        let pairs = self.tandems.iter().map(|one| one.id).chain(self.proposals.iter().map(|one| one.id));
        parts.chain(pairs).chain([self.person.id]).collect()
    }
}

async fn sides(db: &Db, scope: Scope, tandems: &[Id], proposals: &[Proposal]) -> Result<Sides, Error> {
    let proposals: Vec<Id> = proposals.iter().map(|proposal| proposal.id).collect();
    let mut sides = store::list_sides(db, tandems::store::sides(scope, tandems)).await?;
    let proposed = store::list_sides(db, matching::store::proposal_sides(scope, &proposals)).await?;
    sides.mentors.extend(proposed.mentors);
    sides.journeys.extend(proposed.journeys);
    Ok(sides)
}
