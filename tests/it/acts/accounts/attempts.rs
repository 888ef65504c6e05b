//! Attempts counted as failures.

use tandem::accounts::access::Role;
use tandem::accounts::slowdown::{Tried, Wait};
use tandem::accounts::store::Attempted;
use tandem::acts::accounts::count_attempt::{self, Attempt, Counted};

use super::{act, rows, visitor};
use crate::support::TestHub;

#[tokio::test]
async fn attempts_count_for_an_address_a_network_and_a_device() {
    let hub = TestHub::new().await;
    let by = visitor(&hub);
    let secret = &hub.app.secret;
    let identity = Some(hub.identity_of(Role::Adviser).await);
    let count = async |email: &str, network: &str, device: Option<&str>| {
        let attempted = Attempted::new(secret, email, network, device);
        let attempt = Attempt { kind: Tried::Password, attempted: &attempted, identity };
        act(&hub, &by, async |write| count_attempt::run(write, &by, attempt).await).await.unwrap()
    };
    for _ in 0..5 {
        assert_eq!(count("zoe@exemple.test", "203.0.113.0/24", None).await, Counted::Counted);
    }
    let slowed = count("Zoe@exemple.test ", "198.51.100.0/24", None).await;
    assert!(
        matches!(slowed, Counted::TooSoon(Wait::OfSubject(until)) if until > hub.app.now()),
        "{slowed:?}"
    );
    let spared = count("zoe@exemple.test", "203.0.113.0/24", Some("a device used before")).await;
    assert_eq!(spared, Counted::Counted);
    for other in 0..25 {
        let email = format!("{other}@exemple.test");
        assert_eq!(count(&email, "203.0.113.0/24", None).await, Counted::Counted, "{other}");
    }
    let slowed = count("max@exemple.test", "203.0.113.0/24", None).await;
    assert!(matches!(slowed, Counted::TooSoon(Wait::OfNetwork(_))), "{slowed:?}");
    let asked = async |kind: Tried, subject: &str| {
        let attempted = Attempted::new(secret, subject, "203.0.113.0/24", None);
        let attempt = Attempt { kind, attempted: &attempted, identity: None };
        act(&hub, &by, async |write| count_attempt::run(write, &by, attempt).await).await.unwrap()
    };
    assert_eq!(
        asked(Tried::SignIn, "sign_in max@exemple.test").await,
        Counted::Counted,
        "doors are counted apart"
    );
    for tagged in 0..5 {
        let subject = format!("request max+{tagged}@exemple.test");
        assert_eq!(asked(Tried::Request, &subject).await, Counted::Counted);
    }
    let slowed = asked(Tried::Request, "request max@exemple.test").await;
    assert!(matches!(slowed, Counted::TooSoon(Wait::OfSubject(_))), "one person reads them all: {slowed:?}");
    assert_eq!(count("max@exemple.test", "198.51.100.0/24", None).await, Counted::Counted);
    assert_eq!(rows(&hub, "attempts").await, 5 + 1 + 25 + 1 + 5 + 1);
}
