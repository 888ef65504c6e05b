//! Opens the database and applies migrations.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DbBackend, DbErr, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use super::{Db, Migrator};

/// Opens `sqlite://FILE?mode=rwc` or `postgres://…`.
pub async fn open(url: &str) -> Result<Db, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(8).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(durable);
    Database::connect(options).await
}

/// With `synchronous = NORMAL`, a power cut may lose transactions committed since the last checkpoint; with `FULL`, none.
fn durable(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
}

/// Applies pending migrations.
///
/// On PostgreSQL, several copies of the hub may start at once: the first takes a lock, and the others wait for it, then
/// find nothing left to apply.
pub async fn migrate(db: &Db) -> Result<(), DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Migrator::up(db, None).await;
    }
    let lock = db.begin_with_options(TransactionOptions::default()).await?;
    lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
    Migrator::up(db, None).await?;
    lock.commit().await
}

/// The key of the advisory lock taken on PostgreSQL; arbitrary ("tandem" in ASCII).
const MIGRATION_LOCK: i64 = 0x7461_6e64_656d;

/// Whether the database answers and no migration is pending.
pub async fn is_ready(db: &Db) -> bool {
    let answers = db.execute_unprepared("SELECT 1").await.is_ok();
    answers && Migrator::get_pending_migrations_read_only(db).await.is_ok_and(|pending| pending.is_empty())
}
