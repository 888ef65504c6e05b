//! Recurring jobs are scheduled, once for the hub however many copies of it run.

use crate::acts::accounts::{follow_absences, sum_up};
use crate::acts::messages::read_bounces;
use crate::acts::people::tell_honestly;
use crate::acts::privacy::{attest, sweep};
use crate::acts::proposals::pursue;
use crate::acts::publications::publish;
use crate::acts::steps::escalate;
use crate::db::Write;
use crate::error::Error;
use crate::jobs;

/// Schedules the recurring jobs that are not yet scheduled.
pub async fn run(write: &Write) -> Result<(), Error> {
    for (kind, key) in [
        (pursue::JOB, pursue::KEY),
        (tell_honestly::JOB, tell_honestly::KEY),
        (follow_absences::JOB, follow_absences::KEY),
        (escalate::JOB, escalate::KEY),
        (sum_up::JOB, sum_up::KEY),
        (sweep::JOB, sweep::KEY),
        (publish::JOB, publish::KEY),
        (attest::JOB, attest::KEY),
    ] {
        jobs::store::schedule(write, kind, key, write.now()).await?;
    }
    Ok(())
}

/// Schedules the reading of what comes back, for a machine that has a folder of it.
pub async fn reading(write: &Write) -> Result<(), Error> {
    Ok(jobs::store::schedule(write, read_bounces::JOB, read_bounces::KEY, write.now()).await?)
}
