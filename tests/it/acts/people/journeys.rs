//! A journey is opened, corrected and ended.

use tandem::accounts;
use tandem::accounts::access::{Role, Scope};
use tandem::acts::people::choose_coordinator::{self, Chosen};
use tandem::acts::people::edit_journey;
use tandem::acts::people::end_journey::{self, Ended, Ending};
use tandem::acts::people::open_journey::{self, Opened, Opening};
use tandem::db::{Id, new_id};
use tandem::people;
use tandem::people::newcomer::Need;
use tandem::people::person::{EndError, EndReason, WelcomeError};
use tandem::proposals;
use tandem::proposals::proposal::{Answer, Party};
use tandem::tandems::{self, tandem::Tandem};
use tandem::track::Track;
use time::Date;

use super::need;
use crate::acts::acting::{NOT_FOUND, as_a, count};
use crate::support::TestHub;
use crate::tandems::open_tandem;

async fn opens(hub: &TestHub, role: Role, person: Id, need: Need) -> Result<Opened, String> {
    let opening = Opening { person, need };
    as_a(hub, role, async |write, by| open_journey::run(write, by, opening).await).await
}

async fn edits(hub: &TestHub, role: Role, journey: Id, need: Need) -> Result<edit_journey::Edited, String> {
    let editing = edit_journey::Editing { journey, need, coordinator: None, seen: None };
    as_a(hub, role, async |write, by| edit_journey::run(write, by, editing).await).await
}

async fn ends(hub: &TestHub, role: Role, journey: Id, on: Date) -> Result<Ended, String> {
    let ending = Ending { journey, on, reason: EndReason::Moved };
    as_a(hub, role, async |write, by| end_journey::run(write, by, ending).await).await
}

