//! The figures for those outside the hub are computed at night, protected, and published.
//!
//! A long act: reads a snapshot, protects outside any transaction, and stores the whole in one.

use std::time::Duration;

use time::Date;

use crate::accounts::access::Scope;
use crate::accounts::viewer::By;
use crate::db::{Deciding as _, Instant, Snapshot};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::publications::counts::Counted;
use crate::publications::publication::Publication;
use crate::publications::store::replace;
use crate::reports::indicators::definitions;
use crate::reports::results::{Line, count, named_rows};
use crate::reports::store::list_lines;
use crate::state::App;
use crate::{limits, organisations, people};

/// The kind of job that publishes.
pub const JOB: &str = "publication";
/// The key of the only job of this kind.
pub const KEY: &str = "nightly";

/// How long protecting may take: less than the lease of the job. A whole metropolis takes seconds.
const LONGEST: Duration = Duration::from_secs(240);

/// Publishes the figures of today, and schedules the next night.
pub async fn run(app: &App, claim: &Claim) -> Result<(), Error> {
    let today = app.today();
    let counted = read(app, today).await?;
    let protecting = move |_: &limits::Stop| Publication::of(&counted, definitions());
    let publication = limits::PROTECTING
        .run_within(LONGEST, protecting)
        .await?
        .map_err(|error| Error::Broken(format!("the figures: {error}")))?;
    let write = app.write(&By::Hub).await?;
    // Another copy that claimed the job since publishes, or has published.
    if jobs::store::repeat(&write, claim, Instant::night_after(today)).await? {
        replace(&write, &publication, today).await?;
        write.commit().await?;
    }
    Ok(())
}

/// Counts everybody, as of one instant.
async fn read(app: &App, today: Date) -> Result<Counted, Error> {
    let snapshot = Snapshot::begin(&app.db).await?;
    let lines = list_lines(snapshot.on(), Scope::Hub, today).await?;
    let mentors = people::store::count_open_mentors(snapshot.on(), Scope::Hub).await?;
    let branches = organisations::store::list_branches(snapshot.on()).await?;
    let [tracks, branches, places] = named_rows(&lines, &branches)?;
    let too_many = |_| Error::Broken(format!("{mentors} mentors are more than a publication counts"));
    Ok(Counted {
        mentors: u32::try_from(mentors).map_err(too_many)?,
        total: count(&lines, |_: &Line| ()).total,
        tracks,
        branches,
        places,
    })
}
