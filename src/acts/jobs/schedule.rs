//! Recurring jobs are scheduled, once for the hub however many copies of it run.

use crate::acts::privacy::sweep;
use crate::db::Write;
use crate::error::Error;
use crate::jobs;

/// Schedules the recurring jobs that are not yet scheduled.
pub async fn run(write: &Write) -> Result<(), Error> {
    Ok(jobs::store::schedule(write, sweep::JOB, sweep::KEY, write.now()).await?)
}
