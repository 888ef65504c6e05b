//! A proposal and its rules: who may still answer, and what the answers amount to.

use time::Date;

use crate::db::{Id, deeds};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// One of the two sides of a proposal.
    Party {
        Mentee = "mentee", "la personne accompagnée";
        Mentor = "mentor", "le mentor";
    }
}

/// The answer of one side to a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Answer {
    /// Whether it is a yes.
    pub agrees: bool,
    pub on: Date,
    /// The reason of a no, as free text.
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
    /// The answer of the mentee, once recorded.
    pub mentee: Option<Answer>,
    /// The answer of the mentor, once recorded.
    pub mentor: Option<Answer>,
}

/// The state of a proposal, computed from its answers rather than stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// At least one answer is missing, and neither is a no.
    Pending,
    /// Both said yes.
    Accepted,
    /// One said no.
    Declined,
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
    /// A no must come with a reason: coordinators learn from it.
    #[error("Notez en quelques mots pourquoi la réponse est non.")]
    ReasonMissing,
}

/// How many days both sides have to answer before the proposal is late.
pub const DAYS_TO_ANSWER: i64 = 7;

impl Proposal {
    /// The state that follows from both answers.
    pub fn state(&self) -> State {
        let answers = [&self.mentee, &self.mentor];
        if answers.iter().any(|answer| answer.as_ref().is_some_and(|answer| !answer.agrees)) {
            State::Declined
        } else if answers.iter().all(|answer| answer.is_some()) {
            State::Accepted
        } else {
            State::Pending
        }
    }

    /// The answer of one side.
    pub fn answer(&self, party: Party) -> Option<&Answer> {
        match party {
            Party::Mentee => self.mentee.as_ref(),
            Party::Mentor => self.mentor.as_ref(),
        }
    }

    /// The day after which a missing answer is late.
    pub fn due_on(&self) -> Date {
        self.proposed_on.saturating_add(time::Duration::days(DAYS_TO_ANSWER))
    }

    /// Records the answer of one side, and returns the resulting state.
    ///
    /// Fails when that side has already answered, when the other has declined, and for a no without a reason.
    pub fn take(&mut self, party: Party, answer: Answer) -> Result<State, AnswerError> {
        if self.answer(party).is_some() {
            return Err(AnswerError::AlreadyGiven);
        }
        if self.state() == State::Declined {
            return Err(AnswerError::Declined);
        }
        if !answer.agrees && answer.reason.is_none() {
            return Err(AnswerError::ReasonMissing);
        }
        match party {
            Party::Mentee => self.mentee = Some(answer),
            Party::Mentor => self.mentor = Some(answer),
        }
        Ok(self.state())
    }
}

deeds! {
    /// What is done to a proposal, in the journal.
    ProposalDeed of "proposal" {
        Proposed = "proposed";
        Answered = "answered";
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
            mentee: None,
            mentor: None,
        }
    }

    fn yes() -> Answer {
        Answer { agrees: true, on: DAY, reason: None }
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
        let no = Answer { agrees: false, on: DAY, reason: None };
        assert_eq!(proposal.take(Party::Mentor, no.clone()), Err(AnswerError::ReasonMissing));
        let no = Answer { reason: Some("déjà pris".to_owned()), ..no };
        assert_eq!(proposal.take(Party::Mentor, no), Ok(State::Declined));
        assert_eq!(proposal.take(Party::Mentee, yes()), Err(AnswerError::Declined));
    }

    #[test]
    fn an_answer_is_given_once() {
        let mut proposal = proposal();
        assert_eq!(proposal.take(Party::Mentee, yes()), Ok(State::Pending));
        assert_eq!(proposal.take(Party::Mentee, yes()), Err(AnswerError::AlreadyGiven));
    }
}
