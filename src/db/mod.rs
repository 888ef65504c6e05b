//! The database: connections, transactions with their journal, and migrations.
//!
//! The same code runs on SQLite and PostgreSQL. Only this folder and the `store` modules contain SQL. Nothing here is
//! about mentoring, except the migrations.

mod actor;
mod deed;
mod entity;
mod hub;
mod instant;
mod journal;
mod lock;
mod migrations;
mod open;
mod write;

pub use actor::{ACCOUNT, Actor};
pub use deed::Deed;
pub(crate) use deed::deeds;
pub(crate) use entity::entity;
pub use hub::{Mark, find_mark, insert_mark};
pub use instant::{Instant, paris_day};
pub use journal::{
    Actions, Breach, Entry, Head, close_segment, deeds_of, did_since, distinct_objects, forget_segments,
    holds_line, story, verify,
};
pub use lock::hold_words;
pub use migrations::Migrator;
pub use open::{is_ready, migrate, open};
pub use write::{Deciding, Snapshot, Write};

/// A pool of connections to the database.
pub type Db = sea_orm::DatabaseConnection;

/// The primary key of a row: a UUID of version 7, so that ids sort by time of creation.
pub type Id = uuid::Uuid;

/// Generates an id.
pub fn new_id() -> Id {
    Id::now_v7()
}

/// What a column says. A code that the program does not know is an error, never a default: a row must not change its meaning by
/// being read.
pub fn known<T>(column: &str, code: &str, of: impl Fn(&str) -> Option<T>) -> Result<T, sea_orm::DbErr> {
    of(code).ok_or_else(|| sea_orm::DbErr::Type(format!("{column} is {code:?}, which is none of its values")))
}
