//! Everything is copied into an empty database: from SQLite to the engine that the suite runs on.

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tandem::db::{self, Db};

use super::count;
use crate::support::{Folder, TestHub};

/// The number of rows of each table.
async fn counts(db: &Db) -> Vec<(String, i64)> {
    let tables = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1",
    };
    let mut counts = Vec::new();
    for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), tables)).await.unwrap() {
        let name: String = row.try_get("", "name").unwrap();
        let rows = count(db, &name).await;
        counts.push((name, rows));
    }
    counts
}

#[tokio::test]
async fn a_database_is_copied_whole_into_an_empty_one_and_into_no_other() {
    let folder = Folder::with_demonstration().await;
    let target = TestHub::empty(true).await;
    target.write_by_hand();
    let to = target.url();
    let from = folder.url("demo.db");
    let said = folder.does(&["copy", "--from", &from, "--to", &to]);
    assert!(said.contains("the journal is sound"), "{said}");
    let source = db::open(&from).await.unwrap();
    let (had, has) = (counts(&source).await, counts(&target.app.db).await);
    assert_eq!(had, has);
    assert!(has.iter().filter(|(_, rows)| *rows > 0).count() >= 15, "{has:?}");
    assert_eq!(target.unsettled().await, Vec::<String>::new());
    let verified = db::verify(&target.app.db, &target.app.secret).await.unwrap();
    assert_eq!(verified, db::verify(&source, &target.app.secret).await.unwrap());
    assert!(verified.is_ok());
    source.close().await.unwrap();
    let why = folder.refuses(&["copy", "--from", &from, "--to", &to]);
    assert!(why.contains("the target is not empty"), "{why}");
}
