//! Work that is due: claimed once, held while it lasts, taken up again after a crash, and done by a tick.

use std::process::Command;

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::accounts::viewer::By;
use tandem::acts::jobs::schedule;
use tandem::acts::rounds::run::{self, NewRound};
use tandem::db::{Deciding as _, Id, Snapshot};
use tandem::error::Error;
use tandem::jobs::{self, Claim, LEASE};
use tandem::rounds::inputs::Inputs;
use tandem::rounds::store;
use tandem::state::{App, Clock};
use tandem::worker::{self, Done};
use time::Duration;

use crate::support::TestHub;

/// The same hub, some time later.
fn later(hub: &TestHub, by: Duration) -> App {
    App { clock: Clock::Stopped(hub.app.now().plus(by)), ..hub.app.clone() }
}

/// Adds a job of no meaning that is due now.
async fn add(hub: &TestHub, key: &str) {
    let write = hub.write().await;
    jobs::store::schedule(&write, "sweep", key, write.now()).await.unwrap();
    write.commit().await.unwrap();
}

async fn claim(app: &App) -> Option<Claim> {
    jobs::store::claim(&app.db, &["sweep"], app.now()).await.unwrap()
}

/// Asks for a round that nobody has begun yet.
async fn asked(hub: &TestHub) -> Id {
    let by = hub.by(Role::Coordinator).await;
    let write = hub.write_by(&by).await;
    let asked = NewRound::default();
    let id = run::request(&write, &by, &asked).await.unwrap();
    write.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_job_of_one_kind_and_key_waits_once() {
    let hub = TestHub::new().await;
    for _ in 0..3 {
        add(&hub, "twice").await;
    }
    assert_eq!(jobs::store::list(&hub.app.db).await.unwrap().len(), 1);
}

#[tokio::test]
async fn many_workers_claim_each_job_once() {
    let hub = TestHub::new().await;
    hub.connected().await;
    for number in 0..20 {
        add(&hub, &number.to_string()).await;
    }
    let workers: Vec<_> = (0..8)
        .map(|_| {
            let app = hub.app.clone();
            tokio::spawn(async move {
                let mut keys = Vec::new();
                while let Some(claim) = claim(&app).await {
                    keys.push(claim.key);
                }
                keys
            })
        })
        .collect();
    let mut keys = Vec::new();
    for worker in workers {
        keys.extend(worker.await.unwrap());
    }
    keys.sort();
    let all = keys.len();
    keys.dedup();
    assert_eq!((keys.len(), all), (20, 20), "a job was claimed twice, or left");
}

#[tokio::test]
async fn a_job_whose_worker_died_is_claimed_again_and_the_dead_stores_nothing() {
    let hub = TestHub::new().await;
    add(&hub, "one").await;
    let dead = claim(&hub.app).await.unwrap();
    assert_eq!(claim(&later(&hub, LEASE - Duration::MINUTE)).await, None);
    let other = claim(&later(&hub, LEASE + Duration::SECOND)).await.unwrap();
    assert_eq!((other.id, other.attempts), (dead.id, 2));
    assert!(!jobs::store::hold(&hub.app.db, &dead, hub.app.now()).await.unwrap());
    let write = hub.write().await;
    assert!(!jobs::store::finish(&write, &dead).await.unwrap());
    assert!(jobs::store::finish(&write, &other).await.unwrap());
}

#[tokio::test]
async fn nothing_waits_until_a_clock_that_was_set_back_comes_round_again() {
    let hub = TestHub::new().await;
    add(&hub, "one").await;
    let back = later(&hub, -Duration::HOUR);
    assert!(claim(&back).await.is_some(), "it was made in what is the future now");
}

#[tokio::test]
async fn a_job_that_is_held_stays_with_who_holds_it() {
    let hub = TestHub::new().await;
    add(&hub, "one").await;
    let held = claim(&hub.app).await.unwrap();
    let soon = later(&hub, LEASE - Duration::MINUTE);
    assert!(jobs::store::hold(&hub.app.db, &held, soon.now()).await.unwrap());
    assert_eq!(claim(&later(&hub, LEASE + Duration::MINUTE)).await, None);
}

#[tokio::test]
async fn a_round_that_was_asked_for_shows_how_far_it_is_then_what_it_found() {
    let hub = TestHub::new().await;
    let round = asked(&hub).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get(&format!("/rounds/{round}")).await;
    page.is(StatusCode::OK).says("Le tour est demandé").says("Lecture des personnes");
    assert_eq!(page.header("refresh"), "3");
    coordinator.get("/rounds").await.says("pas encore de résultat");
    hub.enter(Role::Adviser).await.get(&format!("/rounds/{round}")).await.is(StatusCode::NOT_FOUND);
    let done = worker::do_next(&hub.app, None, &[run::JOB]).await.unwrap();
    assert_eq!(done, Some((run::JOB.to_owned(), Done::Succeeded)));
    let page = coordinator.get(&format!("/rounds/{round}")).await;
    page.says("1 tandem proposé").says("Ariane Mistral");
    assert_eq!(page.header("refresh"), "");
}

#[tokio::test]
async fn a_round_cut_short_goes_on_from_what_it_read() {
    let hub = TestHub::new().await;
    let round = asked(&hub).await;
    // Somebody read everybody, and died before it found anything.
    let claim = jobs::store::claim(&hub.app.db, &[run::JOB], hub.app.now()).await.unwrap().unwrap();
    let inputs = Inputs::default();
    let write = hub.write().await;
    let json = inputs.to_json().unwrap();
    store::save_inputs(&write, round, &inputs, json).await.unwrap();
    write.commit().await.unwrap();
    let coordinator = hub.enter(Role::Coordinator).await;
    let progress = coordinator.get(&format!("/rounds/{round}")).await;
    progress.says("0 personne en attente et 0 place libre");
    assert_eq!(worker::do_next(&hub.app, None, &[run::JOB]).await.unwrap(), None, "it is still held");
    let after = later(&hub, LEASE + Duration::SECOND);
    assert!(worker::do_next(&after, None, &[run::JOB]).await.unwrap().is_some());
    // The first one comes back to life: what it would store is not stored.
    run::resume(&hub.app, &claim).await.unwrap();
    coordinator.get(&format!("/rounds/{round}")).await.says("Aucun tandem n’est possible aujourd’hui");
}

#[tokio::test]
async fn a_round_that_fails_again_and_again_says_so_and_is_tried_no_more() {
    let hub = TestHub::new().await;
    let round = asked(&hub).await;
    let write = hub.write().await;
    let inputs = Inputs::default();
    store::save_inputs(&write, round, &inputs, inputs.to_json().unwrap()).await.unwrap();
    write.commit().await.unwrap();
    hub.sql("UPDATE rounds SET inputs = 'what no program reads'").await.unwrap();
    for attempt in 1..=5 {
        let app = later(&hub, Duration::days(attempt));
        assert!(worker::do_next(&app, None, &[run::JOB]).await.unwrap().is_some(), "{attempt}");
    }
    let app = later(&hub, Duration::days(90));
    assert_eq!(worker::do_next(&app, None, &[run::JOB]).await.unwrap(), None);
    let unknown = NewRound { previous: Some(tandem::db::new_id()), ..NewRound::default() };
    let by = hub.by(Role::Coordinator).await;
    let write = hub.write_by(&by).await;
    assert!(matches!(run::request(&write, &by, &unknown).await, Err(Error::NotFound)));
    drop(write);
    let page = hub.enter(Role::Coordinator).await.get(&format!("/rounds/{round}")).await;
    page.says("Le calcul n’a pas abouti");
    assert_eq!(page.header("refresh"), "");
}

#[tokio::test]
async fn a_round_that_its_copies_died_of_is_not_begun_again() {
    let hub = TestHub::new().await;
    let round = asked(&hub).await;
    hub.sql("UPDATE jobs SET attempts = 5 WHERE kind = 'round'").await.unwrap();
    assert!(worker::do_next(&hub.app, None, &[run::JOB]).await.unwrap().is_some());
    let progress = store::find_progress(&hub.app.db, Scope::Hub, round).await.unwrap().unwrap();
    assert!(progress.failure.is_some() && progress.read.is_none());
}

#[tokio::test]
async fn the_three_snapshots_of_a_round_see_one_state_while_others_write() {
    let hub = TestHub::new().await;
    hub.connected().await;
    for at in 0..20 {
        let writer = hub.app.clone();
        let writing = tokio::spawn(async move {
            for number in 0..5 {
                let write = writer.write(&By::Hub).await.unwrap();
                let key = format!("{at} {number}");
                jobs::store::schedule(&write, "sweep", &key, write.now()).await.unwrap();
                write.commit().await.unwrap();
            }
        });
        let three = Snapshot::begin_three(&hub.app.db).await.unwrap();
        let mut seen = Vec::new();
        for one in &three {
            seen.push(jobs::store::list(one.on()).await.unwrap().len());
        }
        writing.await.unwrap();
        for one in &three {
            seen.push(jobs::store::list(one.on()).await.unwrap().len());
        }
        assert_eq!(seen, vec![seen[0]; 6]);
    }
}

#[tokio::test]
async fn nobody_but_who_proposes_asks_for_a_round() {
    let hub = TestHub::new().await;
    for role in [Role::Adviser, Role::Responsible, Role::Mentor, Role::Funder, Role::Officer] {
        let by = hub.by(role).await;
        let write = hub.write_by(&by).await;
        let asked = NewRound::default();
        assert!(run::request(&write, &by, &asked).await.is_err(), "{role:?}");
    }
    assert!(jobs::store::list(&hub.app.db).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_repeats_itself_is_scheduled_once_and_due_again_after_an_hour_or_a_night() {
    let hub = TestHub::new().await;
    for _ in 0..2 {
        let write = hub.app.write(&By::Hub).await.unwrap();
        schedule::run(&write).await.unwrap();
        write.commit().await.unwrap();
    }
    assert_eq!(jobs::store::list(&hub.app.db).await.unwrap().len(), 8);
    let done = |report: &worker::Report, kind: &str| {
        let of = report.jobs.iter().find(|of| of.kind == kind).unwrap();
        (of.done, of.failed, of.left)
    };
    let report = worker::tick(&hub.app, None).await.unwrap();
    assert_eq!((done(&report, "sweep"), done(&report, "publication")), ((1, 0, 0), (1, 0, 0)));
    let again = worker::tick(&hub.app, None).await.unwrap();
    assert_eq!(again.jobs.iter().map(|of| of.done).sum::<u64>(), 0, "a second tick finds nothing due");
    let report = worker::tick(&later(&hub, Duration::HOUR + Duration::SECOND), None).await.unwrap();
    assert_eq!(done(&report, "sweep"), (1, 0, 0));
    let report = worker::tick(&later(&hub, 2 * Duration::DAY), None).await.unwrap();
    assert_eq!(done(&report, "publication"), (1, 0, 0), "every night");
}

#[test]
fn a_tick_on_the_command_line_does_what_is_due_and_says_so() {
    let folder = std::env::temp_dir().join(format!("tandem-tick-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let tandem = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command.env_remove("TANDEM_DATABASE_URL").arg("--data-dir").arg(&folder);
        command.args(arguments).output().unwrap()
    };
    let none = tandem(&["tick", "--json"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stderr).contains("there is no database yet"), "{none:?}");
    assert!(!folder.exists(), "a tick makes no database");
    assert!(tandem(&["invite", "--email", "a@hub.test", "--name", "Ada"]).status.success());
    let output = tandem(&["tick", "--json"]);
    assert!(output.status.success(), "{output:?}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for field in ["day", "jobs", "messages_queued", "messages_sent", "steps_late"] {
        assert!(!report[field].is_null(), "{field} is missing: {report}");
    }
    for job in report["jobs"].as_array().unwrap() {
        assert!(["kind", "done", "failed", "left"].iter().all(|field| !job[*field].is_null()), "{job}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