#[tokio::test]
async fn a_journey_is_opened_for_somebody_one_reaches_from_today_on() {
    let hub = TestHub::new().await;
    let (near, _) = hub.add_mentor("Rémi Voisin", |_, _| ()).await;
    let (far, _) = hub.add_mentor("Zoé Loin", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let (farther, _) = hub.add_mentor("Ida Loin", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let later = Need { welcomed_on: hub.app.today().next_day().unwrap(), ..need(&hub) };
    assert_eq!(opens(&hub, Role::Adviser, near.id, later).await, Ok(Opened::Refused(WelcomeError::Future)));
    for (role, person, may) in [
        (Role::Adviser, near.id, true),
        (Role::Adviser, far.id, false),
        (Role::Responsible, far.id, true),
        (Role::Coordinator, farther.id, true),
        (Role::Coordinator, new_id(), false),
        (Role::Mentor, near.id, false),
    ] {
        let answer = opens(&hub, role, person, need(&hub)).await;
        assert_eq!(matches!(answer, Ok(Opened::Journey(_))), may, "{role:?} {answer:?}");
        assert!(may || answer == Err(NOT_FOUND.to_owned()), "{role:?} {answer:?}");
    }
    assert_eq!(count(&hub, "SELECT id FROM journeys WHERE track = 'creation'").await, 3);
}

#[tokio::test]
async fn what_a_journey_needs_is_corrected_and_its_end_stays() {
    let hub = TestHub::new().await;
    let (_, near) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
    let ended = Some((hub.app.today(), EndReason::NoNews));
    let (_, over) = hub.add_mentee("Fanny Finie", |_, journey| journey.ended = ended).await;
    let (_, far) = hub.add_mentee("Zoé Loin", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let later = Need { welcomed_on: hub.app.today().next_day().unwrap(), ..need(&hub) };
    let refused = Ok(edit_journey::Edited::Refused(WelcomeError::Future));
    assert_eq!(edits(&hub, Role::Adviser, near.id, later).await, refused);
    let (saved, unknown) = (Ok(edit_journey::Edited::Saved), Err(NOT_FOUND.to_owned()));
    assert_eq!(edits(&hub, Role::Adviser, near.id, need(&hub)).await, saved);
    assert_eq!(edits(&hub, Role::Adviser, over.id, need(&hub)).await, saved);
    assert_eq!(edits(&hub, Role::Adviser, far.id, need(&hub)).await, unknown);
    assert_eq!(edits(&hub, Role::Mentee, near.id, need(&hub)).await, unknown);
    assert_eq!(edits(&hub, Role::Coordinator, new_id(), need(&hub)).await, unknown);
    let over = people::store::find_journey(&hub.app.db, Scope::Hub, over.id).await.unwrap().unwrap();
    assert_eq!((over.ended, over.track), (ended, Track::Creation));
}

#[tokio::test]
async fn who_coordinates_is_corrected_with_the_need_and_no_second_editor_reverts_it() {
    let hub = TestHub::new().await;
    let (_, journey) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
    let chosen = hub.account_of(Role::HubResponsible).await;
    let adviser = hub.account_of(Role::Adviser).await;
    let choose = async |role, coordinator| {
        let (need, seen) = (need(&hub), Some(journey.version()));
        let editing = edit_journey::Editing { journey: journey.id, need, coordinator, seen };
        as_a(&hub, role, async |write, by| edit_journey::run(write, by, editing).await).await
    };
    assert_eq!(choose(Role::Adviser, Some(Some(chosen))).await, Err(NOT_FOUND.to_owned()));
    let other = choose(Role::Coordinator, Some(Some(adviser))).await;
    assert_eq!(other, Ok(edit_journey::Edited::CannotCoordinate));
    assert_eq!(choose(Role::Coordinator, Some(Some(chosen))).await, Ok(edit_journey::Edited::Saved));
    // The second form was filled before, and says the default.
    let Ok(edit_journey::Edited::Changed(now)) = choose(Role::Coordinator, Some(None)).await else {
        panic!()
    };
    assert_eq!(now.coordinator_id, Some(chosen));
}

#[tokio::test]
async fn the_hub_chooses_who_coordinates_a_journey_and_whoever_leaves_leaves_it_to_the_default() {
    let hub = TestHub::new().await;
    let (_, journey) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
    let (default, chosen) =
        (hub.account_of(Role::Coordinator).await, hub.account_of(Role::HubResponsible).await);
    let (done, unknown) = (Ok(Chosen::Done), Err(NOT_FOUND.to_owned()));
    for (role, account, expected) in [
        (Role::Coordinator, Some(chosen), done.clone()),
        (Role::Coordinator, Some(hub.account_of(Role::Adviser).await), Ok(Chosen::CannotCoordinate)),
        (Role::Responsible, None, unknown.clone()),
        (Role::Adviser, None, unknown),
    ] {
        let answer =
            as_a(&hub, role, async |write, by| choose_coordinator::run(write, by, journey.id, account).await);
        assert_eq!(answer.await, expected, "{role:?} chooses {account:?}");
    }
    // What is corrected later keeps who coordinates.
    assert_eq!(edits(&hub, Role::Adviser, journey.id, need(&hub)).await, Ok(edit_journey::Edited::Saved));
    let coordinator = async || {
        let journey = people::store::find_journey(&hub.app.db, Scope::Hub, journey.id).await.unwrap();
        let coordination = accounts::store::find_coordination(&hub.app.db).await.unwrap();
        coordination.of(journey.unwrap().coordinator_id).map(|one| one.id)
    };
    assert_eq!(coordinator().await, Some(chosen));
    let write = hub.write().await;
    accounts::store::save_withdrawal(&write, chosen, write.today()).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(coordinator().await, Some(default));
}

#[tokio::test]
async fn a_journey_ends_once_between_its_welcome_and_today() {
    let hub = TestHub::new().await;
    let (_, journey) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
    let today = hub.app.today();
    let before = journey.welcomed_on.previous_day().unwrap();
    let cases = [
        (Role::Mentee, today, Err(NOT_FOUND.to_owned())),
        (Role::Adviser, before, Ok(Ended::Refused(EndError::BeforeWelcome))),
        (Role::Adviser, today.next_day().unwrap(), Ok(Ended::Refused(EndError::Future))),
        (Role::Adviser, journey.welcomed_on, Ok(Ended::Ended)),
        (Role::Adviser, today, Ok(Ended::Refused(EndError::AlreadyEnded))),
    ];
    for (role, on, expected) in cases {
        assert_eq!(ends(&hub, role, journey.id, on).await, expected, "{role:?} {on}");
    }
    let ended = people::store::find_journey(&hub.app.db, Scope::Hub, journey.id).await.unwrap().unwrap();
    assert_eq!(ended.ended, Some((journey.welcomed_on, EndReason::Moved)));
    let (_, far) = hub.add_mentee("Zoé Loin", |person, _| person.branch_id = Some(hub.branch(1))).await;
    assert_eq!(ends(&hub, Role::Adviser, far.id, today).await, Err(NOT_FOUND.to_owned()));
}

#[tokio::test]
async fn a_journey_does_not_end_behind_the_back_of_a_mentor_of_another_organisation() {
    let hub = TestHub::new().await;
    let hub_itself = hub.hub_organisation();
    let (_, mentor) = hub
        .add_mentor("Zoé Calanque", |person, mentor| {
            (person.organisation_id, person.branch_id) = (hub_itself, None);
            mentor.capacity = 5;
        })
        .await;
    let (_, paired) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    let (_, proposed) = hub.add_mentee("Fanny Deux", |_, _| ()).await;
    let (_, declined) = hub.add_mentee("Fanny Trois", |_, _| ()).await;
    let today = hub.app.today();
    let write = hub.write().await;
    let tandem = Tandem {
        id: new_id(),
        proposal_id: None,
        journey_id: paired.id,
        mentor_id: mentor.id,
        started_on: today,
        closed: None,
    };
    tandems::store::insert(&write, &tandem).await.unwrap();
    let mut no = hub.suggestion(declined.id, mentor.id);
    no.take(
        Party::Mentee,
        Answer { agrees: false, on: today, refusal: None, reason: Some("trop loin".to_owned()) },
    )
    .unwrap();
    let proposals = [hub.suggestion(proposed.id, mentor.id), no];
    proposals::store::insert_proposals(&write, &proposals).await.unwrap();
    write.commit().await.unwrap();
    let cases = [
        (paired.id, Ended::Refused(EndError::InTandem)),
        (proposed.id, Ended::Ended),
        (declined.id, Ended::Ended),
    ];
    for (journey, expected) in cases {
        assert_eq!(ends(&hub, Role::Adviser, journey, today).await, Ok(expected));
    }
}

#[tokio::test]
async fn somebody_goes_through_a_track_once_at_a_time() {
    let hub = TestHub::new().await;
    let (person, first) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
    let refused = WelcomeError::AlreadyOpen { track: Track::Employment, welcomed_on: first.welcomed_on };
    let employment = || Need { track: Track::Employment, ..need(&hub) };
    let second = opens(&hub, Role::Adviser, person.id, employment()).await;
    assert_eq!(second, Ok(Opened::Refused(refused)));
    let Ok(Opened::Journey(other)) = opens(&hub, Role::Adviser, person.id, need(&hub)).await else {
        panic!()
    };
    let moved = edits(&hub, Role::Adviser, other, employment()).await;
    assert!(
        matches!(moved, Ok(edit_journey::Edited::Refused(WelcomeError::AlreadyOpen { .. }))),
        "{moved:?}"
    );
    assert_eq!(ends(&hub, Role::Adviser, first.id, hub.app.today()).await, Ok(Ended::Ended));
    let once_more = opens(&hub, Role::Adviser, person.id, employment()).await;
    assert!(matches!(once_more, Ok(Opened::Journey(_))), "{once_more:?}");
}

#[tokio::test]
async fn two_who_open_the_same_track_at_once_open_it_once() {
    let hub = TestHub::new().await;
    let (person, _) = hub.add_mentor("Rémi Voisin", |_, _| ()).await;
    hub.connected().await;
    let open = async || opens(&hub, Role::Coordinator, person.id, need(&hub)).await.unwrap();
    let (one, other) = tokio::join!(open(), open());
    let opened = [&one, &other].into_iter().filter(|opened| matches!(opened, Opened::Journey(_))).count();
    assert_eq!(opened, 1, "{one:?} {other:?}");
}

#[tokio::test]
async fn a_welcome_stays_before_the_end_the_tandems_and_the_results() {
    let hub = TestHub::new().await;
    let today = hub.app.today();
    let day = |days_ago: i64| today.saturating_sub(time::Duration::days(days_ago));
    let ended = Some((day(10), EndReason::NoNews));
    let (_, over) = hub.add_mentee("Fanny Finie", |_, journey| journey.ended = ended).await;
    let welcomed = |days_ago| Need { welcomed_on: day(days_ago), ..need(&hub) };
    let refused = Ok(edit_journey::Edited::Refused(WelcomeError::AfterEnd(day(10))));
    assert_eq!(edits(&hub, Role::Adviser, over.id, welcomed(9)).await, refused);
    assert_eq!(edits(&hub, Role::Adviser, over.id, welcomed(10)).await, Ok(edit_journey::Edited::Saved));
    let (_, mentor) = hub.add_mentor("Rémi Voisin", |_, _| ()).await;
    let (_, paired) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    let tandem = open_tandem(&hub, &mentor, &paired).await;
    let after = edits(&hub, Role::Adviser, paired.id, welcomed(0)).await;
    let refused = WelcomeError::AfterTandem(tandem.started_on);
    assert_eq!(after, Ok(edit_journey::Edited::Refused(refused)));
}

#[tokio::test]
async fn ending_a_journey_withdraws_its_proposal_with_a_word_to_both_sides() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Rémi Voisin", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    let write = hub.write().await;
    let suggestion = hub.suggestion(journey.id, mentor.id);
    proposals::store::insert_proposals(&write, std::slice::from_ref(&suggestion)).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(ends(&hub, Role::Adviser, journey.id, hub.app.today()).await, Ok(Ended::Ended));
    let withdrawn = "SELECT id FROM proposals WHERE withdrawn_reason = 'journey_ended'";
    assert_eq!(count(&hub, withdrawn).await, 1);
    assert_eq!(count(&hub, "SELECT id FROM outbox WHERE kind = 'proposal_withdrawn'").await, 2);
}

#[tokio::test]
async fn the_database_refuses_what_the_rules_refuse() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Rémi Voisin", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    let again = tandem::people::person::Journey { id: new_id(), ..journey.clone() };
    let write = hub.write().await;
    assert!(people::store::insert_journey(&write, &again).await.is_err(), "one open journey a track");
    drop(write);
    let suggestion = hub.suggestion(journey.id, mentor.id);
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, std::slice::from_ref(&suggestion)).await.unwrap();
    write.commit().await.unwrap();
    for statement in [
        "UPDATE proposals SET withdrawn_reason = 'mentor_left'",
        "UPDATE proposals SET withdrawn_on = proposed_on, withdrawn_reason = 'boredom'",
        "UPDATE proposals SET withdrawn_on = proposed_on, withdrawn_reason = 'mistake', mentor_answer = 'no', \
         mentor_answered_on = proposed_on",
        "UPDATE journeys SET ended_on = '1999-01-01', end_reason = 'moved'",
        "UPDATE mentors SET left_on = '1999-01-01'",
        "UPDATE mentors SET capacity = -1",
    ] {
        assert!(hub.sql(statement).await.is_err(), "{statement}");
    }
}
