//! Whether the doors tell by their time that an address is known: `cargo bench --bench doors [-- URL] [--pairs N]`.
//!
//! A known and an unknown address are tried in turn, several hundred times at each door, and the medians are compared. Failures
//! are forgotten in between, so that nobody waits. URL: an empty PostgreSQL database; SQLite in a file otherwise.

#![expect(clippy::expect_used, reason = "a bench that cannot run must stop")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use sea_orm::ConnectionTrait;
use tandem::accounts::access::{Role, Rules};
use tandem::accounts::account::Account;
use tandem::accounts::rate_limit::Limits;
use tandem::accounts::{password, store};
use tandem::db::{self, Actor, Db, Write, new_id};
use tandem::home::Notices;
use tandem::limits::{Cache, Together};
use tandem::outside::openid::Providers;
use tandem::router::router;
use tandem::secret::Secret;
use tandem::state::{self, App, Clock};
use tandem::web::Proxies;
use tower::ServiceExt;

const DOORS: [&str; 3] = ["/sign-in/password", "/sign-in/links", "/password-resets"];
const KNOWN: &str = "connue@exemple.test";
const UNKNOWN: &str = "autres@exemple.test";

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let after = |flag: &str| arguments.iter().skip_while(|argument| *argument != flag).nth(1);
    let pairs: usize = after("--pairs").map_or(300, |number| number.parse().expect("a number of pairs"));
    let file = std::env::temp_dir().join(format!("tandem-doors-{}.db", new_id().simple()));
    let sqlite = format!("sqlite://{}?mode=rwc", file.display());
    let url = arguments.first().filter(|first| first.contains("://")).unwrap_or(&sqlite);
    let db = db::open(url).await.expect("the database opens");
    db::migrate(&db).await.expect("the migrations apply");
    let hub = router(hub(&db).await);
    println!("{:<20} {:>14} {:>14} {:>12}", "door", "known, µs", "unknown, µs", "gap, µs");
    for door in DOORS {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for pair in 0..pairs {
            // Neither is always the one that comes second.
            let turns = if pair % 2 == 0 { [KNOWN, UNKNOWN] } else { [UNKNOWN, KNOWN] };
            for email in turns {
                let took = knock(&hub, door, email).await;
                if email == KNOWN {
                    known.push(took)
                } else {
                    unknown.push(took)
                }
                let emptied = "DELETE FROM attempts; DELETE FROM links; DELETE FROM outbox; DELETE FROM jobs";
                db.execute_unprepared(emptied).await.expect("the tables can be emptied");
            }
        }
        let (known, unknown) = (median(known), median(unknown));
        println!("{door:<20} {known:>14} {unknown:>14} {:>12}", known - unknown);
    }
    drop(std::fs::remove_file(file));
}

/// A hub where one adviser is known, with a password.
async fn hub(db: &Db) -> App {
    let secret = Secret::fleeting().expect("a key");
    let write =
        Write::begin(db, &secret, Actor::HUB, state::now()).await.expect("the database can be written");
    let identity = store::get_or_insert_identity(&write, KNOWN).await.expect("an identity");
    let account = Account {
        id: new_id(),
        identity_id: Some(identity.id),
        name: "Une adresse connue".to_owned(),
        role: Role::Adviser,
        organisation_id: None,
        branch_id: None,
        person_id: None,
        accepted_at: Some(state::now()),
        withdrawn_on: None,
    };
    store::insert(&write, &account).await.expect("an account");
    let hash = password::hash("quatre mots sans rapport", [3; 16]).expect("a hash");
    store::save_password(&write, identity.id, hash).await.expect("a password");
    write.commit().await.expect("the hub is written");
    App {
        db: db.clone(),
        demo: false,
        https: false,
        base_url: "http://hub.test".to_owned(),
        clock: Clock::System,
        secret,
        rules: Rules::default(),
        limits: Limits::default(),
        proxies: Proxies::default(),
        providers: Providers::default(),
        texts: Default::default(),
        text_secret: None,
        bounces: None,
        rehearses: false,
        contact_email: "contact@exemple.test".to_owned(),
        notices: Notices::default(),
        cache: Cache::default(),
        openings: Together::default(),
        sending: None,
        only_shows: false,
        reader: None,
    }
}

/// Tries an address at a door, and says how long the answer took.
async fn knock(hub: &Router, door: &str, email: &str) -> Duration {
    let fields = format!("email={}&password=un+mot+de+passe+faux", email.replace('@', "%40"));
    let request = Request::post(door)
        .header(header::HOST, "hub.test")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields))
        .expect("a request");
    let begun = Instant::now();
    let answer = hub.clone().oneshot(request).await.expect("the router always answers");
    let body = to_bytes(answer.into_body(), usize::MAX).await.expect("the answer is complete");
    let took = begun.elapsed();
    assert!(body.len() > 500, "{door} shows a page");
    took
}

/// The median, in microseconds.
fn median(mut times: Vec<Duration>) -> i128 {
    times.sort();
    times.get(times.len() / 2).map_or(0, |time| time.as_micros().try_into().unwrap_or(i128::MAX))
}
