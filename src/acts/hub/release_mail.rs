//! The mail of a hub that was restored leaves again, or is dropped.

use crate::db::{self, HubDeed, Write};
use crate::error::Error;
use crate::{jobs, mail};

/// What becomes of the mail that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// It leaves.
    Leaves,
    /// It is given up: it left before, or says what is no longer so.
    IsDropped,
}

/// Why a mail was given up whose hub was restored.
const REASON: &str = "restored";

/// Lets mail leave from now on; returns how many mails were dropped.
pub async fn run(write: &Write, waiting: Waiting) -> Result<u64, Error> {
    let hub = db::find_hub(write.on()).await?;
    let hub = hub.ok_or_else(|| Error::Broken("the database is not that of a hub".to_owned()))?;
    db::save_mail_held(write, false).await?;
    if waiting == Waiting::Leaves {
        write.record(HubDeed::MailReleased, hub.identity);
        return Ok(0);
    }
    jobs::store::delete_kind(write, mail::JOB).await?;
    jobs::store::delete_kind(write, mail::TEXT_JOB).await?;
    let dropped = mail::store::give_up_waiting(write, REASON).await?;
    write.record(HubDeed::MailDropped, hub.identity);
    Ok(dropped)
}
