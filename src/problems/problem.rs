//! What is reported, and how a coordinator ends it.

use time::Date;

use crate::db::{Id, Instant, deeds};
use crate::proposals::proposal::Party;
use crate::vocabulary::vocabulary;

/// The longest account of a problem, in characters.
pub const LONGEST_WORDS: usize = 2000;

vocabulary! {
    /// What a problem is about, as whoever reports it says.
    Kind {
        Conduct = "conduct", "des paroles ou des gestes déplacés";
        Safety = "safety", "je ne me sens pas en sécurité";
        Money = "money", "de l’argent, une vente ou un contrat";
        Secrecy = "secrecy", "ce que j’ai dit a été répété";
        Other = "other", "autre chose";
    }
}

vocabulary! {
    /// How a coordinator ends it.
    Outcome {
        Resolved = "resolved", "le problème est réglé";
        PassedOn = "passed_on", "il est transmis à qui doit en juger";
        PairEnded = "pair_ended", "le tandem ou la proposition s’arrête";
        MentorExcluded = "mentor_excluded", "le mentor quitte le hub";
    }
}

impl Outcome {
    /// Whether the two have nothing to do with each other any more.
    pub fn ends_pair(self) -> bool {
        matches!(self, Self::PairEnded | Self::MentorExcluded)
    }
}

/// How a problem ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The day.
    pub on: Date,
    /// How.
    pub outcome: Outcome,
    /// The account that closed it.
    pub by: Id,
}

/// A problem that was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its key, which only those who handle problems read.
    pub id: Id,
    /// The mentor of the pair.
    pub mentor_id: Id,
    /// The journey of the mentee.
    pub journey_id: Id,
    /// The side that reported it.
    pub party: Party,
    /// What it is about.
    pub kind: Kind,
    /// The same in their words.
    pub words: Option<String>,
    /// When.
    pub reported_at: Instant,
    /// How it ended.
    pub closed: Option<Closed>,
    /// Since when it no longer hides how the two reach each other.
    pub contact_back_on: Option<Date>,
}

/// Why a problem is not closed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// It is closed once.
    #[error("Ce signalement est déjà terminé.")]
    AlreadyClosed,
    /// Whoever has nothing to do with the other any more needs no way to reach them.
    #[error("Les coordonnées ne se rendent pas quand le tandem s’arrête.")]
    PairIsOver,
}

impl Problem {
    /// Checks how a coordinator ends it.
    pub fn check_close(&self, outcome: Outcome, gives_contact_back: bool) -> Result<(), CloseError> {
        if self.closed.is_some() {
            Err(CloseError::AlreadyClosed)
        } else if gives_contact_back && outcome.ends_pair() {
            Err(CloseError::PairIsOver)
        } else {
            Ok(())
        }
    }
}

deeds! {
    /// What is done about a problem, in the journal, which names the problem and not the pair.
    ProblemDeed of "problem" {
        Reported = "reported";
        Closed = "closed";
        ContactGivenBack = "contact_given_back";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::{date, datetime};

    #[test]
    fn a_problem_is_closed_once_and_gives_no_contact_back_to_a_pair_that_is_over() {
        let open = Problem {
            id: new_id(),
            mentor_id: new_id(),
            journey_id: new_id(),
            party: Party::Mentee,
            kind: Kind::Conduct,
            words: None,
            reported_at: Instant::new(datetime!(2026-03-12 09:30 UTC)),
            closed: None,
            contact_back_on: None,
        };
        for &outcome in Outcome::ALL {
            assert_eq!(open.check_close(outcome, false), Ok(()));
            let refused = if outcome.ends_pair() { Err(CloseError::PairIsOver) } else { Ok(()) };
            assert_eq!(open.check_close(outcome, true), refused, "{outcome}");
        }
        let closed = Closed { on: date!(2026 - 03 - 13), outcome: Outcome::Resolved, by: new_id() };
        let closed = Problem { closed: Some(closed), ..open };
        assert_eq!(closed.check_close(Outcome::Resolved, false), Err(CloseError::AlreadyClosed));
    }
}
