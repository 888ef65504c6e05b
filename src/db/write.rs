//! One writing transaction, with its journal.

use sea_orm::{DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use super::{Db, Id, Instant, journal};

/// A writing transaction: who writes, when, and what the journal will say of it.
///
/// Nothing is kept unless [`Write::commit`] is called.
pub struct Write {
    transaction: DatabaseTransaction,
    actor: Option<Id>,
    now: Instant,
}

impl Write {
    /// Opens a writing transaction for an account (`None` for the hub itself).
    ///
    /// On SQLite it takes the write lock at once: a plain `BEGIN` that writes after it read fails as soon as
    /// somebody else wrote in between.
    pub async fn begin(db: &Db, actor: Option<Id>, now: Instant) -> Result<Self, DbErr> {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        Ok(Self { transaction: db.begin_with_options(options).await?, actor, now })
    }

    /// The connection of this transaction.
    pub fn on(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The instant of this transaction.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Who writes.
    pub fn actor(&self) -> Option<Id> {
        self.actor
    }

    /// Notes in the journal what was done to an object: `record("tandem", id, "closed")`.
    pub async fn record(&self, kind: &str, object: Id, action: &str) -> Result<(), DbErr> {
        journal::insert(&self.transaction, self.actor, self.now, (kind, object), action).await
    }

    /// Keeps everything that was written.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.transaction.commit().await
    }
}
