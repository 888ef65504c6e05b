//! The result of an attempt to send a message is recorded: it is sent, retried later, or given up.

use crate::db::Write;
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::mail::{self, Mail, back_off};

/// The result of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The server accepted it; its text is to be erased.
    Sent,
    /// It is shown on a page of the demonstration; its text stays.
    Shown,
    /// It was not sent; the reason is a short code.
    Failed(String),
}

/// The resulting state of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It was sent.
    Left,
    /// Another attempt is scheduled.
    Later,
    /// There will be no other attempt.
    GivenUp,
    /// Another copy of the hub has claimed the job since: its result counts.
    NotOurs,
}

/// Records the result of an attempt to send a message.
pub async fn run(write: &Write, claim: &Claim, mail: &Mail, attempt: Attempt) -> Result<Noted, Error> {
    let Mail { id, kind, .. } = mail;
    match attempt {
        // Recorded even if another copy has claimed the job since, because the message has left.
        Attempt::Sent | Attempt::Shown => {
            mail::store::save_sent(write, mail, attempt == Attempt::Sent).await?;
            jobs::store::delete(write, &claim.kind, &claim.key).await?;
            Ok(Noted::Left)
        }
        Attempt::Failed(reason) => match back_off(claim.attempts) {
            Some(wait) => {
                if !jobs::store::retry(write, claim, write.now().plus(wait), &reason).await? {
                    return Ok(Noted::NotOurs);
                }
                tracing::warn!(mail = %id, attempts = claim.attempts, reason, "a mail did not leave");
                mail::store::save_failure(write, mail, &reason).await?;
                Ok(Noted::Later)
            }
            None => {
                if !jobs::store::finish(write, claim).await? {
                    return Ok(Noted::NotOurs);
                }
                tracing::error!(mail = %id, kind, attempts = claim.attempts, reason, "a mail is given up");
                mail::store::save_given_up(write, mail, &reason).await?;
                Ok(Noted::GivenUp)
            }
        },
    }
}
