//! Write transactions, which append to the journal, and read-only snapshots.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::{
    AccessMode, ConnectionTrait as _, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use time::Date;
use tokio::time::Instant as Asked;

use super::deed::Deed;
use super::journal::{self, Done};
use super::{Actor, Db, Id, Instant, new_id};
use crate::measures;
use crate::secret::Secret;

/// A transaction on which rules decide: it reads every row, whatever the scope of the viewer.
pub trait Deciding {
    /// The connection of this transaction.
    fn on(&self) -> &DatabaseTransaction;
}

/// How a transaction that writes begins.
pub(super) fn writing() -> TransactionOptions {
    TransactionOptions {
        isolation_level: None,
        access_mode: None,
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
    }
}

/// Why a transaction did not end well.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// It was given up before its end: nothing is kept.
    #[error("{0}")]
    NotKept(DbErr),
    /// The database did not say whether it is kept: a disk that failed, or a server that went away, may hold it or not.
    #[error("it is not known whether it was kept: {0}")]
    InDoubt(DbErr),
}

/// A write transaction: its author, its instant, and the deeds to append to the journal.
///
/// Nothing is stored unless [`Write::commit`] is called.
pub struct Write {
    transaction: DatabaseTransaction,
    secret: Secret,
    actor: Actor,
    now: Instant,
    /// Appended at commit, because appending locks the journal against other writers.
    deeds: Mutex<Vec<Done>>,
    /// Whether anything was done that is no note.
    moves: AtomicBool,
}

impl Write {
    /// Opens a write transaction for an actor. Lines of the journal are authenticated with the hub's key.
    ///
    /// On SQLite it takes the write lock immediately: a deferred transaction that reads before it writes fails if another
    /// one wrote in between.
    pub async fn begin(db: &Db, secret: &Secret, actor: Actor, now: Instant) -> Result<Self, DbErr> {
        let asked = Asked::now();
        let transaction = db.writers().begin_with_options(writing()).await?;
        measures::note_write_wait(asked.elapsed());
        Ok(Self {
            transaction,
            secret: secret.clone(),
            actor,
            now,
            deeds: Mutex::default(),
            moves: AtomicBool::new(false),
        })
    }

    /// The connection of this transaction.
    pub fn on(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The instant of this transaction, the same for all it writes.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The calendar day in Paris at the instant of this transaction.
    pub fn today(&self) -> Date {
        self.now.day()
    }

    /// Generates the id of a new row.
    pub fn new_id(&self) -> Id {
        new_id()
    }

    /// The hub's key, with which messages are encrypted until they are sent.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The author of this transaction.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// Records a deed for the journal: `record(TandemDeed::Closed, id)`.
    pub fn record<D: Deed>(&self, deed: D, object: Id) {
        self.record_of(self.actor, deed, object);
    }

    /// The same, of somebody else than the author: one transaction notes what several did.
    pub fn record_of<D: Deed>(&self, actor: Actor, deed: D, object: Id) {
        if !deed.is_note() {
            self.moves.store(true, Ordering::Relaxed);
        }
        let done = Done { actor, kind: D::KIND, object, action: deed.action() };
        self.deeds().push(done);
    }

    fn deeds(&self) -> MutexGuard<'_, Vec<Done>> {
        self.deeds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends the recorded deeds to the journal, and commits. A commit that failed may have been kept all the same.
    pub async fn commit(self) -> Result<(), CommitError> {
        // Counted when it is over, even for whoever no longer waits for it.
        let is_note = !self.moves.load(Ordering::Relaxed) && !self.deeds().is_empty();
        let _counted = Counted { is_note };
        self.commit_readings().await
    }

    /// The same, where no more than a reading or a visit is noted, which no page counts: what was worked out lately still holds.
    pub async fn commit_readings(self) -> Result<(), CommitError> {
        let deeds = self.deeds.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !deeds.is_empty() {
            journal::append(&self.transaction, &self.secret, self.now, deeds)
                .await
                .map_err(CommitError::NotKept)?;
        }
        self.transaction.commit().await.map_err(CommitError::InDoubt)
    }
}

/// What is counted over the hub, by what changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figures {
    /// Who is on the hub and who is with whom: not changed by a transaction that records nothing but notes.
    OfPool,
    /// Whatever else.
    OfAll,
}

/// How many transactions this process has committed, or tried to.
static CHANGES: AtomicU64 = AtomicU64::new(0);
/// How many of them changed who is on the hub, or who is with whom.
static CHANGES_OF_POOL: AtomicU64 = AtomicU64::new(0);

/// A number that changes whenever this process commits something that changes such figures, of whatever database.
pub fn changes(of: Figures) -> u64 {
    match of {
        Figures::OfPool => CHANGES_OF_POOL.load(Ordering::Acquire),
        Figures::OfAll => CHANGES.load(Ordering::Acquire),
    }
}

/// Counts a change when it goes.
struct Counted {
    is_note: bool,
}

impl Drop for Counted {
    fn drop(&mut self) {
        CHANGES.fetch_add(1, Ordering::AcqRel);
        if !self.is_note {
            CHANGES_OF_POOL.fetch_add(1, Ordering::AcqRel);
        }
    }
}

impl Deciding for Write {
    fn on(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// A read-only transaction that sees the database as it was when it began, for long reads of the whole hub. It does not
/// block writers.
pub struct Snapshot {
    transaction: DatabaseTransaction,
}

impl Snapshot {
    /// Opens a snapshot.
    pub async fn begin(db: &Db) -> Result<Self, DbErr> {
        // SQLite has no other isolation, and its readers cannot write: it would say in the log that it is told for nothing.
        let is_postgres = db.get_database_backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: is_postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: is_postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        };
        Ok(Self { transaction: db.readers().begin_with_options(options).await? })
    }

    /// Opens three snapshots of one state, each on a connection of its own, so that large tables are read at the same time.
    pub async fn begin_three(db: &Db) -> Result<[Self; 3], DbErr> {
        match db.get_database_backend() {
            DbBackend::Postgres => Self::three_of_postgres(db).await,
            _ => Self::three_of_sqlite(db).await,
        }
    }

    /// The others join the first, see "Snapshot Synchronization Functions" in the manual of PostgreSQL.
    async fn three_of_postgres(db: &Db) -> Result<[Self; 3], DbErr> {
        let first = Self::begin(db).await?;
        let export = Statement::from_string(DbBackend::Postgres, "SELECT pg_export_snapshot() AS name");
        let exported = first.transaction.query_one_raw(export).await?;
        let name: String = exported.ok_or_else(no_snapshot)?.try_get("", "name")?;
        let join = format!("SET TRANSACTION SNAPSHOT '{name}'");
        let others = [Self::begin(db).await?, Self::begin(db).await?];
        for other in &others {
            other.transaction.execute_unprepared(&join).await?;
        }
        let [second, third] = others;
        Ok([first, second, third])
    }

    /// A transaction of SQLite sees the state of its first reading: nobody can commit between the three.
    async fn three_of_sqlite(db: &Db) -> Result<[Self; 3], DbErr> {
        let three = [Self::begin(db).await?, Self::begin(db).await?, Self::begin(db).await?];
        let lock = db.writers().begin_with_options(writing()).await?;
        for one in &three {
            one.transaction.execute_unprepared("SELECT 1 FROM sqlite_master LIMIT 1").await?;
        }
        lock.rollback().await?;
        Ok(three)
    }
}

fn no_snapshot() -> DbErr {
    DbErr::Custom("the database exports no snapshot".to_owned())
}

impl Deciding for Snapshot {
    fn on(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}
