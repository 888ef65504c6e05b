//! What the rules allow once stands once in the tables, whoever writes.

use sea_orm::DbErr;
use tandem::accounts::access::Role;
use tandem::db::{Write, new_id};
use tandem::follow_ups::meeting::{Meeting, Mode};
use tandem::people::person::Journey;
use tandem::proposals::proposal::{Answer, Party, Proposal};
use tandem::rounds::inputs::Exclusion;
use tandem::tandems::tandem::{ClosureReason, Tandem};
use tandem::{follow_ups, people, proposals, rounds, tandems};

use crate::support::TestHub;
use crate::tandems::{open_tandem, own_tandem};

/// Whether both writes are accepted.
async fn accepts_both(
    hub: &TestHub,
    first: impl AsyncFnOnce(&Write) -> Result<(), DbErr>,
    second: impl AsyncFnOnce(&Write) -> Result<(), DbErr>,
) -> bool {
    let write = hub.write().await;
    first(&write).await.unwrap();
    second(&write).await.is_ok()
}

#[tokio::test]
async fn a_journey_has_one_open_tandem() {
    let hub = TestHub::new().await;
    let open = own_tandem(&hub).await;
    let second = Tandem { id: new_id(), ..open.clone() };
    let write = hub.write().await;
    assert!(tandems::store::insert(&write, &second).await.is_err());
    drop(write);
    let write = hub.write().await;
    let closed = Tandem { id: new_id(), closed: Some((open.started_on, ClosureReason::Mutual)), ..open };
    tandems::store::insert(&write, &closed).await.unwrap();
}

#[tokio::test]
async fn a_journey_has_one_pending_proposal() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    let today = hub.app.today();
    let answered = |answers: &[(Party, bool)]| {
        let mut proposal: Proposal = hub.suggestion(journey.id, mentor.id);
        // Of two yeses given together, the tandem has begun.
        proposal.begun_on = (answers.len() == 2 && answers.iter().all(|(_, yes)| *yes)).then_some(today);
        for &(party, agrees) in answers {
            let reason = (!agrees).then(|| "trop loin".to_owned());
            let answer = Some(Answer { agrees, on: today, refusal: None, reason });
            match party {
                Party::Mentee => proposal.mentee = answer,
                Party::Mentor => proposal.mentor = answer,
            }
        }
        proposal
    };
    let insert = |proposal: Proposal| {
        async move |write: &Write| proposals::store::insert_proposals(write, &[proposal]).await
    };
    let pending: [&[(Party, bool)]; 3] = [&[], &[(Party::Mentee, true)], &[(Party::Mentor, true)]];
    let settled: [&[(Party, bool)]; 4] = [
        &[(Party::Mentee, false)],
        &[(Party::Mentor, false)],
        &[(Party::Mentee, true), (Party::Mentor, false)],
        &[(Party::Mentee, true), (Party::Mentor, true)],
    ];
    for first in pending {
        for second in pending {
            assert!(
                !accepts_both(&hub, insert(answered(first)), insert(answered(second))).await,
                "{first:?} {second:?}"
            );
        }
        for second in settled {
            assert!(
                accepts_both(&hub, insert(answered(first)), insert(answered(second))).await,
                "{first:?} {second:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_tandem_has_one_meeting_a_day() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let meeting = |days: i64| Meeting {
        id: new_id(),
        tandem_id: tandem.id,
        held_on: tandem.started_on.saturating_add(time::Duration::days(days)),
        minutes: 60,
        mode: Mode::Remote,
        topic: None,
        next_on: None,
    };
    let insert =
        |meeting: Meeting| async move |write: &Write| follow_ups::store::insert(write, &meeting).await;
    assert!(!accepts_both(&hub, insert(meeting(1)), insert(meeting(1))).await);
    assert!(accepts_both(&hub, insert(meeting(1)), insert(meeting(2))).await);
}

#[tokio::test]
async fn a_person_goes_through_a_track_once_at_a_time() {
    let hub = TestHub::new().await;
    let (_, journey) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    let write = hub.write().await;
    let again = Journey { id: new_id(), ..journey.clone() };
    assert!(people::store::insert_journey(&write, &again).await.is_err());
    drop(write);
    let write = hub.write().await;
    let ended = Some((journey.welcomed_on, tandem::people::person::EndReason::Moved));
    people::store::insert_journey(&write, &Journey { ended, ..again }).await.unwrap();
}

#[tokio::test]
async fn two_people_are_excluded_in_one_row() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (person, _) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    let write = hub.write().await;
    let pair = Exclusion { mentor: mentor.id, person: person.id };
    rounds::store::insert_exclusion(&write, pair, hub.app.today()).await.unwrap();
    write.commit().await.unwrap();
    let again = format!(
        "INSERT INTO exclusions (id, mentor_id, person_id, decided_on) \
         SELECT {}, mentor_id, person_id, decided_on FROM exclusions",
        hub.literal(&new_id().simple().to_string())
    );
    assert!(hub.sql(&again).await.is_err());
}

#[tokio::test]
async fn there_is_one_hub_and_one_account_of_a_person_in_a_part() {
    let hub = TestHub::new().await;
    assert!(hub.sql("UPDATE organisations SET kind = 'hub'").await.is_err());
    let again = format!(
        "INSERT INTO accounts (id, name, role, person_id) \
         SELECT {}, name, role, person_id FROM accounts WHERE role = '{}'",
        hub.literal(&new_id().simple().to_string()),
        Role::Mentor.code()
    );
    assert!(hub.sql(&again).await.is_err());
}

#[tokio::test]
async fn facts_that_come_together_stand_or_fall_together() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    open_tandem(&hub, &mentor, &journey).await;
    let (_, proposed) = hub.add_mentee("Fanny Deux", |_, _| ()).await;
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, &[hub.suggestion(proposed.id, mentor.id)]).await.unwrap();
    write.commit().await.unwrap();
    for refused in [
        "UPDATE tandems SET closed_on = started_on",
        "UPDATE tandems SET closure_reason = 'mutual'",
        "UPDATE journeys SET end_reason = 'moved'",
        "UPDATE journeys SET ended_on = welcomed_on",
        "UPDATE proposals SET mentee_answer = 'yes'",
        "UPDATE proposals SET mentor_answered_on = proposed_on",
        "UPDATE proposals SET mentor_reason = 'trop loin'",
        "UPDATE proposals SET score = 1001",
        "UPDATE proposals SET later_party = 'mentor', later_from = '2999-01-01'",
        "UPDATE proposals SET withdrawn_on = proposed_on, withdrawn_reason = 'later'",
        "UPDATE mentors SET left_on = '1999-12-31'",
        "UPDATE accounts SET person_id = NULL WHERE role = 'mentor'",
        "UPDATE accounts SET organisation_id = NULL WHERE role = 'adviser'",
        "UPDATE identities SET code_secret = 'x'",
    ] {
        assert!(hub.sql(refused).await.is_err(), "{refused}");
    }
}
