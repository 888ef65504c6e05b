//! Providers: left for, come back from, linked and unlinked.

use tandem::accounts::access::Role;
use tandem::accounts::entry::Proof;
use tandem::accounts::store::{self, Attempted};
use tandem::accounts::viewer::{By, Viewer};
use tandem::acts::accounts::enter_by_provider::{self, Entering};
use tandem::acts::accounts::leave_for_provider::{self, Goal};
use tandem::acts::accounts::link_provider::{self, Linking};
use tandem::acts::accounts::return_from_provider::{self, Returning};
use tandem::acts::accounts::unlink_provider::{self, Unlinked, Unlinking};
use tandem::db::Id;

use super::{HUB, act, browser, deactivate, not_found, rows, signed_in, visitor, withdraw};
use crate::support::TestHub;

async fn link(hub: &TestHub, by: &By, identity: Id, subject: &str) -> Result<link_provider::Outcome, String> {
    let linking = Linking { identity, provider: "essai", label: "Fournisseur d’essai", subject, hub: HUB };
    act(hub, by, async |write| link_provider::run(write, by, linking).await).await
}

/// Somebody whose second factor was given eleven minutes ago.
async fn stale(hub: &TestHub, role: Role) -> By {
    let by = signed_in(hub, role, Proof::Both).await;
    let (account, session) = by.proving().unwrap();
    let mut session = session.clone();
    session.proven_at = Some(hub.app.now().plus(-time::Duration::minutes(11)));
    Viewer::new(Some((account.clone(), session)), hub.app.rules, hub.app.now()).by()
}

#[tokio::test]
async fn a_subject_is_linked_to_one_access_by_whoever_asked() {
    use link_provider::Outcome::{AlreadyOwn, Linked, Taken};
    let hub = TestHub::new().await;
    let (own, other) = (hub.identity_of(Role::Adviser).await, hub.identity_of(Role::Officer).await);
    let (adviser, officer) = (hub.by(Role::Adviser).await, hub.by(Role::Officer).await);
    let owing = signed_in(&hub, Role::Adviser, Proof::First).await;
    for (by, identity, subject, expected) in [
        (&visitor(&hub), own, "agent", not_found()),
        (&officer, own, "agent", not_found()),
        (&owing, own, "agent", not_found()),
        (&adviser, own, "agent", Ok(Linked)),
        (&adviser, own, "agent", Ok(AlreadyOwn)),
        (&officer, other, "agent", Ok(Taken)),
        (&officer, other, "agente", Ok(Linked)),
    ] {
        assert_eq!(link(&hub, by, identity, subject).await, expected, "{subject}");
    }
    assert_eq!(rows(&hub, "provider_subjects").await, 2);
    assert_eq!(hub.mails_to(&TestHub::email_of(Role::Adviser)).await.len(), 1);
}

#[tokio::test]
async fn a_provider_is_unlinked_after_a_fresh_proof() {
    let hub = TestHub::new().await;
    let adviser = hub.by(Role::Adviser).await;
    link(&hub, &adviser, hub.identity_of(Role::Adviser).await, "agent").await.unwrap();
    let unlink = async |by: &By, provider| {
        let unlinking = Unlinking { provider, label: "Fournisseur d’essai", hub: HUB };
        act(&hub, by, async |write| unlink_provider::run(write, by, unlinking).await).await
    };
    let stale = stale(&hub, Role::Adviser).await;
    for (by, provider, expected) in [
        (&visitor(&hub), "essai", Ok(Unlinked::ProveAgain)),
        (&stale, "essai", Ok(Unlinked::ProveAgain)),
        (&hub.by(Role::Officer).await, "essai", not_found()),
        (&adviser, "autre", not_found()),
    ] {
        assert_eq!(unlink(by, provider).await, expected, "{provider}");
        assert_eq!(rows(&hub, "provider_subjects").await, 1);
    }
    assert_eq!(unlink(&adviser, "essai").await, Ok(Unlinked::Done));
    assert_eq!(unlink(&adviser, "essai").await, not_found());
    assert_eq!(rows(&hub, "provider_subjects").await, 0);
}

