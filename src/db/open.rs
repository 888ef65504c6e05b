//! Opens the database and applies migrations.

use std::time::Duration;

use sea_orm::sqlx::Connection as _;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::time::{Instant, sleep};

use super::write::writing;
use super::{Db, Migrator};

/// The most connections that read at a time; on PostgreSQL as many write.
const CONNECTIONS: u32 = 8;
/// How long somebody waits for a connection, or for a lock of the database.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How long a statement may run on PostgreSQL.
const LONGEST_STATEMENT: Duration = Duration::from_secs(60);
/// How long a copy of the hub that starts waits for another to apply the migrations.
const LONGEST_START: Duration = Duration::from_secs(60);

/// How long a connection to PostgreSQL stands idle before it is tried.
const PROBED_AFTER: Duration = Duration::from_secs(1);

/// The statements that a connection to SQLite keeps prepared: pages have some hundreds.
const STATEMENTS: usize = 300;
/// The pages that a connection to SQLite keeps in memory, in KiB. The file is not mapped besides: that was no faster, and each
/// connection's map counts as memory of the process.
const CACHE_KIB: u32 = 12_288;

/// Opens `sqlite://FILE?mode=rwc` or `postgres://…`.
pub async fn open(url: &str) -> Result<Db, DbErr> {
    if !url.starts_with("sqlite:") {
        return Ok(Db::new(pool_of_postgres(url).await?, pool_of_postgres(url).await?));
    }
    // The writer comes first: it makes the file, and the log that those who only read cannot make.
    let mut options = pool(url, 1);
    options.map_sqlx_sqlite_opts(durable);
    let writer = again_while_locked(|| Database::connect(options.clone())).await?;
    Ok(Db::new(readers(url).await?, writer))
}

/// Opens a database that nothing is written to.
pub async fn open_to_read(url: &str) -> Result<Db, DbErr> {
    if !url.starts_with("sqlite:") {
        return open(url).await;
    }
    Ok(Db::for_reading(readers(url).await?))
}

async fn readers(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = pool(url, CONNECTIONS);
    options.map_sqlx_sqlite_opts(|sqlite| tuned(sqlite).create_if_missing(false).read_only(true));
    again_while_locked(|| Database::connect(options.clone())).await
}

/// One pool whose connections never come back with a transaction that did not end: on SQLite the next one on such a connection
/// would be a part of it, and nothing of either would be kept (docs/adr/0013).
fn pool(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).acquire_timeout(LONGEST_WAIT).sqlx_logging(false);
    // One connection stays open as long as the process: when the last one closes, SQLite folds a log that may hold a commit
    // that failed.
    options.min_connections(1).max_lifetime(None).idle_timeout(None);
    // A file does not go away as a server does: each statement would wait for a ping besides.
    options.test_before_acquire(false);
    options.map_sqlx_sqlite_pool_opts(|pool| {
        // What ends a transaction that was given up is only sent off; a ping comes after it. The pool sends one of its own to
        // every connection that it takes back.
        pool.after_release(|connection, _| {
            Box::pin(async move {
                if connection.is_in_transaction() {
                    connection.ping().await?;
                }
                Ok(!connection.is_in_transaction())
            })
        })
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
    });
    options
}

async fn pool_of_postgres(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(CONNECTIONS).acquire_timeout(LONGEST_WAIT).sqlx_logging(false);
    options.map_sqlx_postgres_pool_opts(|pool| {
        pool.after_release(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
    });
    // Whoever asks a second after somebody else need not ask first whether the server is there.
    options.test_before_acquire_if_idle_for(PROBED_AFTER);
    let seconds = |time: Duration| format!("{}s", time.as_secs());
    options.map_sqlx_postgres_opts(move |postgres| {
        postgres.options([
            ("lock_timeout", seconds(LONGEST_WAIT)),
            ("statement_timeout", seconds(LONGEST_STATEMENT)),
        ])
    });
    Database::connect(options).await
}

/// With `synchronous = NORMAL`, a power cut may lose transactions committed since the last checkpoint; with `FULL`, none.
fn durable(options: SqliteConnectOptions) -> SqliteConnectOptions {
    tuned(options)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // What is erased is overwritten, and does not wait in the file for its place to be used again.
        .pragma("secure_delete", "ON")
}

fn tuned(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .busy_timeout(LONGEST_WAIT)
        .statement_cache_capacity(STATEMENTS)
        .pragma("cache_size", format!("-{CACHE_KIB}"))
}

/// Applies pending migrations.
///
/// Each is applied and noted in one transaction, so that one cut short leaves nothing. Several copies of the hub may start at
/// once: the first holds a lock, and the others wait for it, then find nothing left to apply.
pub async fn migrate(db: &Db) -> Result<(), DbErr> {
    loop {
        let applying = begin_migration(db).await?;
        let before = Migrator::get_applied_migrations(&applying).await?.len();
        if before == Migrator::migrations().len() {
            return applying.rollback().await;
        }
        Migrator::up(&applying, Some(1)).await?;
        applying.commit().await?;
    }
}

/// Opens the transaction of a migration, once no other copy is applying any.
async fn begin_migration(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let begin = || db.writers().begin_with_options(writing());
    let applying = again_while_locked(begin).await?;
    if db.get_database_backend() == DbBackend::Postgres {
        applying.execute_unprepared("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0").await?;
        applying.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
    }
    Ok(applying)
}

/// The key of the advisory lock taken on PostgreSQL; arbitrary ("tandem" in ASCII).
const MIGRATION_LOCK: i64 = 0x7461_6e64_656d;

/// Tries again while another process holds the file: of several that open a new one at once, all but one are refused without
/// the wait that SQLite otherwise gives.
async fn again_while_locked<T, F>(work: impl Fn() -> F) -> Result<T, DbErr>
where
    F: Future<Output = Result<T, DbErr>>,
{
    const PAUSE: Duration = Duration::from_millis(50);
    let began = Instant::now();
    loop {
        match work().await {
            Err(error) if began.elapsed() < LONGEST_START && is_locked(&error) => sleep(PAUSE).await,
            other => return other,
        }
    }
}

fn is_locked(error: &DbErr) -> bool {
    error.to_string().contains("database is locked")
}
