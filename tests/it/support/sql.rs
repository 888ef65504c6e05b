//! The database of a hub, asked in SQL.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tandem::db::{Id, Snapshot};

use super::TestHub;

impl TestHub {
    /// Opens the connections to the database, so that requests sent at once meet there and do not come in one after the other.
    pub async fn connected(&self) {
        let (mut reading, mut writing) = (Vec::new(), Vec::new());
        for _ in 0..8 {
            reading.push(Snapshot::begin(&self.app.db).await.unwrap());
            if self.app.db.get_database_backend() == DbBackend::Postgres {
                writing.push(self.write_settled().await);
            }
        }
    }

    /// Runs a statement on the database, as somebody who got hold of it.
    pub async fn sql(&self, statement: &str) -> Result<u64, sea_orm::DbErr> {
        self.write_by_hand();
        Ok(self.app.db.execute_unprepared(statement).await?.rows_affected())
    }

    /// The column `text` of each row of a query.
    pub async fn texts(&self, query: &str) -> Vec<String> {
        let statement = Statement::from_string(self.app.db.get_database_backend(), query);
        let rows = self.app.db.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get("", "text").unwrap()).collect()
    }

    /// The column `id` of each row of a query.
    pub async fn keys(&self, query: &str) -> Vec<Id> {
        let statement = Statement::from_string(self.app.db.get_database_backend(), query);
        let rows = self.app.db.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get("", "id").unwrap()).collect()
    }
}
