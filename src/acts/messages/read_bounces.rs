//! Every half a minute the letters that came back are read: whom they were for receives nothing any more.
//!
//! Anybody may send such a letter. It counts for a message that the hub sent, found by the Message-ID that it returns; without one, for the
//! last message that left to the address in the last week. A letter of anything else, or of anybody, is put away unread. A long act: each
//! letter is read outside any transaction.

use std::ffi::OsString;
use std::path::Path;

use time::Duration;

use super::mark_unreachable;
use crate::accounts::viewer::By;
use crate::acts::registrations::follow_invitation;
use crate::db::Write;
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::mail::{self, Bounce, Channel, Failure, LONGEST_BOUNCE, Mail};
use crate::outside::maildir;
use crate::state::App;

/// The kind of job that reads them.
pub const JOB: &str = "bounces";
/// The key of the only job of this kind.
pub const KEY: &str = "folder";

/// How often they are looked for.
const EVERY: Duration = Duration::seconds(30);
/// How many are read before the job is claimed again.
const MOST_AT_ONCE: usize = 200;
/// How long after a message left a report that does not return its Message-ID is about it: servers try for five days.
const LATELY: Duration = Duration::WEEK;

/// Reads what came back, and looks again soon.
pub async fn run(app: &App, claim: &Claim) -> Result<(), Error> {
    let Some(folder) = app.bounces.clone() else {
        let write = app.write(&By::Hub).await?;
        jobs::store::finish(&write, claim).await?;
        return Ok(write.commit_readings().await?);
    };
    let found = apart({
        let folder = folder.clone();
        move || maildir::list_new(&folder, MOST_AT_ONCE)
    });
    let found = found.await.unwrap_or_else(|| Ok(Vec::new())).unwrap_or_else(|error| {
        tracing::error!(%error, "the folder of letters that come back cannot be read");
        Vec::new()
    });
    let is_full = found.len() == MOST_AT_ONCE;
    let mut put_away = 0;
    for name in found {
        put_away += usize::from(read_one(app, &folder, name).await);
    }
    let write = app.write(&By::Hub).await?;
    let wait = if is_full && put_away > 0 { Duration::ZERO } else { EVERY };
    jobs::store::repeat(&write, claim, write.now().plus(wait)).await?;
    Ok(write.commit_readings().await?)
}

/// Reads one letter and puts it away; says whether it could. What cannot be noted stays, and is read again.
async fn read_one(app: &App, folder: &Path, name: OsString) -> bool {
    let (from, letter) = (folder.to_owned(), name.clone());
    let read = apart(move || {
        let bytes = maildir::read_new(&from, &letter, LONGEST_BOUNCE)?;
        Ok(bytes.and_then(|bytes| Bounce::read(&bytes)))
    });
    let bounce = match read.await {
        Some(Ok(bounce)) => bounce,
        Some(Err(error)) => {
            let error: std::io::Error = error;
            tracing::warn!(%error, "a letter that came back cannot be read");
            None
        }
        None => None,
    };
    if let Some(bounce) = bounce
        && let Err(error) = note(app, &bounce).await
    {
        tracing::error!(%error, "a letter that came back cannot be noted");
        return false;
    }
    let folder = folder.to_owned();
    match apart(move || maildir::put_away(&folder, &name)).await {
        Some(Ok(())) => true,
        Some(Err(error)) => {
            tracing::warn!(%error, "a letter that came back cannot be put away");
            false
        }
        None => false,
    }
}

/// Does something beside those who serve; none where it broke, which the log says.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

async fn note(app: &App, bounce: &Bounce) -> Result<(), Error> {
    let write = app.write(&By::Hub).await?;
    for failure in &bounce.failures {
        let Some(mail) = message(&write, bounce, failure).await? else { continue };
        if failure.is_of_recipient {
            mark_unreachable::run(&write, app.named(), &mail.recipient, &failure.code).await?;
        }
        mail::store::save_returned(&write, &mail, &failure.code).await?;
        follow_invitation::returned(&write, &mail).await?;
    }
    Ok(write.commit().await?)
}

/// The message that came back, among those that left by mail.
async fn message(write: &Write, bounce: &Bounce, failure: &Failure) -> Result<Option<Mail>, Error> {
    let found = match (&bounce.message_id, bounce.message()) {
        // Each letter of the hub has one recipient, who may have had it sent on to where it failed.
        (Some(_), Some(id)) => mail::store::find(write.on(), id).await?,
        (Some(_), None) => None,
        (None, _) => {
            let addresses: Vec<&str> = failure.addresses.iter().map(String::as_str).collect();
            mail::store::find_last_sent(write.on(), &addresses, write.now().plus(-LATELY)).await?
        }
    };
    let is_mail = |mail: &Mail| mail.channel == Channel::Mail.code() && mail.sent_at.is_some();
    Ok(found.filter(is_mail))
}
