//! Every route × method × principal × relation, against the table, a golden file and the canaries.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::http::StatusCode;
use tandem::accounts::access::{Access, RULES, Role, Rule, Rules};
use tandem::router::routes;
use tandem::web::{Route, with_query};
use tokio::sync::Semaphore;

use super::cells::{Named, ask, ask_for_nothing, is_absent, is_admitted, is_allowed, named};
use super::naming::{Naming, may_name, takes_effect};
use super::principals::{LinkFor, Object, Place, Principal};
use super::world::World;
use crate::support::Page;

/// What becomes of the cells of a principal: path, method, object.
type Row = BTreeMap<(String, &'static str, Object), Cell>;

/// What becomes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Reached,
    /// As if nothing were there.
    Absent,
    /// As if nothing were there, and whoever asks is to sign in first.
    SignIn,
}

impl Cell {
    fn mark(self) -> char {
        match self {
            Self::Reached => '+',
            Self::Absent => '.',
            Self::SignIn => 's',
        }
    }
}

/// Each world has a database of its own, with its connections.
const WORLDS_AT_ONCE: usize = 3;

/// Cells that the table allows and that still answer as if nothing were there, each with its reason.
const EMPTY_ALL_THE_SAME: &[(&str, &str)] = &[
    ("/account/roles/{account}", "nobody takes the role they act as, and nobody here holds two"),
    ("/account/passkeys/{passkey}/removal", "nobody here has a passkey"),
    ("/account/providers/{provider}/removal", "nobody here has linked a provider"),
    ("/second-factor/passkeys/proof", "nobody here has a passkey"),
    ("/access/{account}/second-factor", "nobody forgets their own second factor"),
    ("/people/{id}/departure", "somebody who is no mentor does not leave as one"),
    ("/people/{id}/mentor", "there is no mentor's offer of a mentee to open for whoever may not make one"),
];

/// Pages first; then actions on one thing, then on all things, since what they do is not undone.
pub fn all_routes() -> Vec<Route> {
    let mut routes: Vec<Route> = routes(false).list().to_vec();
    routes.sort_by_key(|route| (route.method == "POST", !route.path.contains('{'), route.path));
    routes
}

pub fn names_a_thing(route: &Route) -> bool {
    named(route).is_some_and(|named| named != Named::Word)
}

fn objects(route: &Route) -> Vec<Object> {
    match named(route) {
        None | Some(Named::Word) => vec![Object::Absent],
        Some(Named::Link) => vec![Object::Link, Object::Absent],
        Some(Named::Person | Named::Pair) => {
            Object::ALL.into_iter().chain([Object::Closed, Object::Left]).collect()
        }
        // A place has one of these: what was closed or confirmed once is gone for its mentor's turn.
        Some(Named::OwnSession | Named::Upload) => {
            Object::ALL.into_iter().filter(|object| !matches!(object, Object::MentorOf(_))).collect()
        }
        Some(_) => Object::ALL.to_vec(),
    }
}

/// The same answer to the byte; an answer to what makes no sense bears a reference of its own.
fn same(page: &Page, other: &Page) -> bool {
    if page.status == StatusCode::BAD_REQUEST {
        return other.status == StatusCode::BAD_REQUEST;
    }
    // Each page has its own form keys, which tell nothing.
    let (body, other_body) = (page.plain_body(), other.plain_body());
    (page.status, body, led(page)) == (other.status, other_body, led(other))
}

/// Where an answer leads; to the entrance, with the address that was asked for, is the same for every address.
fn led(page: &Page) -> Option<String> {
    let to = page.redirection()?;
    let entrances = ["/sign-in", "/second-factor"];
    let entrance = entrances.iter().find(|one| to == with_query(one, &[("next", &page.path)]));
    Some(entrance.map_or(to, |one| (*one).to_owned()))
}

