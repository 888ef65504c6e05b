//! Those who wait to write keep nobody from reading.

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tandem::accounts::access::Role;
use tandem::db::{Actor, Write};

use crate::support::TestHub;

#[tokio::test]
async fn eight_waiting_writers_do_not_make_reads_fail() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    // That somebody reads a list is noted once an hour.
    coordinator.get("/mentors").await.is(StatusCode::OK);
    let holding = hub.write().await;
    // On PostgreSQL the eight wait for what this one holds.
    tandem::db::hold_words(&holding, &["a word"]).await.unwrap();
    let waiting: Vec<_> = (0..8)
        .map(|_| {
            let app = hub.app.clone();
            tokio::spawn(async move {
                let write = Write::begin(&app.db, &app.secret, Actor::HUB, app.now()).await.unwrap();
                tandem::db::hold_words(&write, &["a word"]).await.unwrap();
            })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    for path in ["/", "/mentors", "/dashboard"] {
        let page = tokio::time::timeout(std::time::Duration::from_secs(5), coordinator.get(path)).await;
        page.expect("the page does not wait for those who write").is(StatusCode::OK);
    }
    assert!(waiting.iter().all(|task| !task.is_finished()), "the eight still wait");
    drop(holding);
    for task in waiting {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_lock_is_waited_for_ten_seconds_and_a_statement_of_postgresql_runs_for_sixty() {
    let hub = TestHub::new().await;
    let engine = hub.app.db.get_database_backend();
    let (asked, told) = match engine {
        DbBackend::Postgres => (
            "SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') AS told",
            "10s 1min",
        ),
        _ => ("SELECT CAST(timeout AS TEXT) AS told FROM pragma_busy_timeout", "10000"),
    };
    let row = hub.app.db.query_one_raw(Statement::from_string(engine, asked)).await.unwrap().unwrap();
    assert_eq!(row.try_get::<String>("", "told").unwrap(), told);
}
