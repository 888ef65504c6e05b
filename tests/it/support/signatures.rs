//! Charters and what is asked to be signed.

use tandem::db::{Id, Write, new_id};
use tandem::proposals::proposal::{Answer, Party, Proposal};
use tandem::settings::{self, Begins, Settings};
use tandem::tandems::charter::{Charter, Signature, first_text};
use tandem::{proposals, tandems};
use time::Date;

use super::TestHub;

impl TestHub {
    /// Lets tandems begin with the second yes.
    pub async fn begin_with_the_second_yes(&self) {
        let settings = Settings { begins: Begins::SecondYes, ..Settings::default() };
        let write = self.write_settled().await;
        settings::store::save(&write, &Settings::default(), &settings).await.unwrap();
        write.commit().await.unwrap();
    }

    /// Adds the proposal of a tandem that began on a day, whose two people are asked to sign today.
    pub async fn insert_begun(&self, write: &Write, journey: Id, mentor: Id, begun_on: Date) -> Id {
        let yes = || Some(Answer { agrees: true, on: begun_on, refusal: None, reason: None });
        let (mentor, mentee) = (yes(), Proposal { mentor: yes(), ..self.suggestion(journey, mentor) });
        let begun = Proposal { mentee: mentor, begun_on: Some(begun_on), proposed_on: begun_on, ..mentee };
        proposals::store::insert_proposals(write, std::slice::from_ref(&begun)).await.unwrap();
        if tandems::store::find_charter(write.on()).await.unwrap().is_none() {
            let text = first_text().to_owned();
            let first = Charter { id: new_id(), number: 1, text, issued_at: write.now(), issued_by: None };
            tandems::store::insert_charter(write, &first).await.unwrap();
        }
        for &party in Party::ALL {
            let asked = Signature {
                id: new_id(),
                proposal_id: begun.id,
                party,
                asked_on: write.today(),
                days: 10,
                reminded_on: None,
                signed: None,
            };
            tandems::store::insert_signature(write, &asked).await.unwrap();
        }
        begun.id
    }
}
