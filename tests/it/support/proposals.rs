//! Proposals: those that wait, and one outside any round.

use tandem::accounts::access::Scope;
use tandem::db::{Id, new_id};
use tandem::proposals::band::{Band, Order};
use tandem::proposals::proposal::{Proposal, Sides};
use tandem::proposals::store::{Sought, list_band};

use super::TestHub;

impl TestHub {
    /// The proposals that await an answer, oldest first.
    pub async fn pending_proposals(&self) -> Vec<Proposal> {
        let (order, asked_by) = (Order::Closes, self.app.today());
        let sought = Sought { band: Band::Pending, text: String::new(), order, asked_by };
        let mut found = list_band(&self.app.db, Scope::Hub, &sought, 0..1000).await.unwrap();
        found.sort_by_key(|proposal| proposal.id);
        found
    }

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
