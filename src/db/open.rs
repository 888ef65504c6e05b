//! Opens the database and brings its tables up to date.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbErr};
use sea_orm_migration::MigratorTrait;

use super::{Db, Migrator};

/// Opens `sqlite://FILE?mode=rwc` or `postgres://…`.
pub async fn open(url: &str) -> Result<Db, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(8).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(durable);
    Database::connect(options).await
}

/// With `synchronous = NORMAL`, a power cut loses what was acknowledged since the last checkpoint; `FULL` loses nothing.
fn durable(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
}

/// Applies the migrations that are missing.
pub async fn migrate(db: &Db) -> Result<(), DbErr> {
    Migrator::up(db, None).await
}

/// Whether the database answers and no migration is missing.
pub async fn is_ready(db: &Db) -> bool {
    let answers = db.execute_unprepared("SELECT 1").await.is_ok();
    answers && Migrator::get_pending_migrations(db).await.is_ok_and(|pending| pending.is_empty())
}
