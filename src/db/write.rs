//! One writing transaction, with its journal.

use std::sync::{Mutex, PoisonError};

use sea_orm::{DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use super::journal::{self, Deed};
use super::{Db, Id, Instant};

/// A writing transaction: who writes, when, and what the journal will say of it.
///
/// Nothing is kept unless [`Write::commit`] is called.
pub struct Write {
    transaction: DatabaseTransaction,
    actor: Option<Id>,
    now: Instant,
    /// Written at the end: until then nobody waits for the journal.
    deeds: Mutex<Vec<Deed>>,
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
        let transaction = db.begin_with_options(options).await?;
        Ok(Self { transaction, actor, now, deeds: Mutex::default() })
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

    /// The journal will say what was done to an object: `record("tandem", id, "closed")`.
    pub fn record(&self, kind: &str, object: Id, action: &str) {
        let deed = Deed { kind: kind.to_owned(), object, action: action.to_owned() };
        self.deeds.lock().unwrap_or_else(PoisonError::into_inner).push(deed);
    }

    /// Keeps everything that was written, with its lines in the journal.
    pub async fn commit(self) -> Result<(), DbErr> {
        let deeds = self.deeds.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !deeds.is_empty() {
            journal::append(&self.transaction, self.actor, self.now, deeds).await?;
        }
        self.transaction.commit().await
    }
}
