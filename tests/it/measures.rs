//! The metrics of a hub that runs: what Prometheus reads on an address of their own, and nobody elsewhere.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tandem::accounts::access::Role;
use tandem::db::{self, new_id};
use tandem::router;

use crate::support::{Folder, Request, Served, TestHub, ask, free_address};

/// Each measure by its name with its labels.
type Measures = BTreeMap<String, f64>;

/// Reads the text format: comments, and lines of a name, its labels and a number.
fn scrape(address: SocketAddr) -> Measures {
    let answer = ask(address, &Request::get("/metrics")).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    let lines = answer.body.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let measure = |line: &str| {
        let (name, value) = line.rsplit_once(' ').expect(line);
        (name.to_owned(), value.parse::<f64>().expect(line))
    };
    lines.map(measure).collect()
}

#[track_caller]
fn value(measures: &Measures, name: &str) -> f64 {
    *measures.get(name).unwrap_or_else(|| panic!("{name} is not among {measures:#?}"))
}

/// Scrapes until a measure is at least so much.
#[track_caller]
fn wait_for(address: SocketAddr, name: &str, least: f64) -> Measures {
    for _ in 0..300 {
        let measures = scrape(address);
        if measures.get(name).is_some_and(|value| *value >= least) {
            return measures;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{name} never comes to {least}: {:#?}", scrape(address));
}

/// The values of a label.
fn labels<'a>(measures: &'a Measures, label: &str) -> Vec<&'a str> {
    let begin = format!("{label}=\"");
    let found = |name: &'a String| Some(name.split_once(&begin)?.1.split_once('"')?.0);
    measures.keys().filter_map(found).collect()
}

/// Serves the demonstration with its metrics.
async fn served() -> (Folder, Served, SocketAddr) {
    let folder = Folder::with_demonstration().await;
    let address = free_address();
    let listen = address.to_string();
    let served = Served::start(&folder, "demo", &[("TANDEM_METRICS_LISTEN", Path::new(&listen))]);
    (folder, served, address)
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_route_and_status_and_no_label_holds_what_a_client_wrote() {
    let (_folder, served, address) = served().await;
    let persona = TestHub::demo().await.persona(Role::Coordinator).await;
    let (id, other) = (new_id(), new_id());
    served.get(&format!("/tandems/{id}?q={other}")).unwrap();
    served.get("/").unwrap();
    served.get("/").unwrap();
    let entered = served.post(&persona).unwrap();
    let session = entered.session().expect("somebody enters");
    let absent = Request::get(&format!("/tandems/{id}")).signed_in(session);
    assert_eq!(served.send(&absent).unwrap().status, 404);
    for path in [format!("/{id}"), format!("/people/{id}/{other}"), "/nowhere".to_owned()] {
        served.get(&path).unwrap();
    }
    served.send(&Request::get("/").by("INVENTED")).unwrap();

    let measures = scrape(address);
    let requests = |method, route, status| {
        let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
        value(&measures, &format!("tandem_requests_total{{{labels}}}"))
    };
    assert_eq!(requests("GET", "/", 200), 2.0);
    assert_eq!(requests("GET", "/tandems/{id}", 303), 1.0);
    assert_eq!(requests("GET", "/tandems/{id}", 404), 1.0);
    assert_eq!(requests("GET", "none", 303), 3.0);
    assert_eq!(requests("POST", "/personas/{id}", 303), 1.0);
    assert_eq!(value(&measures, "tandem_request_seconds_count{method=\"GET\",route=\"/\"}"), 2.0);

    let routes = router::routes(true);
    let known = |route: &str| route == "none" || routes.list().iter().any(|known| known.path == route);
    assert!(labels(&measures, "route").iter().all(|route| known(route)), "{measures:#?}");
    assert!(labels(&measures, "method").iter().all(|method| ["GET", "POST", "other"].contains(method)));
    let written = measures.keys().cloned().collect::<String>();
    for word in [&*id.to_string(), &*other.to_string(), "INVENTED", "nowhere", session] {
        assert!(!written.contains(word), "{word} is in {written}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_mail_steps_places_and_memory_are_measured() {
    let (folder, served, address) = served().await;
    // The sweep is due when a hub begins.
    wait_for(address, "tandem_jobs_total{kind=\"sweep\",result=\"done\"}", 1.0);
    let db = db::open(&folder.url("demo.db")).await.unwrap();
    let known = Statement::from_string(DbBackend::Sqlite, "SELECT email FROM identities LIMIT 1");
    let email: String = db.query_one_raw(known).await.unwrap().unwrap().try_get("", "email").unwrap();
    let link = Request::post("/sign-in/links", format!("email={email}"));
    assert_eq!(served.send(&link).unwrap().status, 200);
    let measures = wait_for(address, "tandem_mail_total{result=\"sent\"}", 1.0);

    for kind in [
        "message",
        "round",
        "pursuit",
        "conclusion",
        "honest_no",
        "arrival",
        "absences",
        "escalation",
        "digest",
        "sweep",
        "publication",
        "attestation",
        "bounces",
    ] {
        value(&measures, &format!("tandem_jobs_waiting{{kind=\"{kind}\"}}"));
    }
    value(&measures, "tandem_mail_waiting");
    assert!(value(&measures, "tandem_steps_overdue") > 0.0, "the demonstration has some");
    for kind in ["hashing", "holding", "examining", "solving", "protecting", "showing"] {
        for name in ["running", "waiting", "refused_total"] {
            assert_eq!(value(&measures, &format!("tandem_limit_{name}{{kind=\"{kind}\"}}")), 0.0);
        }
    }
    assert_eq!(value(&measures, "tandem_limit_places{kind=\"showing\",of=\"waiting\"}"), 508.0);
    assert!(value(&measures, "tandem_database_write_wait_seconds_count") >= 2.0);
    assert!(value(&measures, "tandem_database_reading_seconds_count") >= 2.0);
    assert!(value(&measures, "tandem_database_connections{pool=\"readers\",state=\"open\"}") >= 1.0);
    assert_eq!(value(&measures, "tandem_database_answers"), 1.0);
    assert!(value(&measures, "process_resident_memory_bytes") > 1_000_000.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_metrics_are_on_their_own_address_alone() {
    let (_folder, served, address) = served().await;
    let elsewhere = served.get("/metrics").unwrap();
    assert_ne!(elsewhere.status, 200);
    assert!(!elsewhere.body.contains("tandem_requests_total"), "{}", elsewhere.body);
    assert_eq!(ask(address, &Request::get("/")).unwrap().status, 404);
    assert!(served.stop().success());
    assert!(ask(address, &Request::get("/metrics")).is_err(), "it stops with the hub");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_does_not_answer_is_a_measure() {
    let (folder, served, address) = served().await;
    let db = db::open(&folder.url("demo.db")).await.unwrap();
    db.execute_unprepared("ALTER TABLE jobs RENAME TO gone").await.unwrap();
    for _ in 0..100 {
        if value(&scrape(address), "tandem_database_answers") == 0.0 {
            served.kill();
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("it is said to answer");
}
