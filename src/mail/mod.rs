//! The mail that leaves: written to the outbox in the transaction that causes it, sent afterwards.
//!
//! A mail is noted as sent only after the server took it. A crash in between may send it twice, with the same Message-ID.
//! What did not leave is tried again for three days, then given up. Its text, which may hold a link that serves once, is
//! sealed with the hub's key until then, and forgotten afterwards.
//! Owns the table `outbox`.

mod letter;
pub mod pages;
mod sender;
mod store;

pub use letter::{Letterhead, MOST_ATTEMPTS, back_off, letter};
pub use sender::{Post, deliver_next, run};
pub use store::{Mail, claim, list, push};

/// A message to somebody, in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Their address.
    pub recipient: String,
    /// What it is about, in a word of the code.
    pub purpose: &'static str,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}
