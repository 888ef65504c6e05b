//! The disk fails for a while, then is well again.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tandem::accounts::access::Role;
use tandem::db;
use tandem::secret::fingerprint;

use crate::support::{Folder, Served, TestHub};

/// How long the disk fails, and how long it is well before and after.
const A_WHILE: Duration = Duration::from_millis(1500);

/// Compiles what makes a disk fail.
fn failing_disk(folder: &Folder) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/keeping/failing_disk.c");
    let library = folder.file("failing_disk.so");
    let mut compile = Command::new("cc");
    compile.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).arg("-ldl");
    assert!(compile.status().unwrap().success());
    library
}

/// What somebody was answered who asked for a session again and again.
#[derive(Default)]
struct Answers {
    /// The tokens of the sessions that they were given.
    given: Vec<String>,
    /// How often they were told that it is not known whether it is stored.
    in_doubt: usize,
    /// How often they were told anything else.
    refused: Vec<String>,
}

fn ask_until(served: &Served, path: &str, stop: &AtomicBool) -> Answers {
    let mut answers = Answers::default();
    while !stop.load(Ordering::Relaxed) {
        let Ok(answer) = served.post(path) else { continue };
        match (answer.status, answer.session()) {
            (303, Some(token)) => answers.given.push(token.to_owned()),
            (503, _) if answer.body.contains("Nous ne savons pas si c’est enregistré") => {
                assert!(!answer.body.contains("Rien n’a été perdu"), "{}", answer.body);
                answers.in_doubt += 1;
            }
            _ => answers.refused.push(answer.body),
        }
    }
    answers
}

/// Four people ask for sessions while the disk is well, fails in some way, and is well again.
fn ask_through(served: &Served, path: &str, flag: &Path, fault: &str) -> (Vec<Answers>, Vec<Answers>) {
    let ask_four = |meanwhile: &dyn Fn()| {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let asking: Vec<_> = (0..4).map(|_| scope.spawn(|| ask_until(served, path, &stop))).collect();
            meanwhile();
            stop.store(true, Ordering::Relaxed);
            asking.into_iter().map(|asking| asking.join().unwrap()).collect::<Vec<_>>()
        })
    };
    let failing = ask_four(&|| {
        std::thread::sleep(A_WHILE);
        std::fs::write(flag, fault).unwrap();
        served.wait_for("/readyz", 503);
        std::thread::sleep(A_WHILE);
    });
    std::fs::remove_file(flag).unwrap();
    let well = ask_four(&|| {
        served.wait_for("/readyz", 200);
        std::thread::sleep(A_WHILE);
    });
    (failing, well)
}

async fn sessions(file: &Path) -> Vec<String> {
    let db = db::open(&format!("sqlite://{}", file.display())).await.unwrap();
    let every = Statement::from_string(DbBackend::Sqlite, "SELECT token_hash FROM sessions");
    let rows = db.query_all_raw(every).await.unwrap();
    rows.iter().map(|row| row.try_get("", "token_hash").unwrap()).collect()
}

async fn keeps_what_it_said(fault: &str) {
    let folder = Folder::with_demonstration().await;
    let persona = TestHub::demo().await.persona(Role::Coordinator).await;
    let (library, flag) = (failing_disk(&folder), folder.file("flag"));
    let served = Served::start(&folder, "demo", &[("LD_PRELOAD", &library), ("FAULTS", &flag)]);
    served.wait_for("/readyz", 200);
    let (failing, well) = ask_through(&served, &persona, &flag, fault);
    served.kill();
    let stored = sessions(&folder.file("demo.db")).await;
    let in_doubt: usize = failing.iter().map(|answers| answers.in_doubt).sum();
    assert!(in_doubt > 0, "nobody was told that it is in doubt");
    let given = |answers: &[Answers]| answers.iter().flat_map(|of| of.given.clone()).collect::<Vec<_>>();
    assert!(!given(&failing).is_empty() && !given(&well).is_empty());
    let lost = given(&failing).into_iter().chain(given(&well)).filter(|token| {
        let hash = fingerprint("session", token);
        !stored.contains(&hash)
    });
    assert_eq!(lost.count(), 0, "of {} sessions stored", stored.len());
    for answers in well {
        assert_eq!(answers.refused, Vec::<String>::new(), "the disk is well again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_kept_when_syncs_fail_for_a_while() {
    keeps_what_it_said("s").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_kept_when_the_disk_is_full_for_a_while() {
    keeps_what_it_said("f").await;
}
