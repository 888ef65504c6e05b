//! Every night the journal is verified, and its end leaves the database: in the log, and by mail to the data protection officer.
//!
//! Whoever replaces the whole database, journal and key included, cannot take back what left. A long act: it verifies outside any
//! transaction, and notes in one.

use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::{self, Instant};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::privacy::messages::{self, End};
use crate::state::App;

/// The kind of job that attests.
pub const JOB: &str = "attestation";
/// The key of the only job of this kind.
pub const KEY: &str = "nightly";

/// Verifies the journal, tells its end outside the database, and schedules the next night.
pub async fn run(app: &App, claim: &Claim) -> Result<(), Error> {
    let today = app.today();
    let verdict = db::verify(&app.db, &app.secret).await?;
    match &verdict {
        Ok(head) => tracing::info!(lines = head.lines, code = head.mac, "the journal is sound"),
        Err(breach) => tracing::error!(%breach, "the journal is not sound"),
    }
    let write = app.write(&By::Hub).await?;
    // Another copy that claimed the job since tells it, or has told it.
    if jobs::store::repeat(&write, claim, Instant::night_after(today)).await? {
        if let Some(officer) = &app.notices.officer_email {
            let end = verdict
                .as_ref()
                .ok()
                .map(|head| End { lines: usize::try_from(head.lines).unwrap_or_default(), code: &head.mac });
            send::run(&write, messages::journal(officer.clone(), today, end)?).await?;
        }
        write.commit().await?;
    }
    Ok(())
}
