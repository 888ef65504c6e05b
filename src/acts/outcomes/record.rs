//! What was learnt of a journey is recorded, with its day and its source.

use time::Date;

use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::outcomes::outcome::{Kind, Outcome, OutcomeError, Source, check, is_recorded};
use crate::outcomes::store;
use crate::people;

/// What somebody learnt.
#[derive(Clone, Copy, Debug)]
pub struct Recording {
    /// The journey it is about.
    pub journey: Id,
    /// What was learnt.
    pub kind: Kind,
    /// The day it happened, if it happened on a known day.
    pub occurred_on: Option<Date>,
    /// The day it was learnt, or asked without an answer.
    pub observed_on: Date,
    /// Where it was learnt.
    pub source: Source,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Recorded {
    /// The outcome, by its key.
    Outcome(Id),
    /// The same was recorded before: nothing changes.
    AlreadyKnown,
    /// It cannot be so.
    Refused(OutcomeError),
}

/// Records an outcome, while nobody else records one of the same journey.
pub async fn run(write: &Write, by: &By, recording: Recording) -> Result<Recorded, Error> {
    let Recording { journey, kind, occurred_on, observed_on, source } = recording;
    let scope = by.scope(Right::RecordOutcomes);
    people::store::lock_journeys(write, &[journey]).await?;
    let of = people::store::find_journey(write.on(), scope, journey).await?.ok_or(Error::NotFound)?;
    if observed_on < of.welcomed_on {
        return Ok(Recorded::Refused(OutcomeError::BeforeWelcome));
    }
    let outcome = Outcome { id: write.new_id(), journey_id: journey, kind, occurred_on, observed_on, source };
    if let Err(error) = check(&outcome, write.today()) {
        return Ok(Recorded::Refused(error));
    }
    if is_recorded(&outcome, &store::list_to_decide(write, journey).await?) {
        return Ok(Recorded::AlreadyKnown);
    }
    let id = outcome.id;
    store::insert(write, &[outcome]).await?;
    settle::journeys(write, &[journey]).await?;
    Ok(Recorded::Outcome(id))
}
