//! People as those who follow them see, register and import them, and as they see themselves.

mod command;
mod departures;
mod foreign;
mod forms;
mod import;
mod lists;
mod person;

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Statement};

use crate::support::TestHub;

/// How many rows some tables have.
async fn counts(hub: &TestHub) -> BTreeMap<&'static str, i64> {
    let db = &hub.app.db;
    let mut counts = BTreeMap::new();
    for table in ["people", "person_languages", "mentors", "mentor_items", "journeys", "journey_items"] {
        let sql = format!("SELECT COUNT(*) AS rows FROM {table}");
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await.unwrap().unwrap();
        counts.insert(table, row.try_get("", "rows").unwrap());
    }
    counts
}
