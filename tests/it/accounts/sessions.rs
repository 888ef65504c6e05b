//! A session ends at once on every event that should end it: the old cookie is dead, for every role.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::accounts::store::Attempted;
use tandem::accounts::{password, store};
use tandem::db::{Db, Id};
use tandem::web::session_cookie_name;

use crate::support::{Client, TestHub};

/// What happens to somebody who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    SignOut,
    SignInAgainByLink,
    AcceptInvitation,
    GiveSecondFactorAgain,
    EnterAsAnother,
    ChangeRole,
    PasswordChanged,
    PasswordReset,
    RoleWithdrawn,
    IdentityDeactivated,
    SecondFactorForgotten,
    ClosedFromAnotherBrowser,
    AllOthersClosed,
    Expired,
    RoleUnknown,
    IdentityGone,
}

const EVENTS: &[Event] = &[
    Event::SignOut,
    Event::SignInAgainByLink,
    Event::AcceptInvitation,
    Event::GiveSecondFactorAgain,
    Event::EnterAsAnother,
    Event::ChangeRole,
    Event::PasswordChanged,
    Event::PasswordReset,
    Event::RoleWithdrawn,
    Event::IdentityDeactivated,
    Event::SecondFactorForgotten,
    Event::ClosedFromAnotherBrowser,
    Event::AllOthersClosed,
    Event::Expired,
    Event::RoleUnknown,
    Event::IdentityGone,
];

struct Subject<'a> {
    hub: &'a TestHub,
    role: Role,
    client: Client,
    account: Id,
    identity: Id,
}

impl<'a> Subject<'a> {
    async fn new(hub: &'a TestHub, role: Role) -> Self {
        let accounts = store::list(&hub.app.db).await.unwrap();
        let account = accounts.iter().find(|account| account.role == role).unwrap();
        let (id, identity) = (account.id, account.identity_id.unwrap());
        Self { hub, role, client: hub.enter(role).await, account: id, identity }
    }

    /// Lets something happen; false when it cannot happen to this role.
    async fn meets(&self, event: Event) -> bool {
        let (hub, client) = (self.hub, &self.client);
        match event {
            Event::SignOut => drop(client.post("/session/closure", &[]).await),
            Event::SignInAgainByLink => {
                let email = TestHub::email_of(self.role);
                client.post("/sign-in/links", &[("email", &email)]).await;
                client.post(&hub.link_to(&email).await, &[]).await;
            }
            Event::AcceptInvitation => {
                let write = hub.write().await;
                let identity = store::find_identity(write.on(), self.identity).await.unwrap().unwrap();
                let invitation = tandem::accounts::link::Purpose::Invitation;
                let token = store::insert_link(&write, &identity, invitation).await.unwrap();
                write.commit().await.unwrap();
                client.post(&format!("/invitations/{token}"), &[]).await;
            }
            Event::GiveSecondFactorAgain => drop(client.post("/second-factor", &[]).await),
            Event::EnterAsAnother => {
                let other =
                    store::list(&hub.app.db).await.unwrap().into_iter().find(|one| one.id != self.account);
                client.post(&format!("/personas/{}", other.unwrap().id), &[]).await;
            }
            Event::ChangeRole => {
                let other = hub.add_role(self.identity).await;
                client.post(&format!("/account/roles/{other}"), &[]).await;
            }
            Event::PasswordChanged => {
                let fields = [("password", "quatre mots sans rapport")];
                client.post("/account/password", &fields).await;
                return self.role.is_professional();
            }
            Event::PasswordReset => {
                let write = hub.write().await;
                let hash = password::hash("quatre mots sans rapport", [1; 16]).unwrap();
                store::save_password(&write, self.identity, hash, None).await.unwrap();
                write.commit().await.unwrap();
            }
            Event::RoleWithdrawn => {
                let write = hub.write().await;
                store::save_withdrawal(&write, self.account, hub.app.today()).await.unwrap();
                write.commit().await.unwrap();
            }
            Event::IdentityDeactivated => {
                let write = hub.write().await;
                store::save_deactivation(&write, self.identity).await.unwrap();
                write.commit().await.unwrap();
            }
            Event::SecondFactorForgotten => {
                let write = hub.write().await;
                store::delete_second_factor(&write, self.identity).await.unwrap();
                write.commit().await.unwrap();
            }
            Event::ClosedFromAnotherBrowser => {
                let other = hub.enter(self.role).await;
                let page = other.get("/account").await;
                page.form("Fermer").submit().await.is(StatusCode::OK);
            }
            Event::AllOthersClosed => {
                let other = hub.enter(self.role).await;
                other.post("/account/sessions/closure", &[]).await.is(StatusCode::OK);
            }
            Event::Expired => {
                hub.sql("UPDATE sessions SET expires_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
            }
            Event::RoleUnknown => {
                let code = self.role.code();
                hub.sql(&format!("UPDATE accounts SET role = 'admin' WHERE role = '{code}'")).await.unwrap();
            }
            Event::IdentityGone => {
                let gone = "UPDATE identities SET deactivated_at = '2020-01-01 00:00:00+00:00'";
                let email = TestHub::email_of(self.role);
                hub.sql(&format!("{gone} WHERE email = '{email}'")).await.unwrap();
            }
        }
        true
    }
}

#[tokio::test]
async fn the_old_cookie_is_dead_after_every_event_for_every_role() {
    let name = session_cookie_name(false);
    let mut cells = 0;
    for &event in EVENTS {
        let hub = TestHub::new().await;
        for &role in Role::ALL {
            let subject = Subject::new(&hub, role).await;
            let old = subject.client.cookie(name);
            let thief = hub.visitor();
            thief.keep_cookie(name, &old);
            thief.get("/account").await.is(StatusCode::OK);
            if subject.meets(event).await {
                let page = thief.get("/account").await;
                assert_eq!(page.status, StatusCode::NOT_FOUND, "{event:?} leaves the session of {role:?}");
                cells += 1;
            }
        }
    }
    assert!(cells >= 110, "{cells}");
}

/// How many queries something asks the database.
async fn queries(hub: &TestHub, ask: impl AsyncFnOnce(&Db)) -> usize {
    let asked = Arc::new(AtomicUsize::new(0));
    let (mut db, count) = (hub.app.db.clone(), Arc::clone(&asked));
    db.set_metric_callback(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
    });
    ask(&db).await;
    asked.load(Ordering::Relaxed)
}

