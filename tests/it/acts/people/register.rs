//! Somebody new is registered.

use tandem::accounts::access::Role;
use tandem::accounts::viewer::By;
use tandem::acts::people::register::{self, Registered, Registering};
use tandem::acts::requests::{ask, confirm};
use tandem::db::{Id, new_id};
use tandem::organisations::Origin;
use tandem::people::newcomer::{Newcomer, Part};
use tandem::people::person::{MentorError, WelcomeError};
use tandem::requests::RequestedPart;
use tandem::requests::reach::Ways;

use super::{branch, need, newcomer, offer, organisation};
use crate::acts::acting::{NOT_FOUND, as_a, as_by, count};
use crate::support::TestHub;

const NEW: &str = "SELECT id FROM people WHERE last_name = 'Tapenade'";

async fn registers(hub: &TestHub, role: Role, newcomer: Newcomer) -> Result<Registered, String> {
    let registering = Registering { newcomer, request: None };
    as_a(hub, role, async |write, by| register::run(write, by, registering).await).await
}

#[tokio::test]
async fn who_registers_somebody_for_whom() {
    let hub = TestHub::new().await;
    let nowhere = organisation(new_id());
    let twisted = Origin { organisation_id: hub.hub_organisation(), branch_id: Some(hub.branch(0)) };
    let cases = [
        (Role::Coordinator, organisation(hub.hub_organisation()), true),
        (Role::Coordinator, branch(&hub, 1), true),
        (Role::Coordinator, nowhere, false),
        (Role::Coordinator, twisted, false),
        (Role::Responsible, organisation(hub.partner()), true),
        (Role::Responsible, branch(&hub, 1), true),
        (Role::Responsible, organisation(hub.hub_organisation()), false),
        (Role::Adviser, branch(&hub, 0), true),
        (Role::Adviser, branch(&hub, 1), false),
        (Role::Adviser, organisation(hub.partner()), false),
        (Role::Adviser, twisted, false),
        (Role::Officer, branch(&hub, 0), false),
        (Role::Mentor, branch(&hub, 0), false),
        (Role::Funder, branch(&hub, 0), false),
    ];
    let mut registered = 0;
    for (number, (role, origin, may)) in cases.into_iter().enumerate() {
        let email = format!("olive{number}@exemple.test");
        let answer = registers(&hub, role, Newcomer { origin, ..newcomer(&hub, &email) }).await;
        if may {
            registered += 1;
            assert!(matches!(answer, Ok(Registered::Person(_))), "{role:?} {origin:?} {answer:?}");
        } else {
            assert_eq!(answer, Err(NOT_FOUND.to_owned()), "{role:?} {origin:?}");
        }
        assert_eq!(count(&hub, NEW).await, registered);
    }
}

#[tokio::test]
async fn what_is_refused_stores_nothing() {
    let hub = TestHub::new().await;
    let tomorrow = hub.app.today().next_day().unwrap();
    let mut late = need(&hub);
    late.welcomed_on = tomorrow;
    let mut gone = offer(2);
    gone.left_on = Some(tomorrow);
    let mut never_there = offer(2);
    never_there.left_on = hub.app.today().previous_day();
    let cases = [
        (Part::Journey(late), Registered::WelcomeRefused(WelcomeError::Future)),
        (Part::Mentor(gone), Registered::OfferRefused(MentorError::LeftInFuture)),
        (Part::Mentor(never_there), Registered::OfferRefused(MentorError::LeftBeforeJoining)),
    ];
    for (part, expected) in cases {
        let newcomer = Newcomer { part, ..newcomer(&hub, "olive@exemple.test") };
        assert_eq!(registers(&hub, Role::Coordinator, newcomer).await, Ok(expected));
    }
    assert_eq!(count(&hub, NEW).await, 0);
}

#[tokio::test]
async fn a_mentor_and_a_mentee_are_stored_with_their_part() {
    let hub = TestHub::new().await;
    let mentor = Newcomer { part: Part::Mentor(offer(3)), ..newcomer(&hub, "olive@exemple.test") };
    let Ok(Registered::Person(mentor)) = registers(&hub, Role::Adviser, mentor).await else { panic!() };
    let Ok(Registered::Person(mentee)) = registers(&hub, Role::Adviser, newcomer(&hub, "")).await else {
        panic!()
    };
    let literal = |id: Id| hub.literal(&id.simple().to_string());
    let of =
        |table: &str, person: Id| format!("SELECT id FROM {table} WHERE person_id = {}", literal(person));
    assert_eq!(count(&hub, &format!("{} AND capacity = 3", of("mentors", mentor))).await, 1);
    assert_eq!(count(&hub, &of("journeys", mentor)).await, 0);
    assert_eq!(count(&hub, &of("mentors", mentee)).await, 0);
    assert_eq!(count(&hub, &format!("{} AND track = 'creation'", of("journeys", mentee))).await, 1);
    let siren = format!("SELECT siren AS text FROM person_businesses WHERE person_id = {}", literal(mentee));
    assert_eq!(hub.texts(&siren).await, ["732829320"]);
}

