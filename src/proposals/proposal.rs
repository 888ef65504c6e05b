//! A proposal and its rules: who may still answer, and what the answers amount to.

use time::Date;

pub use super::deeds::ProposalDeed;
pub use super::sides::Sides;
use crate::db::Id;
use crate::settings::AskedFirst;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// One of the two sides of a proposal.
    Party {
        Mentee = "mentee", "la personne accompagnée";
        Mentor = "mentor", "le mentor";
    }
}

impl Party {
    /// The other side.
    pub fn other(self) -> Self {
        match self {
            Self::Mentee => Self::Mentor,
            Self::Mentor => Self::Mentee,
        }
    }
}

vocabulary! {
    /// Why the hub withdraws a proposal: the answers are not to blame.
    WithdrawalReason {
        MentorLeft = "mentor_left", "le mentor a quitté le hub";
        NoPlace = "no_place", "le mentor n’a plus de place";
        JourneyEnded = "journey_ended", "l’accompagnement est terminé";
        FoundAnother = "found_another", "la personne a trouvé un autre mentor";
        NoAnswer = "no_answer", "une réponse n’est pas venue";
        Excluded = "excluded", "ces deux personnes ne doivent pas être réunies";
        Mistake = "mistake", "proposée par erreur";
    }
}

impl WithdrawalReason {
    /// The same, as one side reads it.
    pub fn told(self, party: Party) -> &'static str {
        match (self, party) {
            (Self::MentorLeft, Party::Mentor) => "vous avez quitté le hub comme mentor",
            (Self::MentorLeft, Party::Mentee) => "ce mentor a quitté le hub",
            (Self::NoPlace, Party::Mentor) => "vous ne prenez plus de nouvelle personne",
            (Self::NoPlace, Party::Mentee) => "ce mentor ne prend plus de nouvelle personne",
            (Self::JourneyEnded, Party::Mentor) => "l’accompagnement de cette personne est terminé",
            (Self::JourneyEnded, Party::Mentee) => "votre accompagnement est terminé",
            (Self::FoundAnother, Party::Mentor) => "cette personne a trouvé un autre mentor",
            (Self::FoundAnother, Party::Mentee) => "vous avez trouvé un autre mentor",
            (Self::Excluded, _) => "le hub ne la maintient pas",
            (Self::NoAnswer, _) => "une des deux réponses n’est pas venue",
            (Self::Mistake, _) => "elle avait été faite par erreur",
        }
    }
}

vocabulary! {
    /// Why somebody says no: what mentors lack is learnt from it. Nobody is punished for a reason.
    Refusal {
        NoTime = "no_time", "pas assez de temps en ce moment";
        OtherTrade = "other_trade", "ce n’est pas le bon métier";
        TooFar = "too_far", "c’est trop loin";
        Moments = "moments", "les moments libres ne conviennent pas";
        KnowEachOther = "know_each_other", "nous nous connaissons ou nous travaillons ensemble";
        Found = "found", "plus besoin";
        Other = "other", "autre raison";
    }
}

impl Refusal {
    /// Whether this is a reason for one side: a mentor says they have no time, not that they need nobody any more.
    pub fn is_for(self, party: Party) -> bool {
        party == Party::Mentee || self != Self::Found
    }
}

/// The answer of one side to a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Answer {
    /// Whether it is a yes.
    pub agrees: bool,
    pub on: Date,
    /// The reason of a no, from the list; none for what a coordinator noted in words only.
    pub refusal: Option<Refusal>,
    /// The reason of a no, in words.
    pub reason: Option<String>,
}

/// A pair suggested to both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Proposal {
    pub id: Id,
    /// The round that produced it, if one did.
    pub round_id: Option<Id>,
    pub journey_id: Id,
    pub mentor_id: Id,
    /// The score, 0 to 1000.
    pub score: u32,
    /// The contribution of each criterion to the score.
    pub reasons: Vec<crate::rounds::reasons::Contribution>,
    pub proposed_on: Date,
    /// How many days each side has to answer once it is asked.
    pub answer_days: u16,
    /// The day on which the mentee was asked; none before.
    pub mentee_asked_on: Option<Date>,
    /// The day on which the mentor was asked; none before.
    pub mentor_asked_on: Option<Date>,
    /// The day on which each side was last reminded.
    pub reminded_on: Sides<Option<Date>>,
    /// The proposal of the same journey after whose end this one was made, if the hub made it by itself.
    pub follows_id: Option<Id>,
    /// The answer of the mentee, once recorded.
    pub mentee: Option<Answer>,
    /// The answer of the mentor, once recorded.
    pub mentor: Option<Answer>,
    /// The day the hub withdrew it, with its reason.
    pub withdrawn: Option<(Date, WithdrawalReason)>,
    /// The first day of its tandem.
    pub begun_on: Option<Date>,
}

