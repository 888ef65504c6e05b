//! Opens the database, reads it, and writes it one transaction at a time with its journal.
//!
//! The same code runs on SQLite and PostgreSQL. Only this folder and the `store` modules speak SQL;
//! no word of mentoring is known here, but in the migrations that lay out the tables.

mod entity;
mod instant;
mod journal;
mod migrations;
mod open;
mod write;

pub(crate) use entity::entity;
pub use instant::{Instant, paris_day};
pub use journal::{
    Breach, EXPORTED, Entry, Head, READ, deeds_of, did_since, holds_line, opened_since, readings, story,
    verify,
};
pub use migrations::Migrator;
pub use open::{is_ready, migrate, open};
pub use write::Write;

/// A pool of connections to the database.
pub type Db = sea_orm::DatabaseConnection;

/// The key of a row: a UUID of version 7, so that keys sort in the order of creation.
pub type Id = uuid::Uuid;

/// A new key.
pub fn new_id() -> Id {
    Id::now_v7()
}

/// Whether an error is the breach of a uniqueness constraint, such as an address already taken.
pub fn is_duplicate(error: &sea_orm::DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}
