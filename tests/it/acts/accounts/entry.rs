//! Sessions opened, continued and ended.

use tandem::accounts::access::Role;
use tandem::accounts::entry::Proof;
use tandem::accounts::store;
use tandem::accounts::viewer::By;
use tandem::acts::accounts::change_role;
use tandem::acts::accounts::close_sessions::{self, Closing};
use tandem::acts::accounts::enter_as_persona::{self, Entering};
use tandem::acts::accounts::leave;
use tandem::acts::accounts::note_visit::{self, Visit};
use tandem::db::{Id, new_id};

use super::{act, browser, by_token, not_found, rows, session, signed_in, visitor};
use crate::support::TestHub;

#[tokio::test]
async fn personas_are_of_the_demonstration_only() {
    let hub = TestHub::new().await;
    let by = visitor(&hub);
    let browser = browser();
    let enter = async |demo, account| {
        let entering = Entering { demo, account, browser: &browser };
        act(&hub, &by, async |write| enter_as_persona::run(write, &by, entering).await).await
    };
    let coordinator = hub.account_of(Role::Coordinator).await;
    assert_eq!(enter(false, coordinator).await, not_found());
    assert_eq!(enter(true, new_id()).await, not_found());
    assert_eq!(rows(&hub, "sessions").await, 0);
    let entered = enter(true, coordinator).await.unwrap();
    assert_eq!((entered.role, entered.owes_proof), (Role::Coordinator, false));
    assert_eq!(rows(&hub, "sessions WHERE proven_at IS NOT NULL").await, 1);
}

#[tokio::test]
async fn another_role_of_ones_own_proves_nothing_anew() {
    let hub = TestHub::new().await;
    let funder = hub.add_role(hub.identity_of(Role::Mentor).await).await;
    let take =
        async |by: &By, role| act(&hub, by, async |write| change_role::run(write, by, role).await).await;
    let by = signed_in(&hub, Role::Mentor, Proof::First).await;
    for not_theirs in [hub.account_of(Role::Mentor).await, hub.account_of(Role::Funder).await, new_id()] {
        // The first funder is somebody else: the role that was added comes later.
        assert_eq!(take(&by, not_theirs).await, not_found());
    }
    assert_eq!(take(&visitor(&hub), funder).await, not_found());
    let entered = take(&by, funder).await.unwrap();
    assert_eq!((entered.role, entered.owes_proof, entered.device_token), (Role::Funder, true, None));
    assert_eq!(rows(&hub, "sessions").await, 1, "it goes on in place of the other");
    let proven = signed_in(&hub, Role::Mentor, Proof::Both).await;
    assert!(!take(&proven, funder).await.unwrap().owes_proof);
    assert_eq!(take(&proven, funder).await, not_found(), "its session is over");
}

#[tokio::test]
async fn leaving_ends_the_session_of_the_browser_and_no_other() {
    let hub = TestHub::new().await;
    let (own, other) =
        (session(&hub, Role::Mentor, Proof::First).await, session(&hub, Role::Mentor, Proof::First).await);
    let by = by_token(&hub, &own).await;
    for token in [None, Some("made up"), Some(own.as_str()), Some(own.as_str())] {
        act(&hub, &by, async |write| leave::run(write, &by, token).await).await.unwrap();
    }
    let is_open = async |token: &str| {
        store::find_by_session(&hub.app.db, token, hub.app.now()).await.unwrap().is_some()
    };
    assert!(!is_open(&own).await && is_open(&other).await);
}

#[tokio::test]
async fn one_closes_ones_own_sessions_in_all_ones_roles() {
    let hub = TestHub::new().await;
    let funder = hub.add_role(hub.identity_of(Role::Mentor).await).await;
    let write = hub.write().await;
    store::insert_session(&write, funder, true, "ailleurs").await.unwrap();
    write.commit().await.unwrap();
    let by = signed_in(&hub, Role::Mentor, Proof::First).await;
    let close = async |by: &By, closing| {
        act(&hub, by, async |write| close_sessions::run(write, by, closing).await).await
    };
    let of = async |account: Id| {
        store::list_sessions(&hub.app.db, &[account], hub.app.now()).await.unwrap().pop().map(|line| line.id)
    };
    signed_in(&hub, Role::Mentee, Proof::First).await;
    let foreign = hub.session_of(Role::Mentee).await;
    assert_eq!(close(&by, Closing::One(foreign)).await, not_found());
    assert_eq!(close(&visitor(&hub), Closing::One(foreign)).await, not_found());
    assert_eq!(close(&visitor(&hub), Closing::Others).await, not_found());
    let elsewhere = of(funder).await.unwrap();
    assert_eq!(close(&by, Closing::One(elsewhere)).await, Ok(()));
    assert_eq!(close(&by, Closing::One(elsewhere)).await, not_found(), "it is over");
    session(&hub, Role::Mentor, Proof::First).await;
    assert_eq!(close(&by, Closing::Others).await, Ok(()));
    let (_, current) = by.proving().unwrap();
    let mentor = hub.account_of(Role::Mentor).await;
    let left = store::list_sessions(&hub.app.db, &[mentor, funder], hub.app.now()).await.unwrap();
    assert_eq!(left.iter().map(|line| line.id).collect::<Vec<_>>(), [current.id]);
    assert_eq!(of(hub.account_of(Role::Mentee).await).await, Some(foreign));
}

#[tokio::test]
async fn a_visit_is_written_at_most_once_an_hour() {
    let hub = TestHub::new().await;
    let token = session(&hub, Role::Mentor, Proof::First).await;
    let by = by_token(&hub, &token).await;
    let visit = async |by: &By| act(&hub, by, async |write| note_visit::run(write, by).await).await.unwrap();
    assert_eq!(visit(&visitor(&hub)).await, Visit::Nobody);
    assert_eq!(visit(&by).await, Visit::Recent);
    hub.sql("UPDATE sessions SET seen_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    // Reading who is signed in writes nothing.
    by_token(&hub, &token).await;
    assert_eq!(visit(&by).await, Visit::Noted);
    assert_eq!(visit(&by).await, Visit::Recent);
    let seen = store::find_by_session(&hub.app.db, &token, hub.app.now()).await.unwrap().unwrap().seen_at;
    assert!(seen.plus(time::Duration::MINUTE) > hub.app.now());
}
