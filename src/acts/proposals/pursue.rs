//! Every night the hub pursues the answers and signatures that have not come: whoever was asked is reminded, a proposal that nobody answers is
//! closed, and whoever has signed an older charter than the one in force is asked again.
//!
//! While the hub is in rehearsal nobody was written to, and nothing is pursued. A long act: it finds them in a snapshot, and looks again
//! at each in a transaction of its own.

use super::ask;
use super::conclude;
use super::hold;
use super::pairs::{Pair, Pairs};
use super::withdraw::end_all;
use crate::accounts::access::Scope;
use crate::accounts::viewer::By;
use crate::acts::tandems::ask_to_sign;
use crate::db::{self, Deciding as _, Hub, Id, Instant, Snapshot, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::proposals::proposal::{WithdrawalReason, due_on};
use crate::proposals::pursuit::{Asked, Pursuit, pursuit};
use crate::proposals::store;
use crate::settings::{self, Settings};
use crate::state::App;

/// The kind of job that pursues.
pub const JOB: &str = "pursuit";
/// The key of the only job of this kind.
pub const KEY: &str = "nightly";
/// The key of the one that follows a new version of the charter.
pub const CHARTER: &str = "charter";

/// Reminds and closes what is due, and schedules the next night.
pub async fn run(app: &App, claim: &Claim) -> Result<(), Error> {
    let today = app.today();
    if db::find_hub(&app.db).await?.as_ref().is_some_and(Hub::is_in_rehearsal) {
        return again(app, claim).await;
    }
    let of = Snapshot::begin(&app.db).await?;
    let settings = settings::store::read(of.on()).await?;
    let first = time::Duration::days(settings.first_reminder_days.min(settings.answer_days).into());
    let asked = store::list_asked_by(&of, today.saturating_sub(first)).await?;
    let first = time::Duration::days(settings.first_reminder_days.into());
    let signing = ask_to_sign::list_pursued(&of, today.saturating_sub(first)).await?;
    drop(of);
    for id in asked {
        // One that cannot be pursued keeps nobody else waiting.
        if let Err(error) = pursue_one(app, &settings, id).await {
            tracing::error!(%error, proposal = %id, "a proposal cannot be pursued");
        }
    }
    for id in signing {
        if let Err(error) = pursue_signatures(app, &settings, id).await {
            tracing::error!(%error, proposal = %id, "the signatures of a proposal cannot be pursued");
        }
    }
    again(app, claim).await
}

async fn again(app: &App, claim: &Claim) -> Result<(), Error> {
    let write = app.write(&By::Hub).await?;
    if claim.key == KEY {
        jobs::store::repeat(&write, claim, Instant::night_after(write.today())).await?;
    } else {
        jobs::store::finish(&write, claim).await?;
    }
    Ok(write.commit().await?)
}

async fn pursue_signatures(app: &App, settings: &Settings, id: Id) -> Result<(), Error> {
    let write = app.write(&By::Hub).await?;
    ask_to_sign::pursue(&write, app.named(), settings, id).await?;
    Ok(write.commit().await?)
}

async fn pursue_one(app: &App, settings: &Settings, id: Id) -> Result<(), Error> {
    let write = app.write(&By::Hub).await?;
    pursue(&write, app, settings, id).await?;
    Ok(write.commit().await?)
}

/// Reminds the sides of one proposal, or closes it: as it is now, while nobody else changes it.
async fn pursue(write: &Write, app: &App, settings: &Settings, id: Id) -> Result<(), Error> {
    let mut proposal = match hold::run(write, Scope::Hub, id).await {
        // It was erased meanwhile.
        Err(Error::NotFound) => return Ok(()),
        held => held?.proposal,
    };
    let awaited: Vec<_> = proposal.awaited().collect();
    let pairs = Pairs::read(write, std::slice::from_ref(&proposal)).await?;
    for (party, asked_on) in awaited {
        // Whoever is not written to was asked by nobody: their coordinator calls them.
        let is_written_to = |pair: Pair<'_>| pair.recipient(party).is_some();
        if !pairs.of(&proposal).is_some_and(is_written_to) {
            continue;
        }
        let reminded_on = proposal.reminded_on.of(party);
        let due_on = due_on(asked_on, proposal.answer_days);
        match pursuit(Asked { asked_on, due_on, reminded_on }, settings, write.today()) {
            None => {}
            Some(Pursuit::Remind) => ask::remind(write, app.named(), &mut proposal, party).await?,
            Some(Pursuit::Close) => {
                end_all(write, &By::Hub, vec![proposal], WithdrawalReason::NoAnswer).await?;
                return conclude::schedule(write, id).await;
            }
        }
    }
    Ok(())
}
