//! A hub of one's own for each test, and a visitor who uses it as people do.

mod client;
mod database;
mod form;
mod hub;
mod page;
mod publish;
mod sql;
mod steps;

pub use client::{Client, Origin};
pub use form::{Form, Sent};
pub use hub::TestHub;
pub use page::Page;

/// Seconds since 1970.
pub fn now_seconds() -> u64 {
    database::now().seconds().unsigned_abs()
}
