//! A session ends at once on every event that should end it: the old cookie is dead, for every role.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::accounts::link::Purpose;
use tandem::accounts::messages::Hub;
use tandem::accounts::slowdown::Tried;
use tandem::accounts::store::{self, Attempted};
use tandem::accounts::viewer::By;
use tandem::acts::accounts::deactivate::{self, Deactivated};
use tandem::acts::accounts::forget_second_factor::{self, Forgotten};
use tandem::acts::accounts::withdraw_access::{self, Withdrawn};
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
    person: Option<Id>,
}

impl<'a> Subject<'a> {
    async fn new(hub: &'a TestHub, role: Role) -> Self {
        let accounts = store::list(&hub.app.db).await.unwrap();
        let account = accounts.iter().find(|account| account.role == role).unwrap();
        Self {
            hub,
            role,
            client: hub.enter(role).await,
            account: account.id,
            identity: account.identity_id.unwrap(),
            person: account.person_id,
        }
    }

    /// The token of a link that was sent to them.
    async fn link(&self, purpose: Purpose) -> String {
        let write = self.hub.write().await;
        let identity = store::find_identity(write.on(), self.identity).await.unwrap().unwrap();
        let token = match purpose {
            Purpose::Invitation => store::insert_invitation(&write, &identity, self.account).await.unwrap(),
            _ => store::insert_link(&write, &identity, purpose).await.unwrap(),
        };
        write.commit().await.unwrap();
        token
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
                let token = self.link(Purpose::Invitation).await;
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
                let token = self.link(Purpose::PasswordReset).await;
                let fields = [("password", "quatre mots sans rapport")];
                hub.visitor().post(&format!("/password-resets/{token}"), &fields).await.is(StatusCode::OK);
            }
            Event::RoleWithdrawn => {
                let write = hub.write().await;
                match self.person {
                    Some(person) => {
                        store::withdraw_of_person(&write, person, write.today()).await.unwrap();
                    }
                    None => {
                        let done = withdraw_access::run(&write, &By::Hub, self.account).await.unwrap();
                        assert!(matches!(done, Withdrawn::Done(_)), "{done:?}");
                    }
                }
                write.commit().await.unwrap();
            }
            Event::IdentityDeactivated => {
                let write = hub.write().await;
                let done = deactivate::run(&write, &By::Hub, self.identity).await.unwrap();
                assert_eq!(done, Deactivated::Done);
                write.commit().await.unwrap();
            }
            Event::SecondFactorForgotten => {
                if !self.role.is_professional() {
                    return false;
                }
                let write = hub.write().await;
                let names = Hub { base_url: "http://hub.test", contact_email: "contact@hub.exemple.test" };
                let done = forget_second_factor::run(&write, &By::Hub, self.account, names).await.unwrap();
                assert!(matches!(done, Forgotten::Done(_)), "{done:?}");
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
                // The database refuses it: no session acts as a role that the program does not know.
                let code = self.role.code();
                let unknown = format!("UPDATE accounts SET role = 'admin' WHERE role = '{code}'");
                assert!(hub.sql(&unknown).await.is_err(), "{code}");
                return false;
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
                assert!(page.asks_to_sign_in(), "{event:?} leaves the session of {role:?}");
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
        let found = store::find_by_session(db, &token, hub.app.now()).await.unwrap().unwrap();
        assert_eq!((found.account.role, found.account.name.as_str()), (Role::Adviser, "Désiré Cabanon"));
    };
    assert_eq!(queries(&hub, found).await, 1);
    let attempted = Attempted::new(&hub.app.secret, "adviser@hub.exemple.test", "10.0.0.0/24", None);
    let write = hub.write().await;
    for _ in 0..7 {
        store::insert_failure(&write, Tried::Password, &attempted).await.unwrap();
    }
    let at = write.now();
    write.commit().await.unwrap();
    let counted = async |db: &Db| {
        let failures = store::count_failures(db, &attempted, Tried::Password.door(), at).await.unwrap();
        assert_eq!((failures.of_subject, failures.last_of_subject), (7, Some(at)));
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
async fn a_visit_is_noted_when_the_last_one_is_an_hour_old() {
    let hub = TestHub::new().await;
    let mentor = hub.enter(Role::Mentor).await;
    let seen_since = async |instant: &str| {
        hub.texts(&format!("SELECT device AS text FROM sessions WHERE seen_at > '{instant} 00:00:00+00:00'"))
            .await
            .len()
    };
    hub.sql("UPDATE sessions SET seen_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    mentor.get("/account").await.is(StatusCode::OK);
    assert_eq!(seen_since("2021-01-01").await, 1);
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

#[tokio::test]
async fn over_https_browsers_stay_with_it_and_a_sentence_is_the_hub_s_own() {
    let hub = TestHub::over_https().await;
    let visitor = hub.visitor();
    for path in ["/", "/nowhere", "/static/tandem.css"] {
        let kept = visitor.get_only(path).await.header("strict-transport-security").to_owned();
        assert!(kept.starts_with("max-age="), "{path}: {kept}");
    }
    assert_eq!(TestHub::new().await.visitor().get_only("/").await.header("strict-transport-security"), "");
    let own = hub.app.secret.mac("flash", &[b"Bravo"]);
    for forged in ["427261766f".to_owned(), "427261766f.".to_owned(), format!("427261766e.{own}")] {
        visitor.keep_cookie("__Host-tandem_flash", &forged);
        visitor.get_only("/").await.does_not_say("Brav");
    }
    visitor.keep_cookie("__Host-tandem_flash", &format!("427261766f.{own}"));
    assert!(visitor.get_only("/").await.body.contains("Bravo"));
}