#[tokio::test]
async fn who_is_signed_in_is_found_by_one_query_and_failures_are_counted_by_two() {
    let hub = TestHub::new().await;
    let adviser = hub.enter(Role::Adviser).await;
    let token = adviser.cookie(session_cookie_name(false));
    let found = async |db: &Db| {
        let (account, _) = store::find_by_session(db, &token, hub.app.now()).await.unwrap().unwrap();
        assert_eq!((account.role, account.name.as_str()), (Role::Adviser, "Désiré Cabanon"));
    };
    assert_eq!(queries(&hub, found).await, 1);
    let attempted = Attempted::new(&hub.app.secret, "adviser@hub.exemple.test", "10.0.0.0/24", None);
    let write = hub.write().await;
    for _ in 0..7 {
        store::insert_failure(&write, "password", &attempted).await.unwrap();
    }
    let at = write.now();
    write.commit().await.unwrap();
    let counted = async |db: &Db| {
        let failures = store::count_failures(db, &attempted, at).await.unwrap();
        assert_eq!((failures.of_subject, failures.last_of_network), (7, Some(at)));
    };
    assert_eq!(queries(&hub, counted).await, 2);
}

#[tokio::test]
async fn one_lists_ones_own_sessions_and_closes_none_of_others() {
    let hub = TestHub::new().await;
    let adviser = hub.enter(Role::Adviser).await;
    let mentor = hub.enter(Role::Mentor).await;
    adviser.get("/account").await.says("(celle-ci)").does_not_say("Fermer toutes les autres");
    let session = hub.texts("SELECT device AS text FROM sessions").await;
    assert_eq!(session.len(), 2);
    let others = mentor.get("/account").await;
    others.does_not_say("conseil en structure");
    let closed = hub.session_of(Role::Adviser).await;
    let page = mentor.post(&format!("/account/sessions/{closed}/closure"), &[]).await;
    page.is(StatusCode::NOT_FOUND);
    adviser.get("/account").await.is(StatusCode::OK);
}

#[tokio::test]
async fn over_https_the_cookie_is_held_to_this_host() {
    let hub = TestHub::over_https().await;
    let visitor = hub.visitor();
    let entered =
        visitor.post_from(crate::support::Origin::Hub, &hub.persona(Role::Adviser).await, &[]).await;
    let cookies = entered.cookies();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("__Host-tandem_session=")), "{cookies:?}");
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    visitor.get("/mentees").await.is(StatusCode::OK);
}
