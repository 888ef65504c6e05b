//! What stands around the program on a machine: the unit, its settings and the container file agree with the program, and with
//! each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, prlimit};
use tandem::accounts::access::Role;
use tandem::web::server::{GRACE, MOST_CONNECTIONS, REST_AT_STOP};

use crate::support::{Folder, Request, Served, TestHub};

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines `name=value` of a file; the last of a name counts.
fn settings(path: &str) -> BTreeMap<String, String> {
    let text = text(path);
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Every variable that a text names.
fn variables(text: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_uppercase() || letter == '_';
    let words = text.split(|letter| !is_part(letter)).filter(|word| word.starts_with("TANDEM_"));
    words.map(str::to_owned).collect()
}

/// What the program says of its settings.
fn help() -> String {
    Folder::new().does(&["--help"])
}

/// What a job that has begun may take: the figures that are published at night.
const LONGEST_JOB: Duration = Duration::from_secs(60);

#[test]
fn the_numbers_of_the_unit_are_those_of_the_program() {
    let unit = settings("packaging/tandem.service");
    let number = |name: &str| unit[name].parse::<u64>().unwrap();
    let stop = Duration::from_secs(number("TimeoutStopSec"));
    assert!(stop >= REST_AT_STOP + GRACE + LONGEST_JOB, "it is killed before its end");
    // The hub and its metrics have as many places each; the files of the database and the log come beside them.
    assert!(number("LimitNOFILE") >= 2 * MOST_CONNECTIONS as u64 + 256);
    assert_eq!([&*unit["UMask"], &*unit["StateDirectoryMode"]], ["0077", "0700"]);
    assert_eq!(unit["ExecStart"], "/usr/bin/tandem serve");
    let folder = format!("/var/lib/{}", unit["StateDirectory"]);
    assert_eq!(settings("packaging/tandem.env")["TANDEM_DATA_DIR"], folder);
    assert_eq!(unit["WorkingDirectory"], folder);
    assert!(text("packaging/tandem.sysusers").contains(&format!("u {} - ", unit["User"])));
}

#[test]
fn every_setting_is_one_of_the_program_and_is_written_down() {
    let known = variables(&help());
    assert!(known.len() > 15, "{known:?}");
    for path in [".env.example", "docs/operations.md", "packaging/tandem.env", "packaging/Containerfile"] {
        let unknown: Vec<_> = variables(&text(path)).difference(&known).cloned().collect();
        assert!(unknown.is_empty(), "{path} names {unknown:?}");
    }
    for path in [".env.example", "docs/operations.md"] {
        let missing: Vec<_> = known.difference(&variables(&text(path))).cloned().collect();
        assert!(missing.is_empty(), "{path} lacks {missing:?}");
    }
}

#[test]
fn the_port_is_the_same_everywhere() {
    let listen = settings("packaging/tandem.env")["TANDEM_LISTEN"].clone();
    let help = help();
    let (_, after) = help.split_once("[env: TANDEM_LISTEN=").unwrap();
    let said = after.split("[env: ").next().unwrap();
    assert!(said.contains(&format!("[default: {listen}]")), "{said}");
    let port = listen.rsplit(':').next().unwrap();
    let container = text("packaging/Containerfile");
    assert!(container.contains(&format!("TANDEM_LISTEN=0.0.0.0:{port} ")));
    assert!(container.contains(&format!("\nEXPOSE {port}\n")));
}

#[test]
fn whoever_watches_a_hub_asks_it_whether_it_is_ready() {
    let folder = Folder::new();
    let served = Served::start(&folder, "serve", &[]);
    let address = served.address().to_string();
    assert_eq!(folder.does(&["ready", "--listen", &address]), "ready\n");
    served.kill();
    assert!(folder.refuses(&["ready", "--listen", &address]).contains("nothing answers"));
}

/// As much address space as a small machine gives, with the settings of the unit.
#[tokio::test(flavor = "multi_thread")]
async fn pages_that_read_the_whole_hub_are_shown_in_a_small_address_space() {
    const BYTES: u64 = 512 * 1024 * 1024;
    let unit = settings("packaging/tandem.service");
    let (name, value) = unit["Environment"].split_once('=').unwrap();
    let folder = Folder::with_demonstration().await;
    let persona = TestHub::demo().await.persona(Role::Coordinator).await;
    let served = Served::start(&folder, "demo", &[(name, Path::new(value))]);
    let small = Rlimit { current: Some(BYTES), maximum: Some(BYTES) };
    prlimit(Some(served.pid()), Resource::As, small).unwrap();
    let entered = served.post(&persona).unwrap();
    let session = entered.session().expect("somebody enters");
    std::thread::scope(|scope| {
        for path in ["/rounds/new", "/dashboard", "/territory", "/mentees"].repeat(4) {
            let (asked, served) = (Request::get(path).signed_in(session), &served);
            scope.spawn(move || assert_eq!(served.send(&asked).unwrap().status, 200, "{path}"));
        }
    });
}
