//! A journey is opened, corrected and ended.

use tandem::accounts::access::{Role, Scope};
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

async fn opens(hub: &TestHub, role: Role, person: Id, need: Need) -> Result<Opened, String> {
    let opening = Opening { person, need };
    as_a(hub, role, async |write, by| open_journey::run(write, by, opening).await).await
}

async fn edits(hub: &TestHub, role: Role, journey: Id, need: Need) -> Result<edit_journey::Edited, String> {
    let editing = edit_journey::Editing { journey, need };
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
    let later = Need { welcomed_on: hub.app.today().next_day().unwrap(), ..need(&hub) };
    assert_eq!(opens(&hub, Role::Adviser, near.id, later).await, Ok(Opened::Refused(WelcomeError::Future)));
    for (role, person, may) in [
        (Role::Adviser, near.id, true),
        (Role::Adviser, far.id, false),
        (Role::Responsible, far.id, true),
        (Role::Coordinator, far.id, true),
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
    no.take(Party::Mentee, Answer { agrees: false, on: today, reason: Some("trop loin".to_owned()) })
        .unwrap();
    let proposals = [hub.suggestion(proposed.id, mentor.id), no];
    proposals::store::insert_proposals(&write, &proposals).await.unwrap();
    write.commit().await.unwrap();
    let cases = [
        (paired.id, Ended::Refused(EndError::InTandem)),
        (proposed.id, Ended::Refused(EndError::Proposed)),
        (declined.id, Ended::Ended),
    ];
    for (journey, expected) in cases {
        assert_eq!(ends(&hub, Role::Adviser, journey, today).await, Ok(expected));
    }
}
