//! Everything a person's page tells: the parts they play, their tandems and proposals, and what came of them.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::steps::StepLine;
use super::story::Journal;
use crate::db::Id;
use crate::follow_ups::meeting::Meeting;
use crate::outcomes::outcome::Outcome;
use crate::people::person::{Journey, JourneyState, Mentor, Person, waits_since};
use crate::people::step::What;
use crate::people::store::Sides;
use crate::proposals::proposal::{Party, Proposal};
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
    /// The pairs, mentor and journey, that do not read how to reach each other.
    pub hidden: BTreeSet<(Id, Id)>,
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
    /// Whether the two do not read how to reach each other for now.
    pub is_paused: bool,
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

    /// The name of the person across a proposal, as this person reads it: before there is a tandem, nobody learns more than a given name.
    pub fn told_name(&self, proposal: &Proposal) -> String {
        let (mentor, journey) = (proposal.mentor_id, proposal.journey_id);
        if self.tandems.iter().any(|one| one.mentor_id == mentor && one.journey_id == journey) {
            return self.other_name(mentor, journey);
        }
        self.other_side(mentor, journey)
            .map_or_else(|| "quelqu’un".to_owned(), |person| person.first_name.clone())
    }

    /// Whether a mentor is this person.
    pub fn is_mentor(&self, mentor: Id) -> bool {
        self.mentor.as_ref().is_some_and(|own| own.id == mentor)
    }

    /// The side of a proposal that this person is.
    pub fn party(&self, proposal: &Proposal) -> Party {
        if self.is_mentor(proposal.mentor_id) { Party::Mentor } else { Party::Mentee }
    }

    /// What the person may read of themselves. A proposal is there from the day on which they are asked: until then, and after one that
    /// ended before, they have been waiting for a mentor all the time.
    pub fn known_to_its_person(mut self) -> Self {
        let (mut known, unknown): (Vec<Proposal>, Vec<Proposal>) = std::mem::take(&mut self.proposals)
            .into_iter()
            .partition(|proposal| proposal.knows_of_it(self.party(proposal)));
        for proposal in &mut known {
            let party = self.party(proposal);
            let answered_on = proposal.answer(party).map(|answer| answer.on);
            let learnt_on = proposal.asked_on().of(party).or(answered_on);
            // Of one from before the hub asked anybody, both learnt when it was made.
            let nobody_was_asked = Party::ALL.iter().all(|&party| proposal.asked_on().of(party).is_none());
            proposal.proposed_on = learnt_on.filter(|_| !nobody_was_asked).unwrap_or(proposal.proposed_on);
        }
        self.proposals = known;
        // What is to be done in a tandem waits until the coordinator has called.
        let paused: BTreeSet<Id> =
            self.open_tandems().filter(|tandem| self.is_paused(tandem)).map(|tandem| tandem.id).collect();
        self.steps.retain(|line| !paused.contains(&line.step.subject.id));
        let is_unknown = |id: Id| unknown.iter().any(|proposal| proposal.id == id);
        self.steps.retain(|line| !is_unknown(line.step.subject.id));
        self.calls.retain(|(call, _)| !is_unknown(call.subject.id));
        self.journal.0.retain(|line| !is_unknown(line.object));
        let awaits: BTreeMap<Id, (What, Date)> =
            self.journeys.iter().map(|journey| (journey.id, self.awaits(journey))).collect();
        for line in &mut self.steps {
            let step = &mut line.step;
            if [What::FindMentor, What::FindMentorLater, What::AwaitAnswers]
                .iter()
                .any(|what| step.what == what.code())
                && let Some((what, since_on)) = awaits.get(&step.subject.id)
            {
                what.code().clone_into(&mut step.what);
                step.since_on = *since_on;
            }
        }
        self
    }

    /// What somebody awaits on a journey without a tandem, by the proposals that are known, and since when.
    fn awaits(&self, journey: &Journey) -> (What, Date) {
        if let Some(proposal) = self.pending_proposals().find(|one| one.journey_id == journey.id) {
            return (What::AwaitAnswers, proposal.proposed_on);
        }
        let of_journey = self.proposals.iter().filter(|one| one.journey_id == journey.id);
        let ended_on = of_journey.filter_map(Proposal::ended_on).chain(self.last_closure(journey.id)).max();
        let since = waits_since(journey.welcomed_on, ended_on);
        let is_later = journey.waits_from.is_some_and(|from| from > since);
        (if is_later { What::FindMentorLater } else { What::FindMentor }, since)
    }

    /// Whether a thing is about this person: of a proposal, the answer of the other side is not.
    pub fn is_about(&self, subject: Subject) -> bool {
        let proposal = || self.proposals.iter().find(|proposal| proposal.id == subject.id);
        match subject.kind {
            SubjectKind::AnswerMentor => proposal().is_some_and(|one| self.is_mentor(one.mentor_id)),
            SubjectKind::AnswerMentee => proposal().is_some_and(|one| !self.is_mentor(one.mentor_id)),
            SubjectKind::SignatureMentor => proposal().is_some_and(|one| self.is_mentor(one.mentor_id)),
            SubjectKind::SignatureMentee => proposal().is_some_and(|one| !self.is_mentor(one.mentor_id)),
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
            is_paused: self.is_paused(tandem),
        })
    }

    /// Whether the two of a tandem do not read how to reach each other for now.
    pub fn is_paused(&self, tandem: &Tandem) -> bool {
        self.hidden.contains(&(tandem.mentor_id, tandem.journey_id))
    }

    /// The tandems that are open.
    pub fn open_tandems(&self) -> impl Iterator<Item = &Tandem> {
        self.tandems.iter().filter(|tandem| tandem.is_open())
    }

    /// The proposals that await an answer or a signature.
    pub fn pending_proposals(&self) -> impl Iterator<Item = &Proposal> {
        self.proposals.iter().filter(|proposal| proposal.state().is_open())
    }

    /// The newest journey that has not ended.
    pub fn open_journey(&self) -> Option<&Journey> {
        self.journeys.iter().rev().find(|journey| journey.ended.is_none())
    }

    /// The newest tandem that is open.
    pub fn newest_tandem(&self) -> Option<&Tandem> {
        self.open_tandems().max_by_key(|tandem| (tandem.started_on, tandem.id))
    }

    /// Where a journey stands on a day.
    pub fn state(&self, journey: &Journey, today: Date) -> JourneyState {
        let paired = self.open_tandems().any(|tandem| tandem.journey_id == journey.id);
        let proposed = self.pending_proposals().any(|proposal| proposal.journey_id == journey.id);
        journey.state(paired, proposed, today)
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
