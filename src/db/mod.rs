//! The database: connections, transactions with their journal, and migrations.
//!
//! The same code runs on SQLite and PostgreSQL. Only this folder and the `store` modules contain SQL. Nothing here is
//! about mentoring, except the migrations.

mod actor;
mod backup;
mod connections;
mod copying;
mod deed;
mod entity;
mod fold;
mod hub;
mod instant;
mod journal;
mod keys;
mod lock;
mod migrations;
mod open;
mod readiness;
mod sending;
mod stored;
mod write;

pub use actor::{ACCOUNT, Actor};
pub use backup::{copy_into, faults};
pub use connections::Db;
pub use copying::{CopyError, copy_everything};
pub use deed::Deed;
pub(crate) use deed::deeds;
pub(crate) use entity::entity;
pub use hub::{
    Hub, HubDeed, Mark, advance, advance_beyond, find_hub, find_mark, insert_mark, save_mail_held,
    save_opened, save_simulated_day,
};
pub use instant::{Instant, paris_day};
pub use journal::{
    Actions, Breach, Entry, Head, close_segment, deeds_of, did_since, distinct_objects, forget_segments,
    holds_line, last_line_at, story, verify,
};
pub use keys::{Keys, is_one_of, pairs_of};
pub use lock::{hold_words, share_word};
pub use migrations::Migrator;
pub use open::{migrate, open, open_to_read};
pub use readiness::{is_ready, is_up_to_date};
pub use sending::{Answer, Sending, Used, find_used, forget_forms, release_form, save_answer, use_form};
pub use stored::Stored;
pub use write::{CommitError, Deciding, Figures, Snapshot, Write, changes};

/// The primary key of a row: a UUID of version 7, so that ids sort by time of creation.
pub type Id = uuid::Uuid;

/// Generates an id.
pub fn new_id() -> Id {
    Id::now_v7()
}
