//! What was learnt of a journey before the hub existed is imported.

use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::outcomes::outcome::{Outcome, OutcomeError, check};
use crate::outcomes::store;

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum BroughtIn {
    /// All of them are on the hub.
    Outcomes,
    /// One of them cannot be so.
    Refused(OutcomeError),
}

/// Brings in what was learnt of a journey, under the keys it is known by. Two sources may have said the same: both stay. No right
/// gives this: only history is brought in. Whoever brings it in settles everything at the end (`settle::everything`), once for all
/// of it.
pub async fn run(write: &Write, by: &By, outcomes: &[Outcome]) -> Result<BroughtIn, Error> {
    let By::History = by else { return Err(Error::NotFound) };
    for outcome in outcomes {
        if let Err(error) = check(outcome, write.today()) {
            return Ok(BroughtIn::Refused(error));
        }
    }
    store::insert(write, outcomes).await?;
    Ok(BroughtIn::Outcomes)
}
