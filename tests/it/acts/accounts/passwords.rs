//! Passwords: given to enter, chosen again, changed.

use tandem::accounts::access::Role;
use tandem::accounts::entry::{Browser, Proof};
use tandem::accounts::link::Purpose;
use tandem::accounts::password::{self, PasswordError};
use tandem::accounts::store;
use tandem::accounts::viewer::{By, Viewer};
use tandem::acts::accounts::change_password::{self, Changing};
use tandem::acts::accounts::enter_by_password::{self, Outcome, Typed};
use tandem::acts::accounts::reset_password::{self, Resetting};

use super::{HUB, browser, deactivate, identity, rows, session, signed_in, visitor, withdraw};
use crate::support::TestHub;

const PASSWORD: &str = "cheval agrafe pile exacte";
const OTHER: &str = "quatre mots sans rapport";

async fn give_password(hub: &TestHub, role: Role) {
    let write = hub.write().await;
    let hash = password::hash(PASSWORD, [3; 16]).unwrap();
    store::save_password(&write, hub.identity_of(role).await, hash).await.unwrap();
    write.commit().await.unwrap();
}

async fn enter(hub: &TestHub, email: &str, password: &str, browser: &Browser) -> Outcome {
    let typed = Typed { email, password: password.to_owned(), browser };
    enter_by_password::run(&hub.app, &visitor(hub), typed).await.unwrap()
}

#[tokio::test]
async fn a_password_opens_a_session_of_its_own_address() {
    let hub = TestHub::new().await;
    for role in [Role::Adviser, Role::Mentor, Role::Coordinator, Role::Officer] {
        give_password(&hub, role).await;
    }
    deactivate(&hub, identity(&hub, Role::Coordinator).await.id).await;
    withdraw(&hub, Role::Officer).await;
    let spaced = format!(" {PASSWORD}");
    for (role, password, enters) in [
        (Role::Adviser, PASSWORD, true),
        (Role::Mentor, PASSWORD, true),
        (Role::Adviser, OTHER, false),
        (Role::Adviser, spaced.as_str(), false),
        (Role::Adviser, "", false),
        (Role::Responsible, PASSWORD, false),
        (Role::Responsible, "nobody has this password", false),
        (Role::Coordinator, PASSWORD, false),
        (Role::Officer, PASSWORD, false),
    ] {
        let outcome = enter(&hub, &TestHub::email_of(role), password, &browser()).await;
        match outcome {
            Outcome::Entered(entered) if enters => {
                assert_eq!((entered.role, entered.owes_proof), (role, role.is_professional()));
            }
            outcome => assert_eq!((outcome, enters), (Outcome::Refused, false), "{role:?} {password:?}"),
        }
    }
    let unknown = enter(&hub, "personne@exemple.test", "nobody has this password", &browser()).await;
    assert_eq!(unknown, Outcome::Refused);
    assert_eq!(rows(&hub, "sessions").await, 2);
}

#[tokio::test]
async fn failures_slow_down_an_address_and_a_success_forgets_them() {
    let hub = TestHub::new().await;
    give_password(&hub, Role::Adviser).await;
    let email = TestHub::email_of(Role::Adviser);
    let write = hub.write().await;
    let device = store::insert_device(&write, hub.identity_of(Role::Adviser).await).await.unwrap();
    write.commit().await.unwrap();
    for _ in 0..4 {
        assert_eq!(enter(&hub, &email, OTHER, &browser()).await, Outcome::Refused);
    }
    assert!(matches!(enter(&hub, &email, PASSWORD, &browser()).await, Outcome::Entered(_)));
    assert_eq!(rows(&hub, "attempts").await, 0);
    for _ in 0..5 {
        assert_eq!(enter(&hub, &email, OTHER, &browser()).await, Outcome::Refused);
    }
    let slowed = enter(&hub, &email, PASSWORD, &browser()).await;
    assert!(matches!(slowed, Outcome::TooSoon(_)), "{slowed:?}");
    assert_eq!(rows(&hub, "attempts").await, 5);
    let own = Browser { device_token: Some(device), ..browser() };
    assert!(matches!(enter(&hub, &email, PASSWORD, &own).await, Outcome::Entered(_)), "a device used before");
    let made_up = Browser { device_token: Some("made up".to_owned()), ..browser() };
    assert!(matches!(enter(&hub, &email, PASSWORD, &made_up).await, Outcome::TooSoon(_)));
}

