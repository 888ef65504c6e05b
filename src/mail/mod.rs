//! Outgoing messages, by mail, as text messages or as letters: written to an outbox in the transaction that causes it, then sent by a job.
//!
//! A mail is marked as sent only after the server accepted it, so a crash in between may send it twice, with the same
//! Message-ID. A failed mail is retried for three days, then given up. Its words, plain and in HTML, which may contain a
//! single-use link, are encrypted with the hub's key until then, and erased afterwards. Nouns write them (`messages`). What the hub
//! begins leaves in its hours, and few of it to one recipient (`restraint`).
//! An address whose server says that it receives nothing, when it is written to or by a letter that comes back, is written to no more
//! until somebody corrects it.
//! Owns the tables `outbox` and `unreachable_addresses`.

mod bounce;
mod fate;
mod letter;
pub mod messages;
mod nature;
pub mod pages;
mod recipient;
pub mod refusal;
pub mod restraint;
mod sender;
mod sheet;
mod short;
pub mod store;

pub use bounce::{Bounce, Failure, LONGEST as LONGEST_BOUNCE};
pub use fate::Fate;
pub use letter::{Letterhead, MOST_ATTEMPTS, back_off, letter};
pub use recipient::{Channel, Recipient, postal_address};
pub use sender::{Post, SendError};
pub use sheet::Sheet;
pub use short::length;
pub use store::{Mail, list, push};

/// The kind of job that sends a mail; the key of the job is the id of the message.
pub const JOB: &str = "message";
/// The kind of job that sends a text message, likewise.
pub const TEXT_JOB: &str = "text";

/// The kind of job that sends the messages of a channel; none of letters, which somebody prints.
pub fn job_of(channel: Channel) -> Option<&'static str> {
    match channel {
        Channel::Mail => Some(JOB),
        Channel::Text => Some(TEXT_JOB),
        Channel::Letter => None,
    }
}
