//! Links asked for, and used.

use tandem::accounts::access::Role;
use tandem::accounts::entry::{Browser, Entered, Proof};
use tandem::accounts::link::Purpose;
use tandem::accounts::store;
use tandem::acts::accounts::ask_for_link::{self, Asked, Asking};
use tandem::acts::accounts::enter_by_link::{self, Entering, Outcome};

use super::{HUB, act, browser, deactivate, identity, rows, session, visitor, withdraw};
use crate::support::TestHub;

async fn ask(hub: &TestHub, purpose: Purpose, email: &str) -> Asked {
    let by = visitor(hub);
    let asking = Asking { purpose, email, browser: &browser(), next: "", hub: HUB };
    act(hub, &by, async |write| ask_for_link::run(write, &by, asking).await).await.unwrap()
}

#[tokio::test]
async fn a_link_goes_to_whoever_may_have_it() {
    let hub = TestHub::new().await;
    let (mentee, _) = hub.add_mentee("Gaspard Romarin", |_, _| ()).await;
    let (gone, _) =
        hub.add_mentor("Léon Safran", |person, mentor| mentor.left_on = Some(person.registered_on)).await;
    let email = TestHub::email_of;
    deactivate(&hub, identity(&hub, Role::Coordinator).await.id).await;
    withdraw(&hub, Role::Officer).await;
    for (purpose, email, expected) in [
        (Purpose::SignIn, email(Role::Adviser), Asked::Sent),
        (Purpose::SignIn, email(Role::Mentee), Asked::Sent),
        (Purpose::SignIn, mentee.email.clone().unwrap(), Asked::Sent),
        (Purpose::SignIn, gone.email.unwrap(), Asked::Nobody),
        (Purpose::SignIn, "personne@exemple.test".to_owned(), Asked::Nobody),
        (Purpose::SignIn, email(Role::Coordinator), Asked::Nobody),
        (Purpose::SignIn, email(Role::Officer), Asked::Nobody),
        (Purpose::PasswordReset, email(Role::Adviser), Asked::Sent),
        (Purpose::PasswordReset, email(Role::Mentee), Asked::Nobody),
        (Purpose::PasswordReset, "personne@exemple.test".to_owned(), Asked::Nobody),
        (Purpose::PasswordReset, email(Role::Coordinator), Asked::Nobody),
    ] {
        let before = (rows(&hub, "attempts").await, rows(&hub, "links").await, hub.mails().await.len());
        assert_eq!(ask(&hub, purpose, &email).await, expected, "{purpose:?} {email}");
        let sent = usize::from(expected == Asked::Sent);
        let after = (rows(&hub, "attempts").await, rows(&hub, "links").await, hub.mails().await.len());
        assert_eq!(after, (before.0 + 1, before.1 + sent, before.2 + sent), "{purpose:?} {email}");
    }
    let own = "accounts WHERE role = 'mentee' AND name = 'Gaspard Romarin'";
    assert_eq!(rows(&hub, own).await, 1);
}

#[tokio::test]
async fn the_sixth_link_in_a_row_is_neither_sent_nor_counted() {
    let hub = TestHub::new().await;
    for email in [TestHub::email_of(Role::Mentee), "personne@exemple.test".to_owned()] {
        for _ in 0..5 {
            assert_ne!(ask(&hub, Purpose::SignIn, &email).await, Asked::TooSoon, "{email}");
        }
        let before = rows(&hub, "attempts").await;
        assert_eq!(ask(&hub, Purpose::SignIn, &email).await, Asked::TooSoon, "{email}");
        assert_eq!(rows(&hub, "attempts").await, before, "{email}");
    }
    assert_eq!(hub.mails().await.len(), 5);
}

async fn link(hub: &TestHub, role: Role, purpose: Purpose) -> String {
    let write = hub.write().await;
    let identity = store::find_identity(write.on(), hub.identity_of(role).await).await.unwrap().unwrap();
    let token = match purpose {
        Purpose::Invitation => {
            let account = hub.account_of(role).await;
            store::insert_invitation(&write, &identity, account).await.unwrap()
        }
        _ => store::insert_link(&write, &identity, purpose).await.unwrap(),
    };
    write.commit().await.unwrap();
    token
}