async fn link(hub: &TestHub, role: Role, purpose: Purpose) -> String {
    let own = identity(hub, role).await;
    let write = hub.write().await;
    let token = store::insert_link(&write, &own, purpose).await.unwrap();
    write.commit().await.unwrap();
    token
}

#[tokio::test]
async fn a_password_is_chosen_again_with_a_fresh_link_only() {
    let hub = TestHub::new().await;
    give_password(&hub, Role::Adviser).await;
    let reset = async |token: &str, password: &str| {
        let resetting = Resetting { token, password: password.to_owned(), hub: HUB };
        reset_password::run(&hub.app, &visitor(&hub), resetting).await.unwrap()
    };
    let (token, sign_in) = (
        link(&hub, Role::Adviser, Purpose::PasswordReset).await,
        link(&hub, Role::Adviser, Purpose::SignIn).await,
    );
    session(&hub, Role::Adviser, Proof::Both).await;
    let before = identity(&hub, Role::Adviser).await.password_hash;
    for (token, password, expected) in [
        // The link is looked for first: without one, the password is neither examined nor hashed.
        ("made up", "court", reset_password::Outcome::LinkRefused),
        ("made up", OTHER, reset_password::Outcome::LinkRefused),
        (sign_in.as_str(), OTHER, reset_password::Outcome::LinkRefused),
        (token.as_str(), "court", reset_password::Outcome::Refused(PasswordError::TooShort)),
        (token.as_str(), "passwordpassword", reset_password::Outcome::Refused(PasswordError::Common)),
    ] {
        assert_eq!(reset(token, password).await, expected, "{password}");
    }
    assert_eq!(identity(&hub, Role::Adviser).await.password_hash, before);
    assert_eq!(rows(&hub, "sessions").await, 1);
    assert_eq!(reset(&token, OTHER).await, reset_password::Outcome::Replaced);
    assert_eq!(reset(&token, PASSWORD).await, reset_password::Outcome::LinkRefused, "it was used");
    assert_eq!(rows(&hub, "sessions").await, 0);
    assert_eq!(rows(&hub, "links WHERE used_at IS NULL AND superseded_at IS NULL").await, 0);
    let email = TestHub::email_of(Role::Adviser);
    assert_eq!(enter(&hub, &email, PASSWORD, &browser()).await, Outcome::Refused);
    assert!(matches!(enter(&hub, &email, OTHER, &browser()).await, Outcome::Entered(_)));
    assert_eq!(hub.mails_to(&email).await.len(), 1);
    let late = link(&hub, Role::Adviser, Purpose::PasswordReset).await;
    hub.sql("UPDATE links SET expires_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    assert_eq!(reset(&late, PASSWORD).await, reset_password::Outcome::LinkRefused);
}

#[tokio::test]
async fn ones_own_password_is_changed_after_a_fresh_proof() {
    let hub = TestHub::new().await;
    let change = async |by: &By, password: &str| {
        let changing = Changing { password: password.to_owned(), browser: &browser(), hub: HUB };
        change_password::run(&hub.app, by, changing).await.unwrap()
    };
    let fresh = signed_in(&hub, Role::Adviser, Proof::Both).await;
    let owing = signed_in(&hub, Role::Adviser, Proof::First).await;
    let (account, own) = fresh.proving().unwrap();
    let mut own = own.clone();
    own.proven_at = Some(hub.app.now().plus(-time::Duration::minutes(11)));
    let stale = Viewer::new(Some((account.clone(), own)), hub.app.rules, hub.app.now()).by();
    for (by, password, expected) in [
        (&visitor(&hub), OTHER, change_password::Outcome::ProveAgain),
        (&owing, OTHER, change_password::Outcome::ProveAgain),
        (&stale, OTHER, change_password::Outcome::ProveAgain),
        (&fresh, "court", change_password::Outcome::Refused(PasswordError::TooShort)),
    ] {
        assert_eq!(change(by, password).await, expected, "{password}");
    }
    assert_eq!(identity(&hub, Role::Adviser).await.password_hash, None);
    let change_password::Outcome::Replaced(entered) = change(&fresh, OTHER).await else {
        panic!("it is fresh")
    };
    assert!(!entered.owes_proof);
    let going_on = super::by_token(&hub, &entered.session_token).await;
    assert_eq!(going_on.account().map(|account| account.role), Some(Role::Adviser));
    assert_eq!(rows(&hub, "sessions").await, 1, "the others have ended");
}
