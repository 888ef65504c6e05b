//! The hub keeps its word: what it said is stored is stored, whatever happens to the machine.

mod apart;
mod copying;
mod disk;
mod doctor;
pub mod erased;
mod files;
mod kills;
mod restoring;
mod starts;
mod year;

use sea_orm::{ConnectionTrait as _, Statement};
use tandem::db::Db;

/// The number of rows of a table, and perhaps of a condition.
async fn count(db: &Db, of: &str) -> i64 {
    let query = format!("SELECT COUNT(*) AS n FROM {of}");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), query)).await.unwrap();
    row.unwrap().try_get("", "n").unwrap()
}