/// The places whose people a principal may meet by some page.
fn may_meet(principal: Principal, place: Place, route: &Route) -> bool {
    match principal {
        Principal::Coordinator | Principal::HubResponsible => true,
        Principal::Officer => route.path.ends_with("/readings") || route.path.starts_with("/journal"),
        Principal::Adviser(Place::A) | Principal::Responsible(Place::A) => place.is_in_a(),
        Principal::Adviser(own)
        | Principal::Responsible(own)
        | Principal::Mentee(own)
        | Principal::Mentor(own) => own == place,
        Principal::Follower | Principal::Opener => matches!(place, Place::A0 | Place::A1),
        // By name, and no more: see below.
        Principal::FormerMentor | Principal::LeftMentor => place == Place::A0,
        // The other of their tandem.
        Principal::Bearer(LinkFor::OwnPage) => place == Place::A0 && route.path.starts_with("/own/"),
        _ => false,
    }
}

/// Once a tandem is closed, its two people keep each other's name, and whoever left as a mentor not even that.
#[track_caller]
fn keeps_what_is_over(world: &World, page: &Page, principal: Principal, route: &Route) {
    let mentee = &world.things[&Place::A0].mentee_email;
    let words = match principal {
        Principal::FormerMentor => vec![mentee.as_str()],
        Principal::LeftMentor => vec![mentee.as_str(), "Zircon-Nom"],
        _ => return,
    };
    for word in words {
        assert!(!page.body.contains(word), "{principal:?} reads {word} at {} {}", route.method, page.path);
    }
}

#[track_caller]
fn bears_no_canary(page: &Page, principal: Principal, route: &Route) {
    for place in Place::ALL.into_iter().filter(|place| !may_meet(principal, *place, route)) {
        let word = place.canary();
        for seen in [word.to_owned(), word.to_lowercase()] {
            assert!(
                !page.body.contains(&seen),
                "{principal:?} meets {seen} at {} {}",
                route.method,
                page.path
            );
        }
    }
}

/// The row of a principal, in a world of their own.
async fn row(principal: Principal, turns: Arc<Semaphore>) -> Row {
    let _turn = turns.acquire().await.unwrap();
    let world = World::new().await;
    let row = cells_of(&world, principal).await;
    // A world that ends waits until its database is gone: not on a thread that others wait for.
    tokio::task::spawn_blocking(move || drop(world)).await.unwrap();
    row
}

/// Asks every cell of a principal; gives which are reached.
async fn cells_of(world: &World, principal: Principal) -> Row {
    let mut row = BTreeMap::new();
    for route in all_routes() {
        let admitted = is_admitted(Rules::default(), &route, principal);
        let absent = ask(world, &route, principal, Object::Absent).await;
        for object in objects(&route) {
            let allowed = is_allowed(world, Rules::default(), &route, principal, object);
            let page = ask(world, &route, principal, object).await;
            let told =
                format!("{} {} of {object:?} for {principal:?}: {}", route.method, route.path, page.status);
            bears_no_canary(&page, principal, &route);
            keeps_what_is_over(world, &page, principal, &route);
            // Of what is not theirs, those who may ask at all get the answer of what does not exist.
            let reached = if names_a_thing(&route) { !same(&page, &absent) } else { !is_absent(&page) };
            if !admitted {
                let nothing = ask_for_nothing(world, &route, principal, object).await;
                assert!(same(&page, &nothing), "{told}: other bytes than for a page that does not exist");
            }
            let excused = EMPTY_ALL_THE_SAME.iter().any(|(path, _)| *path == route.path);
            assert!(allowed == reached || (allowed && excused), "{told}, and the table says {allowed}");
            let cell = match reached {
                true => Cell::Reached,
                false if page.asks_to_sign_in() => Cell::SignIn,
                false => Cell::Absent,
            };
            row.insert((route.path.to_owned(), route.method, object), cell);
        }
    }
    row
}

