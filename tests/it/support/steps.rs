//! What comes next, as the facts give it and as the table says it.

use std::collections::BTreeMap;

use tandem::accounts;
use tandem::accounts::standing_in::StandIns;
use tandem::acts::settle;
use tandem::db::{Db, Snapshot};
use tandem::steps::{self, Next, Step, Subject};

use super::TestHub;

impl TestHub {
    /// Settles everything: what a test stored without an act.
    pub async fn settle(&self) {
        let write = self.write().await;
        settle::everything(&write).await.unwrap();
        write.commit().await.unwrap();
    }

    /// The steps that are not those worked out anew, each in a sentence.
    pub async fn unsettled(&self) -> Vec<String> {
        unsettled(&self.app.db).await
    }
}

/// The same, in a database.
pub async fn unsettled(db: &Db) -> Vec<String> {
    let of = Snapshot::begin(db).await.unwrap();
    let stand_ins = accounts::store::find_stand_ins(&of).await.unwrap();
    let stored = steps::store::list_to_compare(&of).await.unwrap();
    let mut stored: BTreeMap<Subject, Step> = stored.into_iter().map(|step| (step.subject, step)).collect();
    let mut unsettled = Vec::new();
    for next in settle::anew(&of).await.unwrap() {
        match stored.remove(&next.subject) {
            Some(step) if told(&step, &next, &stand_ins) => {}
            Some(step) => unsettled.push(format!("{step:?} should be {next:?}")),
            None => unsettled.push(format!("{next:?} has no step")),
        }
    }
    unsettled.extend(stored.into_values().map(|step| format!("{step:?} is about nothing open")));
    unsettled
}

/// Whether a step says what comes next; to which day it was put off is nobody's business here.
fn told(step: &Step, next: &Next, stand_ins: &StandIns) -> bool {
    step.clone().become_next(next, stand_ins) == *step
}
