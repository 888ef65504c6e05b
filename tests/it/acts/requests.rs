//! The acts of requests to join.

use tandem::accounts::access::Role;
use tandem::accounts::viewer::{By, Viewer};
use tandem::acts::requests::ask::{self, Asked, Asking};
use tandem::acts::requests::confirm::{self, Confirmed};
use tandem::acts::requests::set_aside::{self, SetAside};
use tandem::db::{Id, new_id};
use tandem::requests::RequestedPart;
use tandem::requests::reach::{Way, Ways};
use tandem::requests::request::MOST_UNCONFIRMED;

use super::acting::{NOT_FOUND, as_a, as_by, count};
use crate::support::TestHub;

const OLIVE: &str = "olive@exemple.test";
const REQUESTS: &str = "SELECT id FROM requests";
const DECLINED: &str = "SELECT id FROM outbox WHERE kind = 'request_declined'";

fn visitor(hub: &TestHub) -> By {
    Viewer::new(None, hub.app.rules, hub.app.now()).by()
}

async fn asks(hub: &TestHub, email: &str, network: &str) -> Asked {
    let asking = Asking {
        part: RequestedPart::Mentor,
        first_name: "Olive".to_owned(),
        last_name: "Tapenade".to_owned(),
        ways: Ways { email: Some(email.to_owned()), ..Ways::default() },
        prefers_call: false,
        place_code: "13005".to_owned(),
        words: "Vingt ans de boulangerie".to_owned(),
        network,
        base_url: "http://hub.test",
    };
    as_by(hub, &visitor(hub), async |write, by| ask::run(write, by, asking).await).await.unwrap()
}

async fn token_of(hub: &TestHub, email: &str) -> String {
    hub.link_to(email).await.rsplit('/').next().unwrap().to_owned()
}

async fn confirms(hub: &TestHub, token: &str) -> Confirmed {
    as_by(hub, &visitor(hub), async |write, by| confirm::run(write, by, token).await).await.unwrap()
}

async fn sets_aside(hub: &TestHub, role: Role, id: Id) -> Result<SetAside, String> {
    as_a(hub, role, async |write, by| set_aside::run(write, by, id).await).await
}

#[tokio::test]
async fn a_request_waits_for_its_address_to_be_confirmed() {
    let hub = TestHub::new().await;
    let Asked::Request(id, _) = asks(&hub, OLIVE, "10.0.0.0/24").await else { panic!() };
    assert_eq!(hub.keys(REQUESTS).await, [id]);
    assert_eq!(count(&hub, "SELECT id FROM requests WHERE confirmed_at IS NULL").await, 1);
    assert!(hub.link_to(OLIVE).await.starts_with("/join/confirmations/"));
}

#[tokio::test]
async fn an_address_gets_five_messages_and_a_network_thirty() {
    let hub = TestHub::new().await;
    for number in 0..8 {
        let asked = asks(&hub, OLIVE, &format!("10.0.{number}.0/24")).await;
        assert_eq!(asked == Asked::TooMany(Way::Mail), number >= 5, "{number}");
    }
    assert_eq!((count(&hub, REQUESTS).await, hub.mails_to(OLIVE).await.len()), (5, 5));
    for number in 0..32 {
        let asked = asks(&hub, &format!("olive{number}@exemple.test"), "10.9.9.0/24").await;
        assert_eq!(matches!(asked, Asked::TryLater(_)), number >= 30, "{number}");
    }
}

#[tokio::test]
async fn whoever_has_many_networks_and_addresses_has_one_budget_an_hour() {
    let hub = TestHub::new().await;
    for number in 0..MOST_UNCONFIRMED + 3 {
        let (email, network) = (format!("olive{number}@exemple.test"), format!("10.{number}.0.0/24"));
        let asked = asks(&hub, &email, &network).await;
        assert_eq!(matches!(asked, Asked::TryLater(_)), number >= MOST_UNCONFIRMED, "{number} {asked:?}");
    }
    hub.sql("UPDATE requests SET confirmed_at = asked_at").await.unwrap();
    let asked = asks(&hub, "agathe@exemple.test", "10.0.1.0/24").await;
    assert!(matches!(asked, Asked::Request(..)), "those that were confirmed leave room: {asked:?}");
}

#[tokio::test]
async fn a_link_confirms_again_and_again_until_the_request_is_answered() {
    let hub = TestHub::new().await;
    let Asked::Request(id, _) = asks(&hub, OLIVE, "10.0.0.0/24").await else { panic!() };
    let token = token_of(&hub, OLIVE).await;
    assert_eq!(confirms(&hub, "nothing").await, Confirmed::NothingToConfirm);
    let first = confirms(&hub, &token).await;
    assert!(matches!(first, Confirmed::Request(confirmed, _) if confirmed == id), "{first:?}");
    assert_eq!(confirms(&hub, &token).await, first);
    let noted = "SELECT object_id AS id FROM journal WHERE object_kind = 'request' AND action = 'confirmed'";
    assert_eq!(count(&hub, noted).await, 1);
    assert_eq!(sets_aside(&hub, Role::Coordinator, id).await, Ok(SetAside::Forgotten));
    assert_eq!(confirms(&hub, &token).await, Confirmed::NothingToConfirm);
}

#[tokio::test]
async fn an_expired_link_confirms_nothing() {
    let hub = TestHub::new().await;
    asks(&hub, OLIVE, "10.0.0.0/24").await;
    hub.sql("UPDATE links SET expires_at = '2020-01-08 00:00:00+00:00'").await.unwrap();
    assert_eq!(confirms(&hub, &token_of(&hub, OLIVE).await).await, Confirmed::NothingToConfirm);
    assert_eq!(count(&hub, "SELECT id FROM requests WHERE confirmed_at IS NULL").await, 1);
}

#[tokio::test]
async fn only_who_steers_the_hub_sets_aside_what_waits() {
    let hub = TestHub::new().await;
    let Asked::Request(id, _) = asks(&hub, OLIVE, "10.0.0.0/24").await else { panic!() };
    // Nobody sees it before its address is confirmed.
    assert_eq!(sets_aside(&hub, Role::Coordinator, id).await, Ok(SetAside::NotWaiting));
    confirms(&hub, &token_of(&hub, OLIVE).await).await;
    for role in [Role::Responsible, Role::Adviser, Role::Officer, Role::Mentor, Role::Funder] {
        assert_eq!(sets_aside(&hub, role, id).await, Err(NOT_FOUND.to_owned()), "{role:?}");
    }
    assert_eq!(count(&hub, REQUESTS).await, 1);
    assert_eq!(sets_aside(&hub, Role::Coordinator, new_id()).await, Ok(SetAside::NotWaiting));
    assert_eq!(count(&hub, DECLINED).await, 0);
    assert_eq!(sets_aside(&hub, Role::HubResponsible, id).await, Ok(SetAside::Forgotten));
    assert_eq!(sets_aside(&hub, Role::Coordinator, id).await, Ok(SetAside::NotWaiting));
    assert_eq!((count(&hub, REQUESTS).await, count(&hub, DECLINED).await), (0, 1));
}
