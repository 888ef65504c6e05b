//! A failed job is retried later: the delay doubles after each failure, up to a day.

use time::Duration;

use crate::db::Write;
use crate::error::Error;
use crate::jobs::{self, Claim};

const FIRST_WAIT: Duration = Duration::seconds(30);
const LONGEST_WAIT: Duration = Duration::DAY;

/// Postpones a failed job; `reason` is stored with it.
pub async fn run(write: &Write, claim: &Claim, reason: &str) -> Result<(), Error> {
    let doublings = claim.attempts.saturating_sub(1).clamp(0, 16);
    let wait = LONGEST_WAIT.min(FIRST_WAIT * 2_i32.pow(doublings.unsigned_abs()));
    jobs::store::retry(write, claim, write.now().plus(wait), reason).await?;
    Ok(())
}
