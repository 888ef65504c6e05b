//! The result of an attempt to send a message is recorded: it is sent, retried later, or given up.

use time::Duration;

use super::mark_unreachable;
use crate::accounts::messages::Hub;
use crate::acts::registrations::follow_invitation;
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
    /// It was not sent, and whoever takes it asks to wait at least so long.
    Later(String, Duration),
    /// Whoever takes it refuses it for good.
    Refused(String),
    /// The mail server says that its address does not exist, or receives nothing any more.
    Unknown(String),
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
pub async fn run(
    write: &Write,
    hub: Hub<'_>,
    claim: &Claim,
    mail: &Mail,
    attempt: Attempt,
) -> Result<Noted, Error> {
    match attempt {
        // Recorded even if another copy has claimed the job since, because the message has left.
        Attempt::Sent | Attempt::Shown => {
            mail::store::save_sent(write, mail, attempt == Attempt::Sent).await?;
            jobs::store::delete(write, &claim.kind, &claim.key).await?;
            Ok(Noted::Left)
        }
        Attempt::Failed(reason) => miss(write, claim, mail, reason, back_off(claim.attempts)).await,
        Attempt::Later(reason, least) => {
            let wait = back_off(claim.attempts).map(|wait| wait.max(least));
            miss(write, claim, mail, reason, wait).await
        }
        Attempt::Refused(reason) => miss(write, claim, mail, reason, None).await,
        Attempt::Unknown(reason) => {
            // People are held before the job is. It is so whichever copy the job is of now.
            mark_unreachable::run(write, hub, &mail.recipient, &reason).await?;
            miss(write, claim, mail, reason, None).await
        }
    }
}

/// Records that a message did not leave: another attempt comes after a wait, if any.
async fn miss(
    write: &Write,
    claim: &Claim,
    mail: &Mail,
    reason: String,
    wait: Option<Duration>,
) -> Result<Noted, Error> {
    let Mail { id, kind, .. } = mail;
    match wait {
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
            follow_invitation::returned(write, mail).await?;
            Ok(Noted::GivenUp)
        }
    }
}
