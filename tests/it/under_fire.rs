//! Many people at once, each role over what it reaches: the hub keeps its memory, answers others, and rests afterwards.
//!
//! The bounds are those of docs/operations.md in the long form, and three times as much otherwise: a machine that builds beside
//! the tests is no machine that serves a hub.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tandem::accounts::access::Role;
use tokio::time::Instant;

use crate::support::{Folder, Request, Served, TestHub, is_long};

const CLIENTS: usize = 64;
const MOST_MEGABYTES: u64 = 300;
const LONGEST_HOME: Duration = Duration::from_millis(200);
/// The hub rests this long after the last request.
const REST: Duration = Duration::from_secs(2);

fn slack() -> u32 {
    if is_long() { 1 } else { 3 }
}

/// What somebody saw who looked on during a storm.
#[derive(Debug, Default)]
struct Seen {
    answers: usize,
    busy: usize,
    /// Answers that are no answers: 500, or a connection cut off.
    wrong: Vec<String>,
    megabytes: u64,
    /// The slowest answer of the home page.
    home: Duration,
    not_ready: usize,
}

/// The addresses of the hub that somebody finds by following links, with a few searches.
fn reached(served: &Served, session: &str) -> Vec<Request> {
    const MOST: usize = 80;
    let mut found: Vec<String> = ["/", "/me", "/mentees?q=ma", "/mentors?q=tho"].map(str::to_owned).into();
    let mut known: BTreeSet<String> = found.iter().cloned().collect();
    let mut next = 0;
    while next < found.len() && found.len() < MOST {
        let page = served.send(&Request::get(&found[next]).signed_in(session)).unwrap();
        next += 1;
        for part in page.body.split("href=\"/").skip(1) {
            let address = part.split(['"', '#']).next().unwrap_or_default().replace("&amp;", "&");
            let address = format!("/{address}");
            if !address.starts_with("/static") && known.insert(address.clone()) {
                found.push(address);
            }
        }
    }
    found.iter().map(|path| Request::get(path).signed_in(session)).collect()
}

/// Sends requests drawn at random from as many clients as there may be, for a while, and looks on.
fn storm(served: &Served, requests: &[Request], lasts: Duration) -> Seen {
    let stop = AtomicBool::new(false);
    let (answers, busy, wrong) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
    let mut seen = Seen::default();
    std::thread::scope(|scope| {
        let (stop, answers, busy, wrong) = (&stop, &answers, &busy, &wrong);
        for client in 0..CLIENTS {
            scope.spawn(move || {
                let mut drawn = client;
                while !stop.load(Ordering::Relaxed) {
                    // Knuth's linear congruential generator, of which the high bits are drawn.
                    drawn =
                        drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let request = &requests[(drawn >> 33) % requests.len()];
                    match served.status_of(request) {
                        Ok(503) => {
                            busy.fetch_add(1, Ordering::Relaxed);
                        }
                        Ok(status) if status < 500 => {
                            answers.fetch_add(1, Ordering::Relaxed);
                        }
                        Ok(status) => wrong.lock().unwrap().push(format!("{status} {}", request.path)),
                        Err(error) => wrong.lock().unwrap().push(format!("{error} {}", request.path)),
                    }
                }
            });
        }
        let begun = Instant::now();
        while begun.elapsed() < lasts {
            let asked = Instant::now();
            assert_eq!(served.get("/").unwrap().status, 200);
            seen.home = seen.home.max(asked.elapsed());
            seen.not_ready += usize::from(served.get("/readyz").unwrap().status != 200);
            seen.megabytes = seen.megabytes.max(served.resident_megabytes());
            std::thread::sleep(Duration::from_millis(50));
        }
        stop.store(true, Ordering::Relaxed);
    });
    seen.answers = answers.into_inner();
    seen.busy = busy.into_inner();
    seen.wrong = wrong.into_inner().unwrap();
    seen
}

