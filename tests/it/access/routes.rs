//! Who may reach what: every route of the router, for every role, so that a new route is covered when it is born.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait, Statement};
use tandem::accounts::access::{Access, Role, Rules};
use tandem::router::routes;
use tandem::web::Route;

use crate::support::{Client, Origin, Page, TestHub};

/// The table whose keys a parameter holds, by the word before it or by its own name.
fn table_of(parameter: &str, before: &str) -> Option<&'static str> {
    Some(match (parameter, before) {
        ("journey", _) | ("id", "journeys") => "journeys",
        ("mentor", _) => "mentors",
        ("person", _) | ("id", "people") => "people",
        ("id", "rounds") => "rounds",
        ("id", "proposals") => "proposals",
        ("id", "charters") => "begun",
        ("id", "tandems") => "tandems",
        ("id", "problems") => "problems",
        ("id", "personas") => "accounts",
        ("id", "import") => "uploads",
        ("id", "organisations") => "organisations",
        ("account", _) => "accounts",
        ("session", _) => "sessions",
        ("step", _) => "steps",
        _ => return None,
    })
}

/// A value for the parameters that are no key.
fn word_for(parameter: &str, before: &str) -> Option<&'static str> {
    Some(match (parameter, before) {
        ("part", "join") => "mentor",
        ("*path", "static") => "tandem.css",
        ("token", _) => "0123456789abcdef",
        ("provider", _) => "essai",
        ("kind", "messages") => "sign_in",
        // A persona has no passkey: the key of none.
        ("passkey", _) => "019b0000-0000-7000-8000-000000000000",
        _ => return None,
    })
}

/// A hub where everything a route names exists.
struct FullHub {
    hub: TestHub,
    keys: BTreeMap<&'static str, String>,
}

impl FullHub {
    async fn new() -> Self {
        let hub = TestHub::demo().await;
        hub.run_a_round().await.form("Proposer ces tandems").submit().await;
        let report = hub.enter(Role::Mentee).await.get("/problems/new").await.form("Envoyer");
        report.tick("Autre chose").submit().await.is(StatusCode::OK);
        let import = hub.enter(Role::Coordinator).await.get("/import").await.form("Lire le fichier");
        let file = include_bytes!("../../../data/import/modele_inscription_exemple.csv");
        let preview = import.attach("Fichier d’inscriptions", "liste.csv", file).submit().await;
        preview.is(StatusCode::OK);
        let mut full = Self { hub, keys: BTreeMap::new() };
        for table in [
            "journeys",
            "mentors",
            "people",
            "rounds",
            "proposals",
            "tandems",
            "problems",
            "accounts",
            "sessions",
            "organisations",
            "uploads",
            "steps",
        ] {
            full.keys.insert(table, full.first_key(table).await);
        }
        let [journey, mentor] = ["journeys", "mentors"].map(|table| full.keys[table].parse().unwrap());
        let write = full.hub.write().await;
        let begun = full.hub.insert_begun(&write, journey, mentor, full.hub.app.today()).await;
        write.commit().await.unwrap();
        full.keys.insert("begun", begun.to_string());
        full
    }

    async fn first_key(&self, table: &str) -> String {
        let db = &self.hub.app.db;
        let sql = format!("SELECT id FROM {table} ORDER BY id LIMIT 1");
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await.unwrap();
        let row = row.unwrap_or_else(|| panic!("the hub has no row in {table}"));
        row.try_get::<uuid::Uuid>("", "id").unwrap().to_string()
    }

    /// The path of a route with something that exists in the place of each parameter.
    fn path(&self, route: &Route) -> String {
        let mut path = Vec::new();
        let mut before = "";
        for part in route.path.split('/') {
            let Some(parameter) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
                before = part;
                path.push(part.to_owned());
                continue;
            };
            let key = table_of(parameter, before).map(|table| self.keys[table].clone());
            let word = word_for(parameter, before).map(str::to_owned);
            path.push(key.or(word).unwrap_or_else(|| panic!("{}: what is {{{parameter}}}?", route.path)));
        }
        path.join("/")
    }

    async fn count(&self) -> BTreeMap<&'static str, i64> {
        const TABLES: &[&str] = &[
            "journal",
            "sessions",
            "people",
            "mentors",
            "journeys",
            "rounds",
            "round_decisions",
            "exclusions",
            "proposals",
            "tandems",
            "meetings",
            "outcomes",
            "uploads",
        ];
        let db = &self.hub.app.db;
        let mut counts = BTreeMap::new();
        for table in TABLES {
            let sql = format!("SELECT COUNT(*) AS rows FROM {table}");
            let statement = Statement::from_string(db.get_database_backend(), sql);
            let row = db.query_one_raw(statement).await.unwrap().unwrap();
            counts.insert(*table, row.try_get::<i64>("", "rows").unwrap());
        }
        counts
    }
}

fn visitors() -> impl Iterator<Item = Option<Role>> {
    std::iter::once(None).chain(Role::ALL.iter().copied().map(Some))
}

async fn client(hub: &TestHub, role: Option<Role>) -> Client {
    match role {
        Some(role) => hub.enter(role).await,
        None => hub.visitor(),
    }
}

/// Whether a route lets a role through; what proving leads to is for whoever has a session.
fn admits(access: Access, role: Option<Role>) -> bool {
    let proving = access == Access::Proving && role.is_some();
    proving || Rules::default().admit(role, access)
}

/// To somebody signed in, what is not theirs does not exist; the others are to sign in.
fn is_kept_from(role: Option<Role>, page: &Page) -> bool {
    if role.is_some() { page.status == StatusCode::NOT_FOUND } else { page.asks_to_sign_in() }
}

