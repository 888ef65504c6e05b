//! Outgoing mail: written to an outbox in the transaction that causes it, then sent by a job.
//!
//! A mail is marked as sent only after the server accepted it, so a crash in between may send it twice, with the same
//! Message-ID. A failed mail is retried for three days, then given up. Its text, which may contain a single-use link, is
//! encrypted with the hub's key until then, and erased afterwards.
//! Owns the table `outbox`.

mod letter;
pub mod pages;
mod sender;
pub mod store;

pub use letter::{Letterhead, MOST_ATTEMPTS, back_off, letter};
pub use sender::Post;
pub use store::{Mail, list, push};

/// The kind of job that sends a message; the key of the job is the id of the message.
pub const JOB: &str = "message";

/// A plain-text message to one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Message {
    /// The e-mail address.
    pub recipient: String,
    /// A code for the kind of message, chosen by the noun that writes it.
    pub kind: &'static str,
    pub subject: String,
    pub body: String,
}
