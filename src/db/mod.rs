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
mod keys;
mod lock;
mod migrations;
mod open;
mod sending;
mod stored;
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
pub use keys::{Keys, pairs_of};
pub use lock::{hold_words, share_word};
pub use migrations::Migrator;
pub use open::{is_ready, migrate, open};
pub use sending::{Answer, Sending, Used, find_used, forget_forms, release_form, save_answer, use_form};
pub use stored::Stored;
pub use write::{Deciding, Snapshot, Write, changes};

/// A pool of connections to the database.
pub type Db = sea_orm::DatabaseConnection;

/// The primary key of a row: a UUID of version 7, so that ids sort by time of creation.
pub type Id = uuid::Uuid;

/// Generates an id.
pub fn new_id() -> Id {
    Id::now_v7()
}
