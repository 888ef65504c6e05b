//! Whether the database answers, keeps what is written, and has every migration.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbErr, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::write::writing;
use super::{Db, Migrator};

/// The last answer to the question whether the database is ready: anybody may ask it, and each asking is a write.
#[derive(Debug, Default)]
pub struct Readiness {
    last: Mutex<Option<(Instant, bool)>>,
}

/// How long an answer holds.
const HOLDS: Duration = Duration::from_secs(1);

/// Whether the database answers, a small write is kept, and no migration is pending. Those who ask at once share one answer.
pub async fn is_ready(db: &Db) -> bool {
    let mut last = db.readiness.last.lock().await;
    if let Some((at, ready)) = *last
        && at.elapsed() < HOLDS
    {
        return ready;
    }
    let ready = is_up_to_date(db).await && keeps_a_write(db).await.is_ok();
    *last = Some((Instant::now(), ready));
    ready
}

/// Whether the database answers and no migration is pending; writes nothing.
pub async fn is_up_to_date(db: &Db) -> bool {
    Migrator::get_pending_migrations_read_only(db.readers()).await.is_ok_and(|pending| pending.is_empty())
}

/// Writes a number that changes nothing else. A value that is already there would not reach the disk.
async fn keeps_a_write(db: &Db) -> Result<(), DbErr> {
    let write = db.writers().begin_with_options(writing()).await?;
    write.execute_unprepared("UPDATE hub SET generation = generation + 1").await?;
    write.commit().await
}