async fn enter(hub: &TestHub, purpose: Purpose, token: &str, browser: &Browser) -> Outcome {
    let by = visitor(hub);
    let entering = Entering { purpose, token, browser, account: None };
    act(hub, &by, async |write| enter_by_link::run(write, &by, entering).await).await.unwrap()
}

fn entered(outcome: Outcome) -> Entered {
    let Outcome::Entered(entered) = outcome else { panic!("{outcome:?}") };
    entered
}

#[tokio::test]
async fn a_link_opens_one_session_for_its_purpose_while_it_holds() {
    let hub = TestHub::new().await;
    for purpose in [Purpose::SignIn, Purpose::Invitation] {
        for &role in Role::ALL {
            let token = link(&hub, role, purpose).await;
            assert_eq!(enter(&hub, purpose, &format!("{token}0"), &browser()).await, Outcome::LinkRefused);
            let other = if purpose == Purpose::SignIn { Purpose::Invitation } else { Purpose::SignIn };
            assert_eq!(enter(&hub, other, &token, &browser()).await, Outcome::LinkRefused, "{role:?}");
            let entered = entered(enter(&hub, purpose, &token, &browser()).await);
            assert_eq!((entered.role, entered.owes_proof), (role, role.is_professional()));
            assert_eq!(enter(&hub, purpose, &token, &browser()).await, Outcome::LinkRefused, "{role:?}");
        }
    }
    assert_eq!(rows(&hub, "sessions").await, 2 * Role::ALL.len());
}

#[tokio::test]
async fn a_link_leads_nowhere_once_what_it_was_sent_to_has_changed() {
    let hub = TestHub::new().await;
    let long_ago = "'2020-01-01 00:00:00+00:00'";
    for change in [
        format!("UPDATE links SET expires_at = {long_ago}"),
        format!("UPDATE links SET superseded_at = {long_ago}"),
        "UPDATE identities SET email = 'ailleurs@exemple.test' WHERE email LIKE 'mentor@%'".to_owned(),
    ] {
        let token = link(&hub, Role::Mentor, Purpose::SignIn).await;
        hub.sql(&change).await.unwrap();
        let outcome = enter(&hub, Purpose::SignIn, &token, &browser()).await;
        assert_eq!(outcome, Outcome::LinkRefused, "{change}");
    }
    let token = link(&hub, Role::Mentee, Purpose::SignIn).await;
    deactivate(&hub, identity(&hub, Role::Mentee).await.id).await;
    assert_eq!(enter(&hub, Purpose::SignIn, &token, &browser()).await, Outcome::LinkRefused);
    let token = link(&hub, Role::Officer, Purpose::SignIn).await;
    withdraw(&hub, Role::Officer).await;
    assert_eq!(enter(&hub, Purpose::SignIn, &token, &browser()).await, Outcome::NoRole);
    assert_eq!(enter(&hub, Purpose::SignIn, &token, &browser()).await, Outcome::LinkRefused, "it is used up");
    assert_eq!(rows(&hub, "sessions").await, 0);
}

#[tokio::test]
async fn a_session_replaces_the_browser_s_own_and_a_device_is_remembered_once() {
    let hub = TestHub::new().await;
    let old = session(&hub, Role::Adviser, Proof::Both).await;
    let browser = Browser { session_token: Some(old.clone()), ..browser() };
    let token = link(&hub, Role::Mentee, Purpose::SignIn).await;
    let first = entered(enter(&hub, Purpose::SignIn, &token, &browser).await);
    assert!(store::find_by_session(&hub.app.db, &old, hub.app.now()).await.unwrap().is_none());
    assert!(first.device_token.is_some());
    let again = Browser { session_token: None, device_token: first.device_token, ..browser };
    let token = link(&hub, Role::Mentee, Purpose::SignIn).await;
    assert_eq!(entered(enter(&hub, Purpose::SignIn, &token, &again).await).device_token, None);
    let token = link(&hub, Role::Mentor, Purpose::SignIn).await;
    let other = entered(enter(&hub, Purpose::SignIn, &token, &again).await);
    assert!(other.device_token.is_some(), "a device is known for one identity");
    let token = link(&hub, Role::Adviser, Purpose::SignIn).await;
    let owing = entered(enter(&hub, Purpose::SignIn, &token, &again).await);
    assert_eq!(owing.device_token, None, "nobody is known before their second factor");
}
