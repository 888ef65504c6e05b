//! Links that let somebody act without a session: opening one changes nothing, its button uses it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait as _, Statement};
use tandem::accounts::access::Role;
use tandem::accounts::link::Purpose;
use tandem::accounts::store;
use tandem::db::{Instant, Write};
use tandem::links::{self, NewLink, State, Uses};
use tandem::privacy::columns::REGISTER;
use time::Duration;

use crate::support::TestHub;

/// How many rows each table has.
async fn rows(hub: &TestHub) -> BTreeMap<&'static str, i64> {
    let db = &hub.app.db;
    let mut rows = BTreeMap::new();
    for (table, _) in REGISTER {
        let sql = format!("SELECT COUNT(*) AS rows FROM {table}");
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        rows.insert(*table, row.unwrap().try_get("", "rows").unwrap());
    }
    rows
}

/// What the table of links says of each: when it was used, when it was taken back.
async fn uses(hub: &TestHub) -> Vec<String> {
    let used = "COALESCE(CAST(used_at AS text), '') || COALESCE(CAST(superseded_at AS text), '')";
    hub.texts(&format!("SELECT {used} AS text FROM links ORDER BY id")).await
}

/// The path of a link of each purpose.
async fn one_of_each(hub: &TestHub) -> Vec<String> {
    let mut paths = Vec::new();
    for purpose in Purpose::ALL {
        let write = hub.write().await;
        let identity =
            store::find_identity_by_email(write.on(), &TestHub::email_of(Role::Adviser)).await.unwrap();
        let token = store::insert_link(&write, &identity.unwrap(), *purpose).await.unwrap();
        write.commit().await.unwrap();
        paths.push(format!("{}/{token}", purpose.path()));
    }
    let form = hub.visitor().get("/join/mentor").await.form("Envoyer ma demande");
    let form = form.fill("Prénom", "Olive").fill("Nom", "Tapenade");
    let form = form.fill("Adresse e-mail", "olive@exemple.test").fill("Commune", "Aubagne");
    form.fill("Ce que vous pouvez", "Vingt ans de boulangerie").submit().await.is(StatusCode::OK);
    paths.push(hub.link_to("olive@exemple.test").await);
    paths
}

#[tokio::test]
async fn a_link_opened_twenty_times_changes_nothing_and_gives_no_cookie() {
    let hub = TestHub::new().await;
    for path in one_of_each(&hub).await {
        let (before, unused) = (rows(&hub).await, uses(&hub).await);
        for _ in 0..20 {
            let visitor = hub.visitor();
            let page = visitor.get_only(&path).await;
            assert_eq!((page.status, page.cookies()), (StatusCode::OK, Vec::new()), "{path}");
            let head = visitor.head(&path).await;
            assert_eq!((head.status, head.cookies()), (StatusCode::OK, Vec::new()), "HEAD {path}");
        }
        assert_eq!(rows(&hub).await, before, "{path} wrote something");
        assert_eq!(uses(&hub).await, unused, "{path} used the link");
    }
}

#[tokio::test]
async fn the_button_of_a_link_that_was_opened_twenty_times_still_works_once() {
    let hub = TestHub::new().await;
    let paths = one_of_each(&hub).await;
    for _ in 0..20 {
        hub.visitor().get_only(&paths[0]).await;
    }
    let visitor = hub.visitor();
    let (page, again) = (visitor.get(&paths[0]).await, visitor.get(&paths[0]).await);
    page.form("Se connecter").submit().await;
    assert!(!visitor.cookie("tandem_session").is_empty());
    again.form("Se connecter").submit().await.is(StatusCode::UNPROCESSABLE_ENTITY);
}

fn link<'a>(hub: &TestHub, uses: Uses, bearer: &'a str) -> NewLink<'a> {
    let subject = hub.hub_organisation();
    NewLink { purpose: "request", subject, bearer, path: "/essai", lasts: Duration::HOUR, uses }
}

async fn at(hub: &TestHub, now: Instant) -> Write {
    Write::begin(&hub.app.db, &hub.app.secret, tandem::db::Actor::HUB, now).await.unwrap()
}

#[tokio::test]
async fn a_link_is_used_once_or_until_it_expires_and_never_for_something_else() {
    let hub = TestHub::new().await;
    let now = hub.app.now();
    for (uses, second) in [(Uses::Once, None), (Uses::UntilExpiry, Some(State::Fresh))] {
        let write = at(&hub, now).await;
        let token = links::store::insert(&write, link(&hub, uses, "zoe@exemple.test")).await.unwrap();
        assert!(links::store::use_link(&write, "sign_in", &token).await.unwrap().is_none());
        assert!(links::store::use_link(&write, "request", "another").await.unwrap().is_none());
        let first = links::store::use_link(&write, "request", &token).await.unwrap();
        assert_eq!(first.unwrap().bearer, "zoe@exemple.test");
        let again = links::store::use_link(&write, "request", &token).await.unwrap();
        assert_eq!(again.map(|link| link.state(now)), second, "{uses:?}");
        write.commit().await.unwrap();
        let late = at(&hub, now.plus(Duration::HOUR)).await;
        assert!(links::store::use_link(&late, "request", &token).await.unwrap().is_none(), "{uses:?}");
    }
}

#[tokio::test]
async fn a_link_that_was_taken_back_says_so() {
    let hub = TestHub::new().await;
    let write = at(&hub, hub.app.now()).await;
    let token = links::store::insert(&write, link(&hub, Uses::Once, "zoe@exemple.test")).await.unwrap();
    links::store::supersede(&write, hub.hub_organisation()).await.unwrap();
    assert!(links::store::use_link(&write, "request", &token).await.unwrap().is_none());
    let found = links::store::find(write.on(), "request", &token).await.unwrap().unwrap();
    assert_eq!(found.state(write.now()), State::Superseded);
}

#[tokio::test]
async fn a_link_of_many_uses_is_taken_back_although_it_was_used() {
    let hub = TestHub::new().await;
    let write = at(&hub, hub.app.now()).await;
    let new = link(&hub, Uses::UntilExpiry, "zoe@exemple.test");
    let token = links::store::insert(&write, new).await.unwrap();
    assert!(links::store::use_link(&write, "request", &token).await.unwrap().is_some());
    links::store::supersede(&write, hub.hub_organisation()).await.unwrap();
    assert!(links::store::use_link(&write, "request", &token).await.unwrap().is_none());
}

#[tokio::test]
async fn of_twenty_who_use_a_link_at_once_one_does() {
    let hub = TestHub::new().await;
    hub.connected().await;
    let path = one_of_each(&hub).await.remove(0);
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let (visitor, path) = (hub.visitor(), path.clone());
            tokio::spawn(async move { visitor.post(&path, &[]).await.status })
        })
        .collect();
    let mut refused = 0;
    for tried in tries {
        refused += usize::from(tried.await.unwrap() == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(refused, 19);
}
