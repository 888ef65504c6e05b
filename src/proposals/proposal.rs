//! A proposal and its rules: who may still answer, and what the answers amount to.

use time::Date;

pub use super::deeds::ProposalDeed;
pub use super::reasons::{Later, Refusal, WithdrawalReason, latest};
pub use super::sides::Sides;
use crate::db::Id;
use crate::french;
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
    /// For whom it is not the moment, when that is why it was closed.
    pub later: Option<Later>,
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
    /// It is not the moment for one side, who said from which day it is. Nobody said no: the pair may be proposed again.
    Later,
}

impl State {
    /// Whether it is not over: an answer or a signature is awaited, and the mentor’s place is promised.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Accepted)
    }
}

/// Why an answer is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
    /// A side asked to wait.
    #[error("Cette proposition est remise à plus tard.")]
    Later,
    /// The day from which somebody may be asked again is neither too near nor too far.
    #[error("Choisissez un jour entre demain et le {}.", french::day(.0))]
    OutOfReach(Date),
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
        if self.later.is_some() {
            return State::Later;
        }
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

    /// Closes it because it is not the moment for one side, while an answer of that side is awaited; they say from which day it is.
    pub fn put_off(&mut self, later: Later, today: Date) -> Result<(), AnswerError> {
        self.check_open(later.party)?;
        if later.from <= today || later.from > latest(today) {
            return Err(AnswerError::OutOfReach(latest(today)));
        }
        self.withdrawn = Some((today, WithdrawalReason::Later));
        self.later = Some(later);
        Ok(())
    }

    /// Takes back the answer of one side, as long as nobody else was told; says whether there was one.
    #[must_use]
    pub fn take_back(&mut self, party: Party) -> bool {
        if self.later.is_some_and(|later| later.party == party) {
            self.later = None;
            self.withdrawn = None;
            return true;
        }
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

    /// Whether one side may still answer.
    fn check_open(&self, party: Party) -> Result<(), AnswerError> {
        if self.answer(party).is_some() {
            return Err(AnswerError::AlreadyGiven);
        }
        match self.state() {
            State::Declined => Err(AnswerError::Declined),
            State::Withdrawn => Err(AnswerError::Withdrawn),
            State::Later => Err(AnswerError::Later),
            State::Pending | State::Accepted | State::Begun => Ok(()),
        }
    }

    /// Records the answer of one side, and returns the resulting state.
    ///
    /// Fails when that side has already answered, when the other has declined or the hub has withdrawn it, and for a no
    /// without a reason.
    pub fn take(&mut self, party: Party, answer: Answer) -> Result<State, AnswerError> {
        self.check_open(party)?;
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
    use time::Duration;
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
            later: None,
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
    fn whoever_says_later_closes_it_without_a_no_from_tomorrow_to_half_a_year() {
        let later = |days| Later { party: Party::Mentee, from: DAY + Duration::days(days) };
        let mut pending = proposal();
        assert_eq!(pending.take(Party::Mentor, yes()), Ok(State::Pending));
        let refused = Err(AnswerError::OutOfReach(date!(2026 - 09 - 11)));
        assert_eq!([0, 184].map(|days| pending.put_off(later(days), DAY)), [refused.clone(), refused]);
        assert_eq!(pending.put_off(later(183), DAY), Ok(()));
        assert_eq!((pending.state(), pending.ended_on()), (State::Later, Some(DAY)));
        assert_eq!(pending.take(Party::Mentee, yes()), Err(AnswerError::Later));
        assert!(pending.take_back(Party::Mentee));
        assert_eq!(pending.state(), State::Pending);
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
