//! A journey ends, with its reason.

use time::Date;

use super::edit_journey::lock;
use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::person::{EndError, EndReason};
use crate::people::store;
use crate::{proposals, tandems};

/// What somebody says of the end.
#[derive(Clone, Copy, Debug)]
pub struct Ending {
    /// The journey.
    pub journey: Id,
    /// The day it ended.
    pub on: Date,
    /// Why.
    pub reason: EndReason,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// It has ended.
    Ended,
    /// It may not end so.
    Refused(EndError),
}

/// Ends a journey, unless somebody is in a tandem with its person or awaits an answer, whoever they are.
pub async fn run(write: &Write, by: &By, ending: Ending) -> Result<Ended, Error> {
    let Ending { journey: id, on, reason } = ending;
    let mut journey = lock(write, by.scope(Right::EditPeople), id).await?;
    let paired = !tandems::store::journeys_in_tandem(write, &[id]).await?.is_empty();
    let proposed = !proposals::store::journeys_proposed(write, &[id]).await?.is_empty();
    let state = journey.state(paired, proposed);
    if let Err(error) = journey.end(on, reason, state, write.today()) {
        return Ok(Ended::Refused(error));
    }
    store::save_end(write, id, on, reason).await?;
    Ok(Ended::Ended)
}
