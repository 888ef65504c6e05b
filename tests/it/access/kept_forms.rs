//! Every form of the router, sent once its session has ended: whoever signs in again finds what they had written, and nothing
//! is done before they press the button.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use tandem::accounts::access::{Access, Rules};
use tandem::router::routes;
use tandem::web::Route;

use super::bodies;
use super::cells::{is_allowed, path};
use super::principals::{Object, Place, Principal};
use super::world::World;
use crate::support::{Origin, Page};

/// Forms whose page does not show what was sent: each has buttons only, or holds nothing that may be kept.
const NOT_SHOWN: &[(&str, &str)] = &[
    ("/account/password", "a password is never kept"),
    ("/account/return", "a button that names an absence"),
    ("/access/{account}/return", "a button that names an absence"),
    ("/journeys/{id}/proposal", "a button that names a mentor"),
    ("/letters", "a button"),
    ("/letters/posted", "a button"),
    ("/letters/return", "a button"),
    ("/arrivals", "a button that names an arrival"),
    ("/arrivals/told", "a button that names an arrival"),
    ("/proposals/{id}/question", "a button that leads to a question"),
    ("/proposals/{id}/reminder", "a button that sends what was read"),
    ("/requests", "a button that names a request"),
    ("/requests/confirmation", "a button that names a request"),
    ("/rounds/{id}/decisions", "a button that names a pair"),
    ("/rounds/{id}/exclusions", "a button that names a pair"),
];

/// Fields that whoever sends them here is not asked: they work in one place, which brings those they register; nobody takes over from
/// themselves.
const NOT_ASKED: &[(&str, &str)] = &[
    ("/import/{id}/confirmation", "origin"),
    ("/access/{account}/hand-over", "to"),
    // Whoever notes a paper does not sign: the two people say which version they read.
    ("/charters/{id}", "charter"),
];

/// What a person may send, with fields.
fn sender(world: &World, route: &Route) -> Option<(Principal, Object)> {
    const SENDERS: [Principal; 6] = [
        Principal::HubResponsible,
        Principal::Coordinator,
        Principal::Responsible(Place::A),
        Principal::Adviser(Place::A0),
        Principal::Officer,
        Principal::Mentor(Place::A0),
    ];
    const OBJECTS: [Object; 3] = [Object::Of(Place::A0), Object::MentorOf(Place::A0), Object::Absent];
    let is_of_mentor = ["/people/{id}/departure", "/people/{id}/mentor"].contains(&route.path);
    let objects = OBJECTS.into_iter().filter(|object| !is_of_mentor || *object == OBJECTS[1]);
    let tried = objects.flat_map(|object| SENDERS.map(|sender| (sender, object)));
    tried.into_iter().find(|(sender, object)| {
        let named = route.path.contains('{') != (*object == Object::Absent);
        named && is_allowed(world, Rules::default(), route, *sender, *object)
    })
}

/// How many rows each table holds, but for what signing in and looking leave behind.
async fn rows(world: &World) -> BTreeMap<String, usize> {
    const LEFT_BEHIND: &[&str] =
        &["sessions", "journal", "devices", "form_keys", "file_openings", "readings"];
    let tables = match world.hub.app.db.get_database_backend() {
        sea_orm::DbBackend::Postgres => "SELECT tablename AS text FROM pg_tables WHERE schemaname = 'public'",
        _ => "SELECT name AS text FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    let mut rows = BTreeMap::new();
    for table in world.hub.texts(tables).await {
        if !LEFT_BEHIND.contains(&table.as_str()) {
            let lines = world.hub.texts(&format!("SELECT 'x' AS text FROM {table}")).await;
            rows.insert(table, lines.len());
        }
    }
    rows
}

/// Whether a page has a control that says this.
fn shows(page: &Page, name: &str, value: &str) -> bool {
    let typed =
        page.attributes(&format!("main [name=\"{name}\"]:not([type=radio]):not([type=checkbox])"), "value");
    let ticked = page.attributes(&format!("main input[name=\"{name}\"][checked]"), "value");
    let chosen = page.attributes(&format!("main select[name=\"{name}\"] option[selected]"), "value");
    [typed, ticked, chosen].concat().iter().any(|shown| shown == value)
        || page.all(&format!("main textarea[name=\"{name}\"]")).iter().any(|shown| shown == value)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_whose_session_has_ended_comes_back_as_it_was_filled_in() {
    let world = World::new().await;
    let (mut shown, mut missing) = (0, Vec::new());
    let posts =
        routes(false).list().iter().filter(|route| route.method == "POST").cloned().collect::<Vec<_>>();
    for route in posts.iter().filter(|route| !matches!(route.access, Access::Public | Access::Proving)) {
        let Some((principal, object)) = sender(&world, route) else { panic!("who sends {}?", route.path) };
        let fields = bodies::of(&world, route, principal, object).await;
        if fields.is_empty() {
            continue;
        }
        let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let client = world.client(principal).await;
        let long_ago = "UPDATE sessions SET expires_at = '2020-01-01 00:00:00+00:00'";
        world.hub.sql(long_ago).await.unwrap();
        let before = rows(&world).await;
        let entrance = client.post_from(Origin::Hub, &path(&world, route, principal, object), &sent).await;
        entrance.is(StatusCode::UNAUTHORIZED).says("Votre session est terminée");
        let kept = entrance.attributes("main input[name=kept]", "value");
        let Some(kept) = kept.first() else {
            assert!(NOT_SHOWN.iter().any(|(path, _)| *path == route.path), "{} is not kept", route.path);
            continue;
        };
        // Signed in again in another tab.
        let client = world.client(principal).await;
        let page = client.post_from(Origin::Hub, "/sign-in/resumption", &[("kept", kept)]).await;
        assert_eq!(rows(&world).await, before, "{} did something", route.path);
        if NOT_SHOWN.iter().any(|(path, _)| *path == route.path) {
            assert!(page.redirection().is_some(), "{}", route.path);
            continue;
        }
        assert_eq!(page.status, StatusCode::OK, "{} for {principal:?}: {:?}", route.path, page.redirection());
        page.says("Rien n’a encore été envoyé");
        assert!(!page.body.contains("<title>Erreur"), "{}", route.path);
        for (name, value) in &sent {
            // Days are shown as people write them.
            let day = value.split('-').rev().collect::<Vec<_>>().join("/");
            let is_asked = !NOT_ASKED.contains(&(route.path, *name));
            if is_asked && !shows(&page, name, value) && !shows(&page, name, &day) {
                missing.push(format!("{}: {name}={value}", route.path));
            }
        }
        shown += 1;
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(shown >= 20, "{shown} forms");
}

#[tokio::test]
async fn a_form_that_comes_back_is_sent_as_usual() {
    let world = World::new().await;
    let principal = Principal::Coordinator;
    let route = routes(false)
        .list()
        .iter()
        .find(|route| route.path == "/organisations" && route.method == "POST")
        .cloned();
    let fields = bodies::of(&world, &route.unwrap(), principal, Object::Absent).await;
    let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let client = world.client(principal).await;
    world.hub.sql("UPDATE sessions SET expires_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    let entrance = client.post_from(Origin::Hub, "/organisations", &sent).await;
    let kept = entrance.attributes("main input[name=kept]", "value")[0].clone();
    let client = world.client(principal).await;
    let page = client.post_from(Origin::Hub, "/sign-in/resumption", &[("kept", &kept)]).await;
    let saved = page.form("Ajouter cette structure").submit().await;
    saved.says("est ajoutée aux structures du hub");
}
