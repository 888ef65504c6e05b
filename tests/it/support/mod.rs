//! A hub of one's own for each test, and a visitor who uses it as people do.

mod client;
mod database;
mod days;
mod form;
mod hub;
mod mails;
mod page;
mod proposals;
mod signatures;
mod publish;
mod served;
mod sql;
mod steps;

pub use client::{Client, Origin};
pub use form::{Form, Sent};
pub use hub::TestHub;
pub use page::Page;
pub use served::{Folder, Request, Served, ask, free_address};

/// Whether the suite is asked for as many cases as a night allows.
#[expect(clippy::disallowed_methods, reason = "the suite is told by its environment how long it may take")]
pub fn is_long() -> bool {
    std::env::var("TANDEM_LONG").is_ok_and(|long| !long.is_empty())
}

/// Seconds since 1970.
pub fn now_seconds() -> u64 {
    database::now().seconds().unsigned_abs()
}