/// The state of a proposal, computed from its answers and its withdrawal rather than stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// At least one answer is missing, and neither is a no.
    Pending,
    /// Both said yes, and the tandem waits for their signatures.
    Accepted,
    /// Its tandem has begun.
    Begun,
    /// One said no.
    Declined,
    /// The hub withdrew it before its tandem began. The pair may be proposed again.
    Withdrawn,
}

impl State {
    /// Whether it is not over: an answer or a signature is awaited, and the mentor’s place is promised.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Accepted)
    }
}

/// Why an answer is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// This side has already answered.
    #[error("Cette réponse est déjà enregistrée.")]
    AlreadyGiven,
    /// The other side said no, which ends the proposal.
    #[error("Cette proposition a été déclinée.")]
    Declined,
    /// The hub withdrew it.
    #[error("Cette proposition a été retirée par le hub.")]
    Withdrawn,
    /// A no must come with a reason: coordinators learn from it.
    #[error("Notez en quelques mots pourquoi la réponse est non.")]
    ReasonMissing,
}

/// The day by which somebody who was asked on a day answers, if they have so many days.
pub fn due_on(asked_on: Date, answer_days: u16) -> Date {
    asked_on.saturating_add(time::Duration::days(answer_days.into()))
}

/// Who is asked next, by whom the hub asks first: that side, and the other once it said yes; or both at once. Nobody is asked twice, or
/// once they have answered.
pub fn next_to_ask(
    first: AskedFirst,
    asked: Sides<Option<Date>>,
    agrees: Sides<Option<bool>>,
) -> impl Iterator<Item = Party> {
    let is_first = move |party| match first {
        AskedFirst::Mentor => party == Party::Mentor,
        AskedFirst::Mentee => party == Party::Mentee,
        AskedFirst::Both => true,
    };
    let is_next = move |party: &Party| {
        let is_open = asked.of(*party).is_none() && agrees.of(*party).is_none();
        is_open && (is_first(*party) || agrees.of(party.other()) == Some(true))
    };
    [Party::Mentor, Party::Mentee].into_iter().filter(is_next)
}

/// The state that follows from whether each side agreed, from the withdrawal, and from the beginning of the tandem.
pub fn state_of(
    answers: [Option<(bool, Date)>; 2],
    withdrawn_on: Option<Date>,
    begun_on: Option<Date>,
) -> State {
    if begun_on.is_some() {
        State::Begun
    } else if withdrawn_on.is_some() {
        State::Withdrawn
    } else if answers.iter().flatten().any(|(agrees, _)| !agrees) {
        State::Declined
    } else if answers.iter().all(Option::is_some) {
        State::Accepted
    } else {
        State::Pending
    }
}

/// The day a proposal ended without a tandem: one side said no, or the hub withdrew it.
pub fn ended_on(answers: [Option<(bool, Date)>; 2], withdrawn_on: Option<Date>) -> Option<Date> {
    let refusals = answers.into_iter().flatten().filter(|(agrees, _)| !agrees);
    refusals.map(|(_, on)| on).chain(withdrawn_on).min()
}

impl Proposal {
    /// The state that follows from both answers and the withdrawal.
    pub fn state(&self) -> State {
        state_of(self.answers(), self.withdrawn.map(|(on, _)| on), self.begun_on)
    }

    fn answers(&self) -> [Option<(bool, Date)>; 2] {
        [&self.mentee, &self.mentor].map(|answer| answer.as_ref().map(|answer| (answer.agrees, answer.on)))
    }

    /// The day it ended without a tandem: one side said no, or the hub withdrew it.
    pub fn ended_on(&self) -> Option<Date> {
        ended_on(self.answers(), self.withdrawn.map(|(on, _)| on))
    }

    /// The answer of one side.
    pub fn answer(&self, party: Party) -> Option<&Answer> {
        match party {
            Party::Mentee => self.mentee.as_ref(),
            Party::Mentor => self.mentor.as_ref(),
        }
    }

