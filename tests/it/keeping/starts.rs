//! A first start is cut short, or made three times at once.

use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DbBackend};

use crate::support::{Folder, Served, TestHub, is_long};

/// How often a first start is cut short.
fn cuts() -> u64 {
    if is_long() { 200 } else { 10 }
}

#[test]
fn a_first_start_that_was_cut_short_starts_again() {
    let mut cut = 0;
    for number in 0..cuts() {
        let folder = Folder::new();
        let served = Served::begin(&folder, "serve", &[]);
        // The tables are made somewhere in the first half second.
        std::thread::sleep(Duration::from_millis(5 + number * 37 % 400));
        cut += u64::from(served.get("/readyz").is_err());
        served.kill();
        let served = Served::begin(&folder, "serve", &[]);
        assert!(served.is_answered("/readyz", 200), "start {number} never starts again");
    }
    assert!(cut > 0, "no start was cut short");
}

#[test]
fn three_copies_that_start_on_one_empty_file_all_start() {
    for what in ["serve", "demo"] {
        let folder = Folder::new();
        let three = [(); 3].map(|()| Served::begin(&folder, what, &[]));
        for served in three {
            assert!(served.is_answered("/readyz", 200), "a copy of {what} does not start");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_demonstrations_that_start_at_once_on_an_empty_database_all_start() {
    let hub = TestHub::empty(true).await;
    hub.write_by_hand();
    if hub.app.db.get_database_backend() == DbBackend::Postgres {
        hub.app.db.execute_unprepared("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
    }
    let (folder, url) = (Folder::new(), hub.url());
    let database = [("TANDEM_DATABASE_URL", Path::new(&url))];
    let three = [(); 3].map(|()| Served::begin(&folder, "demo", &database));
    for served in three {
        assert!(served.is_answered("/readyz", 200), "a copy does not start: {}", folder.log());
    }
}