/// The matrix as a reviewer reads it: a line for each route and object, a column for each principal.
fn drawn(rows: &BTreeMap<Principal, Row>) -> String {
    let mut text = String::new();
    for (number, principal) in (1..).zip(rows.keys()) {
        let _ = writeln!(text, "{number:>2}  {principal:?}");
    }
    let keys: Vec<_> = rows.values().next().map(|row| row.keys().collect()).unwrap_or_default();
    let mut cells = 0;
    let mut before = String::new();
    for key in keys {
        let (path, method, object) = key;
        let heading = format!("{method} {path}");
        if heading != before {
            let _ = write!(text, "\n{heading}\n");
            before = heading;
        }
        let marks: String = rows.values().map(|row| row[key].mark()).collect();
        cells += marks.len();
        let _ = writeln!(text, "  {marks}  {}", format!("{object:?}").replace("Absent", "-"));
    }
    let _ = writeln!(text, "\n{cells} cells");
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_every_principal_as_the_table_says() {
    // The template of all worlds is made once, before several copy it at the same time.
    let first = World::new().await;
    tokio::task::spawn_blocking(move || drop(first)).await.unwrap();
    let turns = Arc::new(Semaphore::new(WORLDS_AT_ONCE));
    let asked: Vec<_> = Principal::every()
        .map(|principal| (principal, tokio::spawn(row(principal, Arc::clone(&turns)))))
        .collect();
    let mut rows = BTreeMap::new();
    for (principal, row) in asked {
        rows.insert(
            principal,
            row.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic())),
        );
    }
    let cells: usize = rows.values().map(BTreeMap::len).sum();
    assert!(cells > 5_000, "{cells} cells");
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("access-matrix", drawn(&rows));
    });
}

/// What a principal named in a form, and whether it took effect.
type Names = BTreeMap<(Naming, Option<Place>), bool>;

/// Whether a principal may name anything by the table: those who may not share a world, since nothing they send takes effect.
fn names_something(principal: Principal) -> bool {
    Naming::ALL
        .iter()
        .any(|naming| Place::ALL.iter().any(|place| may_name(Rules::default(), *naming, principal, *place)))
}

/// Sends every form that names something as some principals, one after the other.
async fn names_of(principals: Vec<Principal>, turns: Arc<Semaphore>) -> Vec<(Principal, Names)> {
    let _turn = turns.acquire().await.unwrap();
    let world = World::new().await;
    let mut all = Vec::new();
    for principal in principals {
        let mut names = Names::new();
        for naming in Naming::ALL {
            for place in Place::ALL.into_iter().map(Some).chain([None]) {
                let expected =
                    place.is_some_and(|place| may_name(Rules::default(), naming, principal, place));
                let told = format!("{} of {place:?} by {principal:?}", naming.title());
                // Who brings somebody new is only asked of those who see the whole hub.
                let is_ignored = naming == Naming::OriginOfNewcomer || naming == Naming::OriginOfPerson;
                if place.is_none() && is_ignored {
                    continue;
                }
                let named = takes_effect(&world, naming, principal, place).await;
                assert!(
                    expected == named || (place.is_none() && is_harmless(naming)),
                    "{told}: {named}, and the table says {expected}"
                );
                names.insert((naming, place), named);
            }
        }
        all.push((principal, names));
    }
    tokio::task::spawn_blocking(move || drop(world)).await.unwrap();
    all
}

/// An address that nobody has is one that somebody may get.
fn is_harmless(naming: Naming) -> bool {
    matches!(naming, Naming::AddressOfNewcomer | Naming::AddressOfPerson)
}

