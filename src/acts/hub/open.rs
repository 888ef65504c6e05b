//! The hub is opened: from now on it writes to mentors and mentees, and what was held leaves if it is still true.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{self, Deciding, Hub, HubDeed, Instant, Snapshot, Write};
use crate::error::Error;
use crate::mail::{self, Mail};
use crate::state::App;
use crate::{accounts, links, people};

/// What becomes of the messages that are held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// They are still true.
    pub will_leave: usize,
    /// They are not: their person or their link is gone.
    pub dropped: usize,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is open from now on.
    Opened(Figures),
    /// It was open already.
    AlreadyOpen,
}

/// Why a mail was given up that an opening found untrue.
const REASON: &str = "untrue";

/// What an opening would do now.
pub async fn look(app: &App) -> Result<Figures, Error> {
    let snapshot = Snapshot::begin(&app.db).await?;
    Ok(figures(&sort(&snapshot, app.now()).await?))
}

/// Opens the hub.
pub async fn run(write: &Write, by: &By) -> Result<Opened, Error> {
    if by.scope(Right::ChooseSettings) != Scope::Hub {
        return Err(Error::NotFound);
    }
    // Whoever writes a message that a rehearsal holds shares this: none is written between the look and the opening.
    accounts::store::lock_coordination(write).await?;
    let hub = db::find_hub(write.on()).await?.filter(Hub::is_in_rehearsal);
    let Some(hub) = hub else { return Ok(Opened::AlreadyOpen) };
    let sorted = sort(write, write.now()).await?;
    let (true_still, untrue) = &sorted;
    for mail in true_still {
        mail::store::release(write, mail).await?;
    }
    for mail in untrue {
        mail::store::save_given_up(write, mail, REASON).await?;
    }
    db::save_opened(write, true).await?;
    write.record(HubDeed::Opened, hub.identity);
    // What was open before leaves everybody a week.
    settle::everything(write).await?;
    Ok(Opened::Opened(figures(&sorted)))
}

fn figures((true_still, untrue): &(Vec<Mail>, Vec<Mail>)) -> Figures {
    Figures { will_leave: true_still.len(), dropped: untrue.len() }
}

/// The held messages that are still true, and the others.
async fn sort(of: &impl Deciding, now: Instant) -> Result<(Vec<Mail>, Vec<Mail>), Error> {
    let held = mail::store::list_held(of.on()).await?;
    let persons: Vec<_> = held.iter().filter_map(|mail| mail.person_id).collect();
    let known = people::store::list_by_id(of.on(), Scope::Hub, &persons).await?;
    let hashes: Vec<&str> = held.iter().filter_map(|mail| mail.link_hash.as_deref()).collect();
    let fresh: BTreeSet<String> = links::store::list_fresh(of, &hashes, now).await?;
    let is_true = |mail: &Mail| {
        let is_theirs = mail.person_id.is_none_or(|id| {
            known.get(&id).is_some_and(|person| person.email.as_ref() == Some(&mail.recipient))
        });
        is_theirs && mail.link_hash.as_ref().is_none_or(|hash| fresh.contains(hash))
    };
    Ok(held.into_iter().partition(is_true))
}
