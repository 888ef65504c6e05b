//! How SQLite looks for what a page shows: a page of one thing finds it with indexes, however many there are.

use std::sync::{Arc, Mutex};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tandem::accounts::access::Scope;
use tandem::db::{Db, Id};
use tandem::mail;
use tandem::overview::store::{find_dossier, find_step, find_tandem_file, list_steps_of_answers};

use crate::support::TestHub;

/// Tables that have as many rows as a region has people, or more.
const LARGE: [&str; 14] = [
    "people",
    "person_languages",
    "person_businesses",
    "mentors",
    "mentor_items",
    "journeys",
    "journey_items",
    "proposals",
    "tandems",
    "meetings",
    "steps",
    "problems",
    "outbox",
    "journal",
];

/// What SQLite reads in whole while something is asked.
async fn scans(hub: &TestHub, ask: impl AsyncFnOnce(&Db)) -> Vec<String> {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (mut db, all) = (hub.app.db.clone(), Arc::clone(&asked));
    db.set_metric_callback(move |info| all.lock().unwrap().push(info.statement.clone()));
    ask(&db).await;
    let asked = std::mem::take(&mut *asked.lock().unwrap());
    assert!(!asked.is_empty());
    let mut scans = Vec::new();
    for statement in asked {
        let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        let plan = Statement { sql, ..statement.clone() };
        for row in hub.app.db.query_all_raw(plan).await.unwrap() {
            let step: String = row.try_get("", "detail").unwrap();
            let table = step.strip_prefix("SCAN ").and_then(|scan| scan.split(' ').next());
            if table.is_some_and(|table| LARGE.contains(&table)) {
                scans.push(format!("{step}: {}", statement.sql));
            }
        }
    }
    scans
}

#[tokio::test]
async fn a_page_of_one_thing_reads_no_table_in_whole() {
    let hub = TestHub::demo().await;
    if hub.app.db.get_database_backend() != DbBackend::Sqlite {
        return;
    }
    let mut ids: Vec<Vec<Id>> = Vec::new();
    for table in ["people", "tandems", "proposals", "steps"] {
        ids.push(hub.keys(&format!("SELECT id FROM {table} LIMIT 40")).await);
    }
    let [people, tandems, proposals, steps] = ids.try_into().unwrap();
    let found = scans(&hub, async |db| {
        for person in people {
            assert!(find_dossier(db, Scope::Hub, person).await.unwrap().is_some());
            mail::store::list_of_person(db, person, 0..20).await.unwrap();
        }
        for tandem in tandems {
            assert!(find_tandem_file(db, Scope::Hub, tandem).await.unwrap().is_some());
        }
        list_steps_of_answers(db, Scope::Hub, &proposals).await.unwrap();
        for step in steps {
            assert!(find_step(db, Scope::Hub, step).await.unwrap().is_some());
        }
    });
    let found = found.await;
    assert!(found.is_empty(), "{found:#?}");
}