fn drawn_names(rows: &BTreeMap<Principal, Names>) -> String {
    let mut text = String::new();
    for (number, principal) in (1..).zip(rows.keys()) {
        let _ = writeln!(text, "{number:>2}  {principal:?}");
    }
    let keys: Vec<_> = rows.values().next().map(|row| row.keys().collect()).unwrap_or_default();
    let mut before = None;
    for key in keys {
        let (naming, place) = key;
        if before != Some(*naming) {
            let _ = write!(text, "\n{}\n", naming.title());
            before = Some(*naming);
        }
        let marks: String = rows.values().map(|row| if row[key] { '+' } else { '.' }).collect();
        let place = place.map_or("-".to_owned(), |place| format!("{place:?}"));
        let _ = writeln!(text, "  {marks}  {place}");
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_takes_effect_on_what_the_table_lets_it_name() {
    let first = World::new().await;
    tokio::task::spawn_blocking(move || drop(first)).await.unwrap();
    let turns = Arc::new(Semaphore::new(WORLDS_AT_ONCE));
    let (some, nobody): (Vec<_>, Vec<_>) = Principal::every().partition(|one| names_something(*one));
    let worlds = some.into_iter().map(|one| vec![one]).chain([nobody]);
    let asked: Vec<_> =
        worlds.map(|principals| tokio::spawn(names_of(principals, Arc::clone(&turns)))).collect();
    let mut rows = BTreeMap::new();
    for names in asked {
        let names = names.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
        rows.extend(names);
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("access-bodies", drawn_names(&rows));
    });
}

/// Whether what a rule lets a form name is seen to take no effect without it.
async fn is_missed_in_bodies(world: &World, rule: Rule) -> bool {
    for naming in Naming::ALL.into_iter().filter(|naming| naming.right() == rule.right) {
        for principal in of_role(rule.role) {
            for place in Place::ALL {
                let expected = may_name(Rules::default(), naming, principal, place);
                if expected && !takes_effect(world, naming, principal, Some(place)).await {
                    return true;
                }
            }
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_any_one_rule_a_form_is_seen_to_take_no_effect() {
    let mut world = World::new().await;
    let names = |rule: &&Rule| {
        Naming::ALL.iter().any(|naming| {
            let names = |place: &Place| {
                of_role(rule.role).any(|one| may_name(Rules::default(), *naming, one, *place))
            };
            naming.right() == rule.right && Place::ALL.iter().any(names)
        })
    };
    let rules: Vec<Rule> = RULES.iter().filter(names).copied().collect();
    assert!(rules.len() >= 9, "{rules:?}");
    for rule in rules {
        let others: Vec<Rule> = RULES.iter().copied().filter(|other| *other != rule).collect();
        world.hub.obey(Rules(others.leak()));
        assert!(is_missed_in_bodies(&world, rule).await, "nobody would miss {rule:?} in a form");
    }
}

/// The principals of a role.
fn of_role(role: Role) -> impl Iterator<Item = Principal> {
    Principal::every().filter(move |principal| principal.role() == Some(role))
}

/// Whether the cells that a rule opens are seen closed without it.
async fn is_missed(world: &World, rule: Rule) -> bool {
    let opened = |route: &&Route| matches!(route.access, Access::With(right) | Access::Fresh(right) if right == rule.right);
    let all = all_routes();
    for route in all.iter().filter(opened) {
        for principal in of_role(rule.role) {
            for object in objects(route) {
                let expected = is_allowed(world, Rules::default(), route, principal, object);
                if expected && is_absent(&ask(world, route, principal, object).await) {
                    return true;
                }
            }
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_any_one_rule_the_matrix_fails() {
    let mut world = World::new().await;
    for &rule in RULES {
        let others: Vec<Rule> = RULES.iter().copied().filter(|other| *other != rule).collect();
        world.hub.obey(Rules(others.leak()));
        assert!(is_missed(&world, rule).await, "nobody would miss {rule:?}");
    }
}

#[tokio::test]
async fn a_search_and_its_counts_know_only_ones_own() {
    let world = World::new().await;
    for principal in Principal::every() {
        let client = world.client(principal).await;
        for list in ["/mentees", "/mentors"] {
            // Half of a word that only another place bears: what is typed comes back in the box, the whole word does not.
            for place in Place::ALL {
                let word = place.canary();
                let page = client.get(&format!("{list}?q={}", &word[..word.len() - 1])).await;
                let route = all_routes().into_iter().find(|route| route.path == list).unwrap();
                bears_no_canary(&page, principal, &route);
                if !is_absent(&page) && !may_meet(principal, place, &route) {
                    page.says("0 ");
                }
            }
        }
    }
}

#[tokio::test]
async fn no_mail_bears_the_name_of_anybody() {
    let world = World::new().await;
    let opener = world.client(Principal::Opener).await;
    let email = format!("{}2@exemple.test", Place::A1.canary().to_lowercase());
    opener.post("/exceptional-openings", &[("email", &email), ("reason", "emergency")]).await;
    let mails = world.hub.mails().await;
    assert!(!mails.is_empty());
    for mail in mails {
        let mail = mail.text(&world.hub.app.secret).unwrap();
        for place in Place::ALL {
            assert!(!mail.contains(&format!("{}-Nom", place.canary())), "{mail}");
        }
    }
}
