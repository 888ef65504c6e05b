//! Two acts that hold the same things at once: one waits for the other, and neither fails.

use tandem::accounts::access::Role;
use tandem::accounts::viewer::By;
use tandem::acts::people::end_journey::{self, Ending};
use tandem::acts::people::leave_as_mentor::{self, Leaving};
use tandem::acts::proposals::withdraw::{self, Withdrawing};
use tandem::acts::tandems::close::{self, Closing};
use tandem::db::Id;
use tandem::people::person::{EndReason, Journey, Mentor};
use tandem::proposals::proposal::{Party, WithdrawalReason};
use tandem::tandems::tandem::{Aftermath, ClosureReason};

use super::{answered, proposal, yes};
use crate::acts::acting::as_by;
use crate::support::TestHub;
use crate::tandems::open_tandem;

/// Often enough that two acts meet in the middle.
const TIMES: usize = 30;

async fn a_hub() -> (TestHub, By) {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    hub.connected().await;
    (hub, by)
}

/// A proposal to which the mentor said yes, with its sides.
async fn half_accepted(hub: &TestHub) -> (Mentor, Journey, Id) {
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 3).await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let id = proposal(hub, &mentor, &journey, Some(Party::Mentor)).await;
    (mentor, journey, id)
}

#[tokio::test]
async fn a_proposal_is_answered_while_it_is_withdrawn() {
    let (hub, by) = a_hub().await;
    for _ in 0..TIMES {
        let (_, _, id) = half_accepted(&hub).await;
        let withdrawing = Withdrawing { proposal: id, reason: WithdrawalReason::FoundAnother };
        let (answer, withdrawal) = tokio::join!(
            answered(&hub, &by, yes(id, Party::Mentee)),
            as_by(&hub, &by, async |write, by| withdraw::run(write, by, withdrawing).await),
        );
        answer.unwrap();
        withdrawal.unwrap();
    }
}

#[tokio::test]
async fn a_journey_ends_while_its_proposal_is_answered_or_withdrawn() {
    let (hub, by) = a_hub().await;
    for time in 0..TIMES {
        let (_, journey, id) = half_accepted(&hub).await;
        let ending = Ending { journey: journey.id, on: hub.app.today(), reason: EndReason::Moved };
        let withdrawing = Withdrawing { proposal: id, reason: WithdrawalReason::FoundAnother };
        let other = async {
            if time % 2 == 0 {
                answered(&hub, &by, yes(id, Party::Mentee))
                    .await
                    .map(|_| ())
                    .map_err(|error| error.to_string())
            } else {
                let act = as_by(&hub, &by, async |write, by| withdraw::run(write, by, withdrawing).await);
                act.await.map(|_| ())
            }
        };
        let end = as_by(&hub, &by, async |write, by| end_journey::run(write, by, ending).await);
        let (end, other) = tokio::join!(end, other);
        end.unwrap();
        other.unwrap();
    }
}

#[tokio::test]
async fn a_mentor_leaves_while_a_proposal_is_answered_a_journey_ends_and_a_tandem_is_closed() {
    let (hub, by) = a_hub().await;
    for time in 0..TIMES {
        let (mentor, journey, id) = half_accepted(&hub).await;
        let (_, first) = hub.add_mentee("Gaspard Figuier", |_, _| ()).await;
        let (_, second) = hub.add_mentee("Basile Cade", |_, _| ()).await;
        let tandems =
            [open_tandem(&hub, &mentor, &first).await.id, open_tandem(&hub, &mentor, &second).await.id];
        let on = hub.app.today();
        let seen = [id, tandems[0], tandems[1]].into();
        let leaving = Leaving { person: mentor.person_id, on, seen };
        let aftermath = if time % 2 == 0 { Aftermath::Ends } else { Aftermath::Waits };
        let closing = Closing { tandem: tandems[1], on, reason: ClosureReason::Moved, aftermath };
        let ending = Ending { journey: journey.id, on, reason: EndReason::Moved };
        let (left, answer, end, closed) = tokio::join!(
            as_by(&hub, &by, async |write, by| leave_as_mentor::run(write, by, hub.app.named(), leaving)
                .await),
            answered(&hub, &by, yes(id, Party::Mentee)),
            as_by(&hub, &by, async |write, by| end_journey::run(write, by, ending).await),
            as_by(&hub, &by, async |write, by| close::run(write, by, hub.app.named(), closing).await),
        );
        left.unwrap();
        answer.unwrap();
        end.unwrap();
        closed.unwrap();
    }
}