#[tokio::test]
async fn whoever_a_subject_is_linked_to_enters_with_what_was_proven() {
    let hub = TestHub::new().await;
    for role in [Role::Adviser, Role::Officer, Role::Coordinator] {
        link(&hub, &hub.by(role).await, hub.identity_of(role).await, role.code()).await.unwrap();
    }
    withdraw(&hub, Role::Officer).await;
    deactivate(&hub, hub.identity_of(Role::Coordinator).await).await;
    let by = visitor(&hub);
    let attempted = Attempted::new(&hub.app.secret, "provider state", "203.0.113.0/24", None);
    for (provider, subject, proof, owes) in [
        ("essai", "adviser", Proof::First, Some(true)),
        ("essai", "adviser", Proof::Both, Some(false)),
        ("autre", "adviser", Proof::Both, None),
        ("essai", "adviser@hub.exemple.test", Proof::Both, None),
        ("essai", "officer", Proof::Both, None),
        ("essai", "coordinator", Proof::Both, None),
    ] {
        let entering = Entering { provider, subject, proof, attempted: &attempted, browser: &browser() };
        let outcome = act(&hub, &by, async |write| enter_by_provider::run(write, &by, entering).await).await;
        match outcome.unwrap() {
            enter_by_provider::Outcome::Entered(entered) => assert_eq!(Some(entered.owes_proof), owes),
            enter_by_provider::Outcome::Unknown => assert_eq!(owes, None, "{provider} {subject}"),
        }
    }
    assert_eq!(rows(&hub, "sessions").await, 2);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_leaves_a_counted_attempt_and_no_request() {
    use leave_for_provider::Outcome;
    let hub = TestHub::new().await;
    let provider = hub.app.providers.find("essai").unwrap();
    let leave = async |by: &By, goal: Goal<'_>| {
        leave_for_provider::run(&hub.app, by, provider, goal).await.map_err(|error| format!("{error:?}"))
    };
    let (visitor, adviser) = (visitor(&hub), hub.by(Role::Adviser).await);
    assert_eq!(leave(&visitor, Goal::Link).await.unwrap_err(), "NotFound");
    assert!(matches!(leave(&stale(&hub, Role::Adviser).await, Goal::Link).await, Ok(Outcome::ProveAgain)));
    assert_eq!(rows(&hub, "attempts").await, 0);
    assert!(matches!(leave(&adviser, Goal::Link).await, Ok(Outcome::Unreachable(_))));
    for _ in 0..30 {
        let outcome = leave(&visitor, Goal::SignIn("203.0.113.0/24")).await;
        assert!(matches!(outcome, Ok(Outcome::Unreachable(_))), "{outcome:?}");
    }
    let slowed = leave(&visitor, Goal::SignIn("203.0.113.0/24")).await;
    assert!(matches!(slowed, Ok(Outcome::TooSoon(_))), "{slowed:?}");
    assert_eq!(rows(&hub, "attempts").await, 30);
    assert!(hub.texts("SELECT provider AS text FROM provider_requests").await.is_empty());
}

#[tokio::test]
async fn an_answer_that_was_not_asked_for_is_nobody_s() {
    use return_from_provider::Outcome;
    let hub = TestHub::new().await;
    let provider = hub.app.providers.find("essai").unwrap();
    let write = hub.write().await;
    let sent = store::Sent {
        provider: "essai".to_owned(),
        nonce: "nonce".to_owned(),
        pkce_verifier: None,
        identity: None,
    };
    store::insert_request(&write, "state", "navigateur", sent).await.unwrap();
    write.commit().await.unwrap();
    let come_back = async |state, browser_token| {
        let browser = &browser();
        let returning = Returning { state, code: "c", issuer: "", browser_token, browser, hub: HUB };
        return_from_provider::run(&hub.app, &visitor(&hub), provider, returning).await.unwrap()
    };
    assert!(matches!(come_back("made up", "navigateur").await, Outcome::NotAsked));
    // The provider is asked who they are, and does not answer; the request is used up.
    assert!(matches!(come_back("state", "navigateur").await, Outcome::NotRecognised(_)));
    assert!(matches!(come_back("state", "navigateur").await, Outcome::NotAsked));
    assert_eq!(rows(&hub, "sessions").await, 0);
}