    /// When each side was asked.
    pub fn asked_on(&self) -> Sides<Option<Date>> {
        Sides { mentor: self.mentor_asked_on, mentee: self.mentee_asked_on }
    }

    /// Who is asked next, by whom the hub asks first.
    pub fn next_to_ask(&self, first: AskedFirst) -> Vec<Party> {
        if self.state() != State::Pending {
            return Vec::new();
        }
        let agrees = |party| self.answer(party).map(|answer| answer.agrees);
        let agrees = Sides { mentor: agrees(Party::Mentor), mentee: agrees(Party::Mentee) };
        next_to_ask(first, self.asked_on(), agrees).collect()
    }

    /// Whether a side knows of it: it was asked, or it answered by telephone. Of a proposal from before the hub asked anybody, both
    /// do.
    pub fn knows_of_it(&self, party: Party) -> bool {
        let nobody_was_asked = self.mentor_asked_on.is_none() && self.mentee_asked_on.is_none();
        nobody_was_asked || self.asked_on().of(party).is_some() || self.answer(party).is_some()
    }

    /// The day by which a side answers, once it was asked.
    pub fn due_on(&self, party: Party) -> Option<Date> {
        self.asked_on().of(party).map(|asked_on| due_on(asked_on, self.answer_days))
    }

    /// Notes that one side is asked.
    pub fn ask(&mut self, party: Party, on: Date) {
        match party {
            Party::Mentor => self.mentor_asked_on = Some(on),
            Party::Mentee => self.mentee_asked_on = Some(on),
        }
    }

    /// The sides that were asked and have not answered, while it is pending.
    pub fn awaited(&self) -> impl Iterator<Item = (Party, Date)> {
        let asked_on = self.asked_on();
        let is_awaited = |party: &Party| self.answer(*party).is_none() && self.state() == State::Pending;
        Party::ALL
            .iter()
            .copied()
            .filter(is_awaited)
            .filter_map(move |party| Some((party, asked_on.of(party)?)))
    }

    /// Notes that a side is asked anew, and the other, if it has not answered, once it is its turn again.
    pub fn ask_anew(&mut self, party: Party, on: Date) {
        self.ask(party, on);
        self.reminded_on = self.reminded_on.with(party, None);
        if self.answer(party.other()).is_none() {
            self.reminded_on = Sides::default();
            match party.other() {
                Party::Mentor => self.mentor_asked_on = None,
                Party::Mentee => self.mentee_asked_on = None,
            }
        }
    }

    /// Takes back the answer of one side, as long as nobody else was told; says whether there was one.
    #[must_use]
    pub fn take_back(&mut self, party: Party) -> bool {
        let answer = match party {
            Party::Mentor => &mut self.mentor,
            Party::Mentee => &mut self.mentee,
        };
        answer.take().is_some()
    }

    /// Withdraws it, while an answer or a signature is awaited; says whether it did.
    #[must_use]
    pub fn withdraw(&mut self, on: Date, reason: WithdrawalReason) -> bool {
        let is_open = self.state().is_open();
        if is_open {
            self.withdrawn = Some((on, reason));
        }
        is_open
    }

