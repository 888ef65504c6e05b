//! What is asked for: every GET route as each role, with addresses of things that are there.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Statement};
use tandem::accounts::access::Role;
use tandem::db::{Db, Id};
use tandem::rounds::criteria::{Criterion, Weights};
use tandem::router::routes;

use super::{Options, hub};

/// How many different addresses of one route are asked for.
const ADDRESSES: u64 = 200;

/// A route as one role, with addresses of things that are there.
pub struct Target {
    pub label: String,
    pub role: &'static str,
    pub cookie: String,
    pub paths: Vec<String>,
}

/// What is asked for beside the bare addresses: searches, filters, other weights.
const VARIANTS: [&str; 11] = [
    "/mentees?q=ma",
    "/mentees?q=berna",
    "/mentees?q=marie+tin",
    "/mentees?state=unmatched",
    "/mentees?state=waiting&order=welcome",
    "/mentees?place=13055&track=employment",
    "/mentees?page=100",
    "/mentors?q=tho",
    "/mentors?availability=mon-eve&track=creation",
    "/steps?view=late",
    "/territory?track=employment",
];

/// Every GET route as each role that reaches it, then the variants.
pub async fn targets(db: &Db, options: &Options, cookies: &BTreeMap<&'static str, String>) -> Vec<Target> {
    let own = own_ids(db).await;
    let mut targets = Vec::new();
    for route in routes(false).list().iter().filter(|route| route.method == "GET") {
        for &role in &route.roles {
            // They see what a coordinator sees.
            let same = role == Role::HubResponsible.code() && route.roles.contains(&Role::Coordinator.code());
            let public = route.roles.contains(&"public") && role != "public";
            let Some(cookie) = cookies.get(role).filter(|_| !same && !public) else { continue };
            if !options.wants(route.path, role) {
                continue;
            }
            let paths = addresses(db, route.path, role, &own).await;
            targets.push(Target { label: route.path.to_owned(), role, cookie: cookie.clone(), paths });
        }
    }
    let coordinator = Role::Coordinator.code();
    let weight = |&criterion: &Criterion| {
        let moved = if criterion == Criterion::Topics { 10 } else { 0 };
        format!("weight_{}={}", criterion.code(), Weights::default().of(criterion) + moved)
    };
    let weights = Criterion::ALL.iter().map(weight).collect::<Vec<_>>().join("&");
    let rounds = addresses(db, "/rounds/{id}/what-if", coordinator, &own).await;
    let weights = rounds.iter().map(|path| format!("{path}?{weights}"));
    for path in VARIANTS.map(str::to_owned).into_iter().chain(weights) {
        if options.wants(&path, coordinator) {
            let label = path.split('&').next().unwrap_or_default().to_owned();
            let cookie = cookies.get(coordinator).cloned().unwrap_or_default();
            targets.push(Target { label, role: coordinator, cookie, paths: vec![path] });
        }
    }
    targets
}

/// What the mentor and the mentee who have an account see: the person, the journey, the tandem.
async fn own_ids(db: &Db) -> BTreeMap<(&'static str, &'static str), Vec<Id>> {
    let mut own = BTreeMap::new();
    for role in ["mentor", "mentee"] {
        let person = format!("SELECT person_id AS id FROM accounts WHERE role = '{role}'");
        let side = if role == "mentor" { "mentors" } else { "journeys" };
        let column = if role == "mentor" { "mentor_id" } else { "journey_id" };
        let tandems = format!(
            "SELECT id FROM tandems WHERE {column} IN (SELECT id FROM {side} WHERE person_id IN ({person}))"
        );
        let proposals = tandems.replace("tandems", "proposals");
        own.insert((role, "people"), ids(db, &person).await);
        own.insert((role, "tandems"), ids(db, &tandems).await);
        own.insert((role, "proposals"), ids(db, &proposals).await);
    }
    own
}

/// The keys that a query gives.
pub async fn ids(db: &Db, sql: &str) -> Vec<Id> {
    let statement = Statement::from_string(db.get_database_backend(), sql.to_owned());
    let rows = db.query_all_raw(statement).await.expect("the ids");
    rows.iter().map(|row| row.try_get("", "id").expect("an id")).collect()
}

/// The addresses of a route for a role.
pub async fn addresses(
    db: &Db,
    path: &str,
    role: &'static str,
    own: &BTreeMap<(&'static str, &'static str), Vec<Id>>,
) -> Vec<String> {
    if !path.contains('{') {
        return vec![path.to_owned()];
    }
    let place = |column: &str, role: &str| {
        format!("{column} IN (SELECT {column} FROM accounts WHERE role = '{role}')")
    };
    let seen = match role {
        "responsible" => place("organisation_id", role),
        "adviser" => place("branch_id", role),
        _ => "1 = 1".to_owned(),
    };
    let journeys = format!("SELECT id FROM journeys WHERE person_id IN (SELECT id FROM people WHERE {seen})");
    let noun = path.split('/').nth(1).unwrap_or_default();
    // Spread over the table, since keys follow each other in time.
    let spread = |sql: String| {
        format!("SELECT id FROM ({sql}) AS every ORDER BY substr(CAST(id AS text), 30), id LIMIT {ADDRESSES}")
    };
    let spread = |sql: String| {
        if db.get_database_backend() == sea_orm::DbBackend::Sqlite {
            format!("SELECT id FROM ({sql}) ORDER BY substr(hex(id), 25) LIMIT {ADDRESSES}")
        } else {
            spread(sql)
        }
    };
    let found = match (noun, own.iter().find(|((of, what), _)| *of == role && *what == noun)) {
        (_, Some((_, ids))) => ids.clone(),
        ("people", _) => ids(db, &spread(format!("SELECT id FROM people WHERE {seen}"))).await,
        ("journeys", _) => ids(db, &spread(journeys)).await,
        ("tandems", _) => {
            ids(
                db,
                &spread(format!(
                    "SELECT id FROM tandems WHERE closed_on IS NULL AND journey_id IN ({journeys})"
                )),
            )
            .await
        }
        ("proposals", _) => {
            ids(db, &spread(format!("SELECT id FROM proposals WHERE journey_id IN ({journeys})"))).await
        }
        ("steps", _) => {
            ids(
                db,
                &spread(format!(
                    "SELECT id FROM steps WHERE subject_kind = 'journey' AND subject_id IN ({journeys})"
                )),
            )
            .await
        }
        ("rounds", _) => ids(db, "SELECT id FROM rounds").await,
        ("organisations", _) => {
            ids(
                db,
                &format!(
                    "SELECT id FROM organisations WHERE {}",
                    seen.replacen("organisation_id IN", "id IN", 1).replacen(
                        "branch_id IN (SELECT branch_id",
                        "id IN (SELECT organisation_id",
                        1
                    )
                ),
            )
            .await
        }
        _ => Vec::new(),
    };
    let second = ids(db, "SELECT journey_id AS id FROM proposals LIMIT 1").await;
    let second = second.first().copied().unwrap_or_default();
    let fill = |path: &str, first: &str| {
        let mut filled = String::new();
        for (number, part) in path.split('/').skip(1).enumerate() {
            filled.push('/');
            match part {
                "{part}" => filled.push_str("mentor"),
                "{*path}" => filled.push_str("style.css"),
                "{journey}" if number > 1 => filled.push_str(&second.to_string()),
                part if part.starts_with('{') => filled.push_str(first),
                part => filled.push_str(part),
            }
        }
        filled
    };
    match found.is_empty() {
        true => vec![fill(path, "x")],
        false => found.iter().map(|&id| fill(path, &hub::written(id))).collect(),
    }
}
