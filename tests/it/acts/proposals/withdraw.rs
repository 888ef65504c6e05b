//! The hub withdraws a proposal.

use tandem::accounts::access::{Right, Role};
use tandem::accounts::viewer::By;
use tandem::acts::proposals::answer::Answered;
use tandem::acts::proposals::propose::{self, Made};
use tandem::acts::proposals::withdraw::{self, Withdrawing, Withdrawn};
use tandem::db::Id;
use tandem::error::Error;
use tandem::people::person::EndReason;
use tandem::proposals::proposal::{AnswerError, Party, State, WithdrawalReason};
use tandem::tandems::tandem::BeginError;

use super::{a_round, all, answered, found, open_tandems, pending, proposal, yes};
use crate::acts::tandems::without;
use crate::support::TestHub;

async fn withdrawn(hub: &TestHub, by: &By, id: Id) -> Result<Withdrawn, Error> {
    let write = hub.write_by(by).await;
    let withdrawing = Withdrawing { proposal: id, reason: WithdrawalReason::FoundAnother };
    let withdrawn = withdraw::run(&write, by, withdrawing).await?;
    write.commit().await.unwrap();
    Ok(withdrawn)
}

#[tokio::test]
async fn the_hub_withdraws_a_proposal_once_with_a_word_to_both_sides_who_may_be_proposed_again() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let round = a_round(&hub, &by, None).await;
    propose::run(&hub.app, &by, all(round)).await.unwrap();
    let id = hub.pending_proposals().await[0].id;
    for role in without(Right::Propose) {
        let refused = withdrawn(&hub, &hub.by(role).await, id).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{role}: {refused:?}");
    }
    answered(&hub, &by, yes(id, Party::Mentor)).await.unwrap();
    assert_eq!(withdrawn(&hub, &by, id).await.unwrap(), Withdrawn::Done);
    let over = Withdrawn::AlreadyOver(State::Withdrawn);
    assert_eq!(withdrawn(&hub, &by, id).await.unwrap(), over);
    let found = found(&hub, id).await;
    assert_eq!(found.withdrawn, Some((hub.app.today(), WithdrawalReason::FoundAnother)));
    let late = answered(&hub, &by, yes(id, Party::Mentee)).await.unwrap();
    assert_eq!(late, Answered::Refused(AnswerError::Withdrawn));
    assert_eq!(pending(&hub).await, 0);
    let told =
        hub.texts("SELECT subject AS text FROM outbox WHERE kind = 'proposal_withdrawn' ORDER BY subject");
    assert_eq!(
        told.await,
        ["La proposition de tandem est retirée", "La proposition de tandem est retirée"],
        "a subject is not sealed: it names nobody"
    );
    let again = a_round(&hub, &by, None).await;
    let made = propose::run(&hub.app, &by, all(again)).await.unwrap();
    assert!(matches!(made, Made::Proposals { made: 1, .. }), "{made:?}");
}

#[tokio::test]
async fn nobody_answers_for_a_mentor_who_left_or_a_journey_that_ended() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let day = hub.app.today();
    let (_, gone) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.left_on = Some(day)).await;
    let (_, mentor) = hub.add_mentor("Fantine Vallon", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let ended = Some((day, EndReason::Moved));
    let (_, over) = hub.add_mentee("Gaspard Figuier", |_, journey| journey.ended = ended).await;
    for (mentor, journey, error) in
        [(&gone, &journey, BeginError::MentorLeft), (&mentor, &over, BeginError::JourneyEnded)]
    {
        for yes_of in [None, Some(Party::Mentor)] {
            let id = proposal(&hub, mentor, journey, yes_of).await;
            let refused = answered(&hub, &by, yes(id, Party::Mentee)).await.unwrap();
            assert!(matches!(&refused, Answered::CannotBegin(why) if *why == error), "{refused:?}");
            assert_eq!(found(&hub, id).await.mentee, None);
            withdrawn(&hub, &by, id).await.unwrap();
        }
    }
    assert_eq!(open_tandems(&hub).await, 0);
}
