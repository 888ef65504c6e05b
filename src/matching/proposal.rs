//! A pair that the hub suggests, until both sides have answered.

use time::Date;

use crate::db::Id;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Who answers.
    Party {
        Mentee = "mentee", "la personne accompagnée";
        Mentor = "mentor", "le mentor";
    }
}

/// What somebody answered to a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Yes or no.
    pub agrees: bool,
    /// The day.
    pub on: Date,
    /// Why not, in a few words.
    pub reason: Option<String>,
}

/// A pair suggested to both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The key.
    pub id: Id,
    /// The round that made it.
    pub round_id: Option<Id>,
    /// The journey.
    pub journey_id: Id,
    /// The mentor.
    pub mentor_id: Id,
    /// The score, 0 to 1000.
    pub score: u32,
    /// What each criterion brings.
    pub reasons: Vec<super::reasons::Contribution>,
    /// The day it was suggested.
    pub proposed_on: Date,
    /// What the mentee answered.
    pub mentee: Option<Answer>,
    /// What the mentor answered.
    pub mentor: Option<Answer>,
}

/// Where a proposal stands; computed from the answers, never kept beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// One answer at least is awaited.
    Pending,
    /// Both said yes.
    Accepted,
    /// One said no.
    Declined,
}

/// Why an answer is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// An answer is given once.
    #[error("Cette réponse est déjà enregistrée.")]
    AlreadyGiven,
    /// The other side said no, so nothing is asked any more.
    #[error("Cette proposition a été déclinée.")]
    Declined,
    /// A refusal teaches the next round something.
    #[error("Notez en quelques mots pourquoi la réponse est non.")]
    ReasonMissing,
}

/// How many days both sides have to answer before the proposal is late.
pub const DAYS_TO_ANSWER: i64 = 7;

impl Proposal {
    /// Where it stands.
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

    /// The day by which both should have answered.
    pub fn due_on(&self) -> Date {
        self.proposed_on.saturating_add(time::Duration::days(DAYS_TO_ANSWER))
    }

    /// Takes one side's answer, and says where the proposal then stands.
    ///
    /// Refused when that side has answered, when the other has declined, and for a "no" without a reason.
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
