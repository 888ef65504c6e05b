//! Everything a person's page tells: the parts they play, their tandems and proposals, and what came of them.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::steps::StepLine;
use super::story::Journal;
use crate::db::Id;
use crate::follow_ups::meeting::Meeting;
use crate::outcomes::outcome::Outcome;
use crate::people::person::{Journey, JourneyState, Mentor, Person};
use crate::people::store::Sides;
use crate::proposals::proposal::{Proposal, State as ProposalState};
use crate::steps::{Call, Subject, SubjectKind};
use crate::tandems::tandem::Tandem;

/// What the hub holds of a person.
pub struct Dossier {
    /// Their names, contacts, languages and businesses.
    pub person: Person,
    /// The mentor they are, if they are one.
    pub mentor: Option<Mentor>,
    /// Oldest first.
    pub journeys: Vec<Journey>,
    /// On either side, oldest first.
    pub tandems: Vec<Tandem>,
    /// On either side, newest first.
    pub proposals: Vec<Proposal>,
    /// Those on the other side of the tandems and proposals.
    pub sides: Sides,
    /// By tandem, newest first.
    pub meetings: BTreeMap<Id, Vec<Meeting>>,
    /// By journey, oldest first.
    pub outcomes: BTreeMap<Id, Vec<Outcome>>,
    /// Who noted what, newest first.
    pub journal: Journal,
    /// What comes next about this person, the first due first.
    pub steps: Vec<StepLine>,
    /// The calls about this person, with the names of those who made them, newest first.
    pub calls: Vec<(Call, String)>,
}

/// Somebody across an open tandem.
pub struct Companion<'a> {
    /// The tandem, by its key.
    pub tandem: Id,
    /// The first day of the tandem.
    pub since: Date,
    /// Given and family name; "quelqu’un" where the viewer may not know.
    pub name: String,
    /// Who they are, where the viewer may know.
    pub person: Option<&'a Person>,
    /// Whether they are the mentor of the two.
    pub is_mentor: bool,
}

impl Dossier {
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

    /// Whether a thing is about this person: of a proposal, the answer of the other side is not.
    pub fn is_about(&self, subject: Subject) -> bool {
        let proposal = || self.proposals.iter().find(|proposal| proposal.id == subject.id);
        match subject.kind {
            SubjectKind::AnswerMentor => proposal().is_some_and(|one| self.is_mentor(one.mentor_id)),
            SubjectKind::AnswerMentee => proposal().is_some_and(|one| !self.is_mentor(one.mentor_id)),
            _ => true,
        }
    }

    /// Those across the tandems that are open, oldest first.
    pub fn companions(&self) -> impl Iterator<Item = Companion<'_>> {
        self.open_tandems().map(|tandem| Companion {
            tandem: tandem.id,
            since: tandem.started_on,
            name: self.other_name(tandem.mentor_id, tandem.journey_id),
            person: self.other_side(tandem.mentor_id, tandem.journey_id),
            is_mentor: !self.is_mentor(tandem.mentor_id),
        })
    }

    /// The tandems that are open.
    pub fn open_tandems(&self) -> impl Iterator<Item = &Tandem> {
        self.tandems.iter().filter(|tandem| tandem.is_open())
    }

    /// The proposals that await an answer.
    pub fn pending_proposals(&self) -> impl Iterator<Item = &Proposal> {
        self.proposals.iter().filter(|proposal| proposal.state() == ProposalState::Pending)
    }

    /// The newest journey that has not ended.
    pub fn open_journey(&self) -> Option<&Journey> {
        self.journeys.iter().rev().find(|journey| journey.ended.is_none())
    }

    /// The newest tandem that is open.
    pub fn newest_tandem(&self) -> Option<&Tandem> {
        self.open_tandems().max_by_key(|tandem| (tandem.started_on, tandem.id))
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
