//! A hub that was open is put in rehearsal: what it writes to mentors and mentees waits until it is opened again.

use crate::acts::messages::KINDS;
use crate::acts::settle;
use crate::db::{self, HubDeed, Write};
use crate::error::Error;
use crate::{accounts, mail};

/// Puts the hub in rehearsal, with the messages that wait to leave; says whether it was open.
pub async fn run(write: &Write) -> Result<bool, Error> {
    accounts::store::lock_coordination(write).await?;
    let hub = db::find_hub(write.on()).await?.filter(|hub| hub.opened_at.is_some());
    let Some(hub) = hub else { return Ok(false) };
    let kinds = KINDS.iter().copied().flatten().filter(|kind| !kind.nature.leaves_in_rehearsal());
    let held: Vec<&str> = kinds.map(|kind| kind.code).collect();
    mail::store::hold_waiting(write, &held).await?;
    db::save_opened(write, false).await?;
    write.record(HubDeed::Rehearsed, hub.identity);
    settle::everything(write).await?;
    Ok(true)
}