/// What is wrong with a storm, after which the hub should be as it was.
fn faults(served: &Served, what: &str, requests: &[Request], lasts: Duration) -> Vec<String> {
    let Seen { answers, busy, wrong, megabytes, home, not_ready } = storm(served, requests, lasts);
    std::thread::sleep(REST);
    let before = served.used();
    std::thread::sleep(Duration::from_secs(1));
    let works = served.used() - before;
    println!(
        "{what}: {answers} answers, {busy} refused, {megabytes} MB, home {home:?}, then {works} % of a core"
    );
    let first = wrong.first().cloned().unwrap_or_default();
    [
        (answers + busy == 0, "nobody was answered".to_owned()),
        (!wrong.is_empty(), format!("{} wrong answers, as {first}", wrong.len())),
        (not_ready > 0, format!("it was not ready {not_ready} times")),
        (megabytes > MOST_MEGABYTES, format!("{megabytes} MB")),
        (home > LONGEST_HOME * slack(), format!("the home page took {home:?}")),
        (works > 10 * u64::from(slack()), format!("it still works, {works} % of a core")),
    ]
    .into_iter()
    .filter_map(|(is_wrong, said)| is_wrong.then(|| format!("{what}: {said}")))
    .collect()
}

/// The token of a session of each role, and of none.
async fn sessions(served: &Served) -> Vec<(&'static str, String)> {
    let mut sessions = vec![("public", String::new())];
    for role in Role::ALL {
        let entrance = TestHub::demo().await.persona(*role).await;
        let entered = served.post(&entrance).unwrap();
        sessions.push((role.code(), entered.session().expect("a persona enters").to_owned()));
    }
    sessions
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_storms_the_pages_it_reaches() {
    let folder = Folder::with_demonstration().await;
    let served = Served::start(&folder, "demo", &[]);
    served.settle();
    let lasts = Duration::from_secs(if is_long() { 10 } else { 2 });
    let mut wrong = Vec::new();
    for (role, session) in sessions(&served).await {
        let requests = reached(&served, &session);
        assert!(requests.len() > 10, "{role} finds {} pages", requests.len());
        wrong.extend(faults(&served, role, &requests, lasts));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_costly_route_is_stormed_alone() {
    let folder = Folder::with_demonstration().await;
    let served = Served::start(&folder, "demo", &[]);
    served.settle();
    let sessions = sessions(&served).await;
    let session = |role: Role| &sessions.iter().find(|(of, _)| *of == role.code()).unwrap().1;
    let coordinator = session(Role::Coordinator);
    let signed_in = |request: Request| vec![request.signed_in(coordinator)];
    let list = format!("Prénom;Nom;Adresse e-mail\n{}", "Zoé;Calanque;zoe@exemple.test\n".repeat(60_000));
    let round = signed_in(Request::post("/rounds", String::new()));
    let reset = format!("/password-resets/{}", "0".repeat(64));
    let password = "password=un+mot+de+passe+bien+long&repeated=un+mot+de+passe+bien+long".to_owned();
    let guess = "email=zoe%40exemple.test&password=un+mot+de+passe+bien+long".to_owned();
    let costly = [
        ("guesses of a password", vec![Request::post("/sign-in/password", guess)]),
        ("links that lead nowhere", vec![Request::post(&reset, password)]),
        ("requests of links", vec![Request::post("/sign-in/links", "email=zoe%40exemple.test".to_owned())]),
        ("a large list", signed_in(Request::upload("/import", "liste.csv", &list))),
        ("rounds", round),
        ("the settings of a round", signed_in(Request::get("/rounds/new"))),
        ("what a round would give", signed_in(Request::get(&what_if(&served, coordinator)))),
        ("searches", signed_in(Request::get("/mentees?q=ma"))),
        ("the dashboard", signed_in(Request::get("/dashboard"))),
        ("the territory", signed_in(Request::get("/territory"))),
        ("results", signed_in(Request::get("/results"))),
        ("results as a file", signed_in(Request::get("/results.csv"))),
    ];
    let lasts = Duration::from_secs(if is_long() { 2 } else { 1 });
    let wrong: Vec<String> =
        costly.iter().flat_map(|(what, requests)| faults(&served, what, requests, lasts)).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

/// The address of what the first round would give with other weights.
fn what_if(served: &Served, session: &str) -> String {
    let rounds = served.send(&Request::get("/rounds").signed_in(session)).unwrap();
    let id = rounds.body.split("href=\"/rounds/").nth(1).and_then(|after| after.split('"').next());
    format!("/rounds/{}/what-if?weight_trade=60&weight_sector=10", id.expect("the demonstration has a round"))
}
