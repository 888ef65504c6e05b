//! Some lines of a draft are proposed, and the others stay in it.

use std::collections::BTreeSet;

use tandem::accounts::access::{Role, Scope};
use tandem::acts::proposals::propose::{self, Made};
use tandem::rounds;
use tandem::rounds::inputs::Pair;

use super::{a_round, all, pending};
use crate::support::TestHub;

#[tokio::test]
async fn what_is_not_ticked_stays_in_the_draft() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    for name in ["Clovis Pinède", "Fantine Vallon"] {
        hub.add_mentor(name, |_, mentor| mentor.capacity = 1).await;
    }
    for name in ["Honorine Sarriette", "Gaspard Figuier"] {
        hub.add_mentee(name, |_, _| ()).await;
    }
    let round = a_round(&hub, &by, None).await;
    let stored = async || rounds::store::find_round(&hub.app.db, Scope::Hub, round).await.unwrap().unwrap();
    let draft = stored().await.draft.proposals;
    assert!(draft.len() > 1, "something is left");
    let pair = |at: usize| Pair { journey: draft[at].journey, mentor: draft[at].mentor };
    let made = propose::run_some(&hub.app, &by, round, &BTreeSet::from([pair(0)])).await.unwrap();
    assert_eq!(made, Made::Proposals { made: 1, not_made: Vec::new() });
    assert_eq!((pending(&hub).await, stored().await.proposed_on), (1, None));
    // A second click proposes nothing twice.
    propose::run_some(&hub.app, &by, round, &BTreeSet::from([pair(0)])).await.unwrap();
    assert_eq!(pending(&hub).await, 1);
    // A pair that is not of the draft is not proposed by it.
    let other = Pair { journey: draft[1].journey, mentor: draft[0].mentor };
    let made = propose::run_some(&hub.app, &by, round, &BTreeSet::from([other])).await.unwrap();
    assert_eq!(made, Made::Proposals { made: 0, not_made: Vec::new() });
    let made = propose::run(&hub.app, &by, all(round)).await.unwrap();
    assert_eq!(made, Made::Proposals { made: draft.len(), not_made: Vec::new() });
    assert_eq!((pending(&hub).await, stored().await.proposed_on), (draft.len(), Some(hub.app.today())));
}

#[tokio::test]
async fn a_draft_of_which_every_line_was_ticked_is_proposed() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let round = a_round(&hub, &by, None).await;
    let stored = async || rounds::store::find_round(&hub.app.db, Scope::Hub, round).await.unwrap().unwrap();
    let draft = stored().await.draft.proposals;
    let every = draft.iter().map(|one| Pair { journey: one.journey, mentor: one.mentor }).collect();
    propose::run_some(&hub.app, &by, round, &every).await.unwrap();
    assert_eq!(stored().await.proposed_on, Some(hub.app.today()));
}