    /// Records the answer of one side, and returns the resulting state.
    ///
    /// Fails when that side has already answered, when the other has declined or the hub has withdrawn it, and for a no
    /// without a reason.
    pub fn take(&mut self, party: Party, answer: Answer) -> Result<State, AnswerError> {
        if self.answer(party).is_some() {
            return Err(AnswerError::AlreadyGiven);
        }
        match self.state() {
            State::Declined => return Err(AnswerError::Declined),
            State::Withdrawn => return Err(AnswerError::Withdrawn),
            State::Pending | State::Accepted | State::Begun => {}
        }
        if !answer.agrees && answer.reason.is_none() && answer.refusal.is_none() {
            return Err(AnswerError::ReasonMissing);
        }
        match party {
            Party::Mentee => self.mentee = Some(answer),
            Party::Mentor => self.mentor = Some(answer),
        }
        Ok(self.state())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::date;

    const DAY: Date = date!(2026 - 03 - 12);

    fn proposal() -> Proposal {
        Proposal {
            id: new_id(),
            round_id: None,
            journey_id: new_id(),
            mentor_id: new_id(),
            score: 640,
            reasons: Vec::new(),
            proposed_on: DAY,
            answer_days: 10,
            mentee_asked_on: None,
            mentor_asked_on: None,
            reminded_on: Sides::default(),
            follows_id: None,
            mentee: None,
            mentor: None,
            withdrawn: None,
            begun_on: None,
        }
    }

    fn yes() -> Answer {
        Answer { agrees: true, on: DAY, refusal: None, reason: None }
    }

    #[test]
    fn a_proposal_is_accepted_only_when_both_said_yes() {
        let mut proposal = proposal();
        assert_eq!(proposal.take(Party::Mentee, yes()), Ok(State::Pending));
        assert_eq!(proposal.take(Party::Mentor, yes()), Ok(State::Accepted));
    }

    #[test]
    fn a_refusal_needs_a_reason_and_ends_the_proposal() {
        let mut proposal = proposal();
        let no = Answer { agrees: false, on: DAY, refusal: None, reason: None };
        assert_eq!(proposal.take(Party::Mentor, no.clone()), Err(AnswerError::ReasonMissing));
        let no = Answer { reason: Some("déjà pris".to_owned()), ..no };
        assert_eq!(proposal.take(Party::Mentor, no), Ok(State::Declined));
        assert_eq!(proposal.take(Party::Mentee, yes()), Err(AnswerError::Declined));
    }

    #[test]
    fn a_proposal_is_withdrawn_until_its_tandem_begins() {
        let mut pending = proposal();
        assert_eq!(pending.take(Party::Mentor, yes()), Ok(State::Pending));
        assert!(pending.withdraw(DAY, WithdrawalReason::MentorLeft));
        assert_eq!(pending.state(), State::Withdrawn);
        assert_eq!(pending.take(Party::Mentee, yes()), Err(AnswerError::Withdrawn));
        assert!(!pending.withdraw(DAY, WithdrawalReason::NoPlace), "the first reason stands");
        let mut accepted = proposal();
        assert_eq!(accepted.take(Party::Mentor, yes()), Ok(State::Pending));
        assert_eq!(accepted.take(Party::Mentee, yes()), Ok(State::Accepted));
        let mut begun = Proposal { begun_on: Some(DAY), ..accepted.clone() };
        assert!(!begun.withdraw(DAY, WithdrawalReason::NoPlace));
        assert_eq!(begun.state(), State::Begun);
        assert!(accepted.withdraw(DAY, WithdrawalReason::NoPlace), "it is not signed yet");
    }

    #[test]
    fn an_answer_is_given_once() {
        let mut proposal = proposal();
        assert_eq!(proposal.take(Party::Mentee, yes()), Ok(State::Pending));
        assert_eq!(proposal.take(Party::Mentee, yes()), Err(AnswerError::AlreadyGiven));
    }

    #[test]
    fn the_mentor_is_asked_first_and_the_mentee_after_a_yes() {
        let mut proposal = proposal();
        assert_eq!(proposal.next_to_ask(AskedFirst::Mentor), [Party::Mentor]);
        proposal.ask(Party::Mentor, DAY);
        assert_eq!(proposal.next_to_ask(AskedFirst::Mentor), [], "an answer is awaited");
        assert_eq!(proposal.take(Party::Mentor, yes()), Ok(State::Pending));
        assert_eq!(proposal.next_to_ask(AskedFirst::Mentor), [Party::Mentee]);
        proposal.ask(Party::Mentee, DAY);
        assert_eq!(proposal.next_to_ask(AskedFirst::Mentor), []);
        let mut refused = Proposal { mentee_asked_on: None, mentor: None, ..proposal };
        let no = Answer { agrees: false, refusal: Some(Refusal::NoTime), ..yes() };
        assert_eq!(refused.take(Party::Mentor, no), Ok(State::Declined));
        assert_eq!(refused.next_to_ask(AskedFirst::Mentor), [], "nobody is asked about what is over");
    }

    #[test]
    fn the_hub_asks_the_mentee_first_or_both_at_once_if_it_chose_so() {
        let mut proposal = proposal();
        assert_eq!(proposal.next_to_ask(AskedFirst::Both), [Party::Mentor, Party::Mentee]);
        assert_eq!(proposal.next_to_ask(AskedFirst::Mentee), [Party::Mentee]);
        proposal.ask(Party::Mentee, DAY);
        assert_eq!(proposal.take(Party::Mentee, yes()), Ok(State::Pending));
        assert_eq!(proposal.next_to_ask(AskedFirst::Mentee), [Party::Mentor]);
        // Whoever said yes by telephone first is not asked again.
        assert_eq!(proposal.next_to_ask(AskedFirst::Mentor), [Party::Mentor]);
    }
}
