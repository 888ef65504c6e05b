//! A pair is proposed by hand.

use tandem::accounts::access::{Right, Role};
use tandem::accounts::viewer::By;
use tandem::acts::proposals::propose;
use tandem::db::Id;
use tandem::error::Error;
use tandem::people::person::{Journey, Mentor};
use tandem::rounds::inputs::Pair;
use tandem::rounds::not_proposed::Obstacle;
use tandem::track::Track;

use super::{answered, found, no, proposal};
use crate::acts::tandems::without;
use crate::messages::HUB;
use crate::support::TestHub;
use crate::tandems::open_tandem;
use tandem::proposals::proposal::Party;

async fn by_hand(
    hub: &TestHub,
    by: &By,
    mentor: &Mentor,
    journey: &Journey,
) -> Result<Result<Id, Obstacle>, Error> {
    let write = hub.write_by(by).await;
    let made = propose::by_hand(&write, by, HUB, Pair { journey: journey.id, mentor: mentor.id }).await?;
    write.commit().await.unwrap();
    Ok(made)
}

#[tokio::test]
async fn a_pair_by_hand_has_the_points_and_the_question_of_a_round() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let round = hub.run_a_round().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 1).await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    drop(round);
    let id = by_hand(&hub, &by, &mentor, &journey).await.unwrap().unwrap();
    let made = found(&hub, id).await;
    assert_eq!((made.round_id, made.mentor_id, made.journey_id), (None, mentor.id, journey.id));
    assert_eq!(made.score, made.reasons.iter().map(|reason| reason.points).sum::<u32>());
    assert!(made.score > 0, "scored as by a round");
    assert_eq!(made.mentor_asked_on, Some(hub.app.today()), "the mentor is asked first");
    assert_eq!(made.mentee_asked_on, None);
    assert_eq!(hub.mails().await.iter().filter(|mail| mail.kind == "proposal_asked").count(), 1);
    let again = by_hand(&hub, &by, &mentor, &journey).await.unwrap();
    assert_eq!(again, Err(Obstacle::Proposed));
}

#[tokio::test]
async fn a_hard_rule_forbids_a_pair_by_hand_too() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let (_, full) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 1).await;
    let (_, other) =
        hub.add_mentor("Fantine Vallon", |_, mentor| mentor.tracks = [Track::Creation].into()).await;
    let (_, free) = hub.add_mentor("Gisèle Ajonc", |_, mentor| mentor.capacity = 3).await;
    let (_, paired) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let (_, waiting) =
        hub.add_mentee("Gaspard Figuier", |_, journey| journey.track = Track::Employment).await;
    open_tandem(&hub, &full, &paired).await;
    for (mentor, journey, obstacle) in [
        (&full, &waiting, Obstacle::Capacity),
        (&other, &waiting, Obstacle::Track),
        (&free, &paired, Obstacle::InTandem),
    ] {
        assert_eq!(by_hand(&hub, &by, mentor, journey).await.unwrap(), Err(obstacle));
    }
    let declined = proposal(&hub, &free, &waiting, None).await;
    answered(&hub, &by, no(declined, Party::Mentor, Some("absent"))).await.unwrap();
    assert_eq!(by_hand(&hub, &by, &free, &waiting).await.unwrap(), Err(Obstacle::Declined));
}

#[tokio::test]
async fn only_whoever_proposes_does_so_by_hand() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    for role in without(Right::Propose) {
        let refused = by_hand(&hub, &hub.by(role).await, &mentor, &journey).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{role}: {refused:?}");
    }
}