#[tokio::test]
async fn an_address_is_one_person_and_several_may_have_none() {
    let hub = TestHub::new().await;
    for (email, expected) in
        [("olive@exemple.test", true), ("olive@exemple.test", false), ("", true), ("", true)]
    {
        let answer = registers(&hub, Role::Coordinator, newcomer(&hub, email)).await.unwrap();
        assert_eq!(matches!(answer, Registered::Person(_)), expected, "{email} {answer:?}");
        assert_eq!(answer == Registered::EmailTaken, !expected);
    }
    assert_eq!(count(&hub, NEW).await, 3);
}

#[tokio::test]
async fn of_two_who_register_one_address_at_once_one_succeeds() {
    let hub = TestHub::new().await;
    hub.connected().await;
    let register =
        async || registers(&hub, Role::Coordinator, newcomer(&hub, "olive@exemple.test")).await.unwrap();
    let (one, other, third) = tokio::join!(register(), register(), register());
    let taken = [&one, &other, &third].into_iter().filter(|&answer| *answer == Registered::EmailTaken);
    assert_eq!(taken.count(), 2, "{one:?} {other:?} {third:?}");
    assert_eq!(count(&hub, NEW).await, 1);
}

/// A request that waits for an answer.
async fn request(hub: &TestHub) -> Id {
    let visitor = tandem::accounts::viewer::Viewer::new(None, hub.app.rules, hub.app.now()).by();
    let asking = ask::Asking {
        part: RequestedPart::Mentee,
        first_name: "Olive".to_owned(),
        last_name: "Tapenade".to_owned(),
        ways: Ways { email: Some("olive@exemple.test".to_owned()), ..Ways::default() },
        prefers_call: false,
        place_code: "13005".to_owned(),
        words: String::new(),
        network: "10.0.0.0/24",
        base_url: "http://hub.test",
    };
    let asked = as_by(hub, &visitor, async |write, by| ask::run(write, by, asking).await).await.unwrap();
    let ask::Asked::Request(id, _) = asked else { panic!("{asked:?}") };
    let link = hub.link_to("olive@exemple.test").await;
    let token = link.rsplit('/').next().unwrap();
    as_by(hub, &visitor, async |write, by| confirm::run(write, by, token).await).await.unwrap();
    id
}

#[tokio::test]
async fn registering_answers_a_request_for_who_steers_the_hub() {
    let hub = TestHub::new().await;
    let request = request(&hub).await;
    let waiting = "SELECT id FROM requests";
    let registers = async |role, email: &str| {
        let registering = Registering { newcomer: newcomer(&hub, email), request: Some(request) };
        as_a(&hub, role, async |write, by| register::run(write, by, registering).await).await
    };
    assert_eq!(registers(Role::Adviser, "a@exemple.test").await, Err(NOT_FOUND.to_owned()));
    assert_eq!(count(&hub, waiting).await, 1);
    let done = registers(Role::Coordinator, "b@exemple.test").await;
    assert!(matches!(done, Ok(Registered::Person(_))), "{done:?}");
    assert_eq!(count(&hub, waiting).await, 0);
    // Answered meanwhile by somebody else: the person is registered all the same.
    let again = registers(Role::Coordinator, "c@exemple.test").await;
    assert!(matches!(again, Ok(Registered::Person(_))), "{again:?}");
    assert_eq!(registers(Role::Coordinator, "c@exemple.test").await, Ok(Registered::EmailTaken));
}

#[tokio::test]
async fn the_hub_itself_registers_for_anybody_and_the_bearer_of_a_link_for_nobody() {
    let hub = TestHub::new().await;
    for (by, may) in [(By::Hub, true), (By::History, true), (By::Bearer(new_id()), false)] {
        let registering = Registering { newcomer: newcomer(&hub, ""), request: None };
        let answer = as_by(&hub, &by, async |write, by| register::run(write, by, registering).await).await;
        assert_eq!(matches!(answer, Ok(Registered::Person(_))), may, "{by:?} {answer:?}");
    }
}
