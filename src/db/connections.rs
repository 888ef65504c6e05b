//! The connections to the database: those that read, and those that write.

use std::sync::Arc;

use sea_orm::metric::Info;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use sea_orm_migration::async_trait;
use tokio::time::Instant;

use super::readiness::Readiness;
use crate::measures;

/// The pools of connections to the database.
///
/// What is asked through it is read on the readers' connections; what is executed runs on a writer's. On SQLite the readers
/// cannot write and there is one writer, so that those who wait to write never take the connection of somebody who reads.
#[derive(Clone, Debug)]
pub struct Db {
    readers: DatabaseConnection,
    writers: DatabaseConnection,
    /// Whether nothing is written through it.
    is_for_reading: bool,
    pub(super) readiness: Arc<Readiness>,
}

impl Db {
    pub(super) fn new(readers: DatabaseConnection, writers: DatabaseConnection) -> Self {
        Self { readers, writers, is_for_reading: false, readiness: Arc::default() }
    }

    /// A database that nothing is written to.
    pub(super) fn for_reading(readers: DatabaseConnection) -> Self {
        Self { is_for_reading: true, ..Self::new(readers.clone(), readers) }
    }

    /// The pool whose connections read.
    pub(super) fn readers(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// The pool whose connections write.
    pub(super) fn writers(&self) -> &DatabaseConnection {
        &self.writers
    }

    /// The kind of engine behind the connections.
    pub fn get_database_backend(&self) -> DbBackend {
        self.writers.get_database_backend()
    }

    /// Calls something with each statement that this handle runs.
    pub fn set_metric_callback(&mut self, callback: impl Fn(&Info<'_>) + Send + Sync + 'static) {
        let callback = Arc::new(callback);
        let same = Arc::clone(&callback);
        self.readers.set_metric_callback(move |info| callback(info));
        self.writers.set_metric_callback(move |info| same(info));
    }

    /// Measures how many connections are open, and how many of these do nothing.
    pub fn measure_connections(&self) {
        for (name, pool) in [("readers", &self.readers), ("writers", &self.writers)] {
            let (open, idle) = match self.get_database_backend() {
                DbBackend::Postgres => {
                    let pool = pool.get_postgres_connection_pool();
                    (pool.size(), pool.num_idle())
                }
                _ => {
                    let pool = pool.get_sqlite_connection_pool();
                    (pool.size(), pool.num_idle())
                }
            };
            measures::set_connections(name, open, u32::try_from(idle).unwrap_or(u32::MAX));
        }
    }

    /// Closes every connection, after what they are doing; on SQLite folds the write-ahead log into the file first.
    pub async fn close(&self) -> Result<(), DbErr> {
        let folded = if self.is_for_reading { Ok(true) } else { self.fold().await };
        self.readers.close_by_ref().await?;
        self.writers.close_by_ref().await?;
        folded.map(|_| ())
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Db {
    fn get_database_backend(&self) -> DbBackend {
        self.writers.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.writers.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.writers.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        timed(self.readers.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        timed(self.readers.query_all_raw(statement)).await
    }
}

async fn timed<T>(reading: impl Future<Output = T>) -> T {
    let asked = Instant::now();
    let read = reading.await;
    measures::note_reading(asked.elapsed());
    read
}
