//! Folds the write-ahead log of SQLite into the file, so that the file alone holds everything and what was erased is nowhere.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::Db;

impl Db {
    /// Folds the log into the file and empties it; false when somebody still reads what only the log holds. Writers wait
    /// meanwhile, so readers are waited for a quarter of a second only.
    pub async fn fold(&self) -> Result<bool, DbErr> {
        if self.get_database_backend() != DbBackend::Sqlite {
            return Ok(true);
        }
        // One connection writes: all three statements reach the same.
        self.writers().execute_unprepared("PRAGMA busy_timeout = 250").await?;
        let fold = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
        let folded = self.writers().query_one_raw(fold).await;
        self.writers().execute_unprepared("PRAGMA busy_timeout = 10000").await?;
        match folded? {
            Some(row) => Ok(row.try_get_by_index::<i32>(0)? == 0),
            None => Ok(false),
        }
    }
}
