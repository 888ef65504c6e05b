//! The acts of proposals.

mod at_once;
mod by_hand;
mod propose;
mod remind;
mod signing;
mod ticked;
mod withdraw;

use tandem::accounts::access::{Right, Role, Scope};
use tandem::accounts::viewer::By;
use tandem::acts;
use tandem::acts::proposals::answer::{self, Answered, Answering};
use tandem::acts::proposals::propose::Proposing;
use tandem::acts::rounds::run::NewRound;
use tandem::db::{Id, new_id};
use tandem::error::Error;
use tandem::people::person::{Journey, Mentor};
use tandem::proposals::proposal::{Answer, AnswerError, Party, Proposal};
use tandem::tandems::tandem::BeginError;
use tandem::{proposals, tandems};

use super::tandems::{day, without};
use crate::messages::HUB;
use crate::support::TestHub;
use crate::tandems::open_tandem;

/// A proposal to which one side may have answered yes.
async fn proposal(hub: &TestHub, mentor: &Mentor, journey: &Journey, yes: Option<Party>) -> Id {
    let given = || Some(Answer { agrees: true, on: day(hub, 1), refusal: None, reason: None });
    let mut proposal = hub.suggestion(journey.id, mentor.id);
    match yes {
        Some(Party::Mentor) => proposal.mentor = given(),
        Some(Party::Mentee) => proposal.mentee = given(),
        None => {}
    }
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
    write.commit().await.unwrap();
    proposal.id
}

async fn answered(hub: &TestHub, by: &By, answering: Answering) -> Result<Answered, Error> {
    let write = hub.write_by(by).await;
    let answered = answer::run(&write, by, HUB, answering).await?;
    write.commit().await.unwrap();
    Ok(answered)
}

async fn found(hub: &TestHub, id: Id) -> Proposal {
    proposals::store::find_proposal(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap()
}

async fn open_tandems(hub: &TestHub) -> u64 {
    tandems::store::count_open(&hub.app.db, Scope::Hub).await.unwrap()
}

fn yes(proposal: Id, party: Party) -> Answering {
    Answering { proposal, party, agrees: true, refusal: None, reason: Some("avec plaisir".to_owned()) }
}

fn no(proposal: Id, party: Party, reason: Option<&str>) -> Answering {
    Answering { proposal, party, agrees: false, refusal: None, reason: reason.map(str::to_owned) }
}

#[tokio::test]
async fn two_yeses_begin_a_tandem_and_a_no_needs_its_reason() {
    let hub = TestHub::new().await;
    hub.begin_with_the_second_yes().await;
    let by = hub.by(Role::Coordinator).await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 2).await;
    let (_, first) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let (_, second) = hub.add_mentee("Gaspard Figuier", |_, _| ()).await;

    let accepted = proposal(&hub, &mentor, &first, None).await;
    let mentor_says = answered(&hub, &by, yes(accepted, Party::Mentor)).await.unwrap();
    assert_eq!(mentor_says, Answered::Pending);
    let on = hub.app.today();
    // The reason is that of a refusal: none is stored of a yes.
    assert_eq!(
        found(&hub, accepted).await.mentor,
        Some(Answer { agrees: true, on, refusal: None, reason: None })
    );
    let again = answered(&hub, &by, yes(accepted, Party::Mentor)).await.unwrap();
    assert_eq!(again, Answered::Refused(AnswerError::AlreadyGiven));
    let begun = answered(&hub, &by, yes(accepted, Party::Mentee)).await.unwrap();
    let Answered::TandemBegun(tandem) = begun else { panic!("{begun:?}") };
    let tandem = tandems::store::find(&hub.app.db, Scope::Hub, tandem).await.unwrap().unwrap();
    assert_eq!((tandem.proposal_id, tandem.journey_id), (Some(accepted), first.id));

    let declined = proposal(&hub, &mentor, &second, Some(Party::Mentor)).await;
    let silent = answered(&hub, &by, no(declined, Party::Mentee, None)).await.unwrap();
    assert_eq!(silent, Answered::Refused(AnswerError::ReasonMissing));
    assert_eq!(found(&hub, declined).await.mentee, None);
    let said = answered(&hub, &by, no(declined, Party::Mentee, Some("trop loin"))).await.unwrap();
    assert_eq!(said, Answered::Declined);
    let reason = Some("trop loin".to_owned());
    assert_eq!(found(&hub, declined).await.mentee, Some(Answer { agrees: false, on, refusal: None, reason }));
    assert_eq!(open_tandems(&hub).await, 1);
}

#[tokio::test]
async fn nothing_is_asked_any_more_once_the_other_side_declined() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let id = proposal(&hub, &mentor, &journey, None).await;
    answered(&hub, &by, no(id, Party::Mentor, Some("absent"))).await.unwrap();
    let late = answered(&hub, &by, yes(id, Party::Mentee)).await.unwrap();
    assert_eq!(late, Answered::Refused(AnswerError::Declined));
    assert_eq!(found(&hub, id).await.mentee, None);
}

#[tokio::test]
async fn a_second_yes_that_cannot_begin_a_tandem_is_not_stored() {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let (_, full) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 1).await;
    let (_, free) = hub.add_mentor("Fantine Vallon", |_, mentor| mentor.capacity = 1).await;
    let (_, paired) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let (_, waiting) = hub.add_mentee("Gaspard Figuier", |_, _| ()).await;
    open_tandem(&hub, &full, &paired).await;
    for (mentor, journey, error) in
        [(&full, &waiting, BeginError::NoPlace), (&free, &paired, BeginError::AlreadyInTandem)]
    {
        let id = proposal(&hub, mentor, journey, Some(Party::Mentor)).await;
        let refused = answered(&hub, &by, yes(id, Party::Mentee)).await.unwrap();
        assert_eq!(refused, Answered::CannotBegin(error));
        assert_eq!(found(&hub, id).await.mentee, None);
    }
    assert_eq!(open_tandems(&hub).await, 1);
}

#[tokio::test]
async fn only_whoever_proposes_notes_answers() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let id = proposal(&hub, &mentor, &journey, Some(Party::Mentor)).await;
    for role in without(Right::Propose) {
        let refused = answered(&hub, &hub.by(role).await, yes(id, Party::Mentee)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{role}: {refused:?}");
    }
    let unknown = answered(&hub, &By::Hub, yes(new_id(), Party::Mentee)).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
    assert_eq!(open_tandems(&hub).await, 0);
}

/// The whole draft of a round.
fn all(round: Id) -> Proposing {
    Proposing { round, least_score: 0 }
}

async fn pending(hub: &TestHub) -> usize {
    proposals::store::count_unanswered(&hub.app.db, Scope::Hub).await.unwrap()
}

async fn a_round(hub: &TestHub, by: &By, previous: Option<Id>) -> Id {
    let asked = NewRound { previous, ..NewRound::default() };
    acts::rounds::run::run(&hub.app, by, asked).await.unwrap()
}
