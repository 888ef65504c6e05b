//! Those who wait to write keep nobody from reading.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::db::{Actor, Write};

use crate::support::TestHub;

#[tokio::test]
async fn eight_waiting_writers_do_not_make_reads_fail() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
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
