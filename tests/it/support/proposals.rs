//! Proposals outside any round.

use tandem::db::{Id, new_id};
use tandem::proposals::proposal::{Proposal, Sides};

use super::TestHub;

impl TestHub {
    /// A proposal made today outside any round, which nobody has answered.
    pub fn suggestion(&self, journey: Id, mentor: Id) -> Proposal {
        Proposal {
            id: new_id(),
            round_id: None,
            journey_id: journey,
            mentor_id: mentor,
            score: 600,
            reasons: Vec::new(),
            proposed_on: self.app.today(),
            mentee_asked_on: None,
            mentor_asked_on: None,
            reminded_on: Sides::default(),
            follows_id: None,
            answer_days: 10,
            mentee: None,
            mentor: None,
            withdrawn: None,
            begun_on: None,
            later: None,
        }
    }
}