fn list(method: &str) -> Vec<Route> {
    routes(true).list().iter().filter(|route| route.method == method).cloned().collect()
}

#[tokio::test]
async fn a_page_exists_exactly_for_those_whom_its_route_admits() {
    let full = FullHub::new().await;
    for role in visitors() {
        let client = client(&full.hub, role).await;
        for route in list("GET") {
            if !admits(route.access, role) {
                let page = client.get_only(&full.path(&route)).await;
                assert!(is_kept_from(role, &page), "{} for {role:?}: {}", page.path, page.status);
                continue;
            }
            let page = client.get(&full.path(&route)).await;
            let told = format!("{} for {role:?}: {}", page.path, page.status);
            let sees_all = role == Some(Role::Coordinator) || route.access == Access::Public;
            if sees_all || !route.path.contains('{') {
                // Nobody comes back from a provider without having left for it.
                let refused = route.path.ends_with("/callback");
                assert!(page.status.is_success() || refused, "{told}");
            }
        }
    }
}

#[tokio::test]
async fn an_action_does_not_exist_for_those_whom_its_route_does_not_admit() {
    let full = FullHub::new().await;
    for role in visitors() {
        let client = client(&full.hub, role).await;
        let before = full.count().await;
        for route in list("POST").iter().filter(|route| !admits(route.access, role)) {
            let page = client.post_from(Origin::Hub, &full.path(route), &[]).await;
            assert!(is_kept_from(role, &page), "{} for {role:?}: {}", page.path, page.status);
        }
        assert_eq!(full.count().await, before, "{role:?} changed something");
    }
}

#[tokio::test]
async fn a_form_sent_from_another_site_is_refused_and_changes_nothing() {
    let full = FullHub::new().await;
    let client = full.hub.enter(Role::Coordinator).await;
    let before = full.count().await;
    for route in list("POST") {
        for origin in [Origin::OtherSite, Origin::OldBrowser] {
            let page = client.post_from(origin, &full.path(&route), &[]).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{} from {origin:?}", page.path);
        }
    }
    assert_eq!(full.count().await, before);
}

#[tokio::test]
async fn outside_the_demonstration_only_public_pages_exist() {
    let hub = TestHub::outside_the_demonstration().await;
    let visitor = hub.visitor();
    for route in routes(true).list() {
        let path = route.path.replace(['{', '}', '*'], "");
        let public = route.access == Access::Public;
        let page = match route.method {
            "GET" => visitor.get_only(&path).await,
            _ => visitor.post_from(Origin::Hub, &path, &[]).await,
        };
        if !public {
            assert!(page.asks_to_sign_in(), "{} {path}: {}", route.method, page.status);
        } else if path == route.path {
            let answered = page.status.is_success() || page.status == StatusCode::UNPROCESSABLE_ENTITY;
            assert!(answered, "{} {path}: {}", route.method, page.status);
        }
    }
}

#[test]
fn the_personas_are_routes_of_the_demonstration_only() {
    let outside = routes(false);
    assert!(outside.list().iter().all(|route| route.access != Access::Demonstration));
    assert!(routes(true).list().iter().any(|route| route.path == "/personas"));
}

#[tokio::test]
async fn one_enters_the_demonstration_as_a_persona_and_leaves() {
    let hub = TestHub::demo().await;
    let visitor = hub.visitor();
    let entered = visitor.get("/personas").await.form("Se connecter comme Camille Orsini").submit().await;
    assert_eq!(entered.path, "/dashboard");
    let left = visitor.get("/rounds").await.is(StatusCode::OK).form("Se déconnecter").submit().await;
    assert_eq!(left.path, "/");
    assert!(visitor.get("/rounds").await.asks_to_sign_in());
}

#[tokio::test]
async fn a_session_ends_when_its_cookie_is_not_ours() {
    let hub = TestHub::new().await;
    let visitor = hub.visitor();
    visitor.keep_cookie(tandem::web::session_cookie_name(false), "0123456789abcdef");
    assert!(visitor.get("/rounds").await.asks_to_sign_in());
}

#[tokio::test]
async fn an_adviser_sees_the_people_of_their_branch_only() {
    let hub = TestHub::new().await;
    let (elsewhere, _) =
        hub.add_mentee("Firmin Lavande", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let (here, _) = hub.add_mentee("Gaspard Romarin", |_, _| ()).await;
    let adviser = hub.enter(Role::Adviser).await;
    adviser.get("/mentees").await.says("Gaspard Romarin").does_not_say("Firmin Lavande");
    adviser.get(&format!("/people/{}", here.id)).await.is(StatusCode::OK);
    adviser.get(&format!("/people/{}", elsewhere.id)).await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_nul_is_refused_wherever_it_is_sent() {
    let hub = TestHub::new().await;
    let adviser = hub.enter(Role::Adviser).await;
    adviser.get_only("/mentees?q=a%00b").await.is(StatusCode::BAD_REQUEST);
    let page = adviser
        .post("/exceptional-openings", &[("email", "a\0b@exemple.test"), ("reason", "emergency")])
        .await;
    page.is(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_of_any_number_is_answered() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let draft = hub.run_a_round().await.path;
    let lists: Vec<&str> =
        list("GET").iter().map(|route| route.path).filter(|path| !path.contains('{')).collect();
    for path in lists.into_iter().chain([draft.as_str()]) {
        let plain = coordinator.get_only(path).await.status;
        for number in ["9223372036854775807", "18446744073709551615", "18446744073709551616", "-1"] {
            for name in ["page", "without"] {
                let page = coordinator.get_only(&format!("{path}?{name}={number}")).await;
                assert_eq!(page.status, plain, "{path} {name}={number}");
            }
        }
    }
}
