//! A journey ends, with its reason.

use time::Date;

use super::edit_journey::lock;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::proposals::withdraw;
use crate::acts::requests::tell_referrer;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::person::{EndError, EndReason};
use crate::people::store;
use crate::proposals::proposal::WithdrawalReason;
use crate::tandems::tandem::last_closed_on;
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

/// Ends a journey, unless somebody is in a tandem with its person, whoever they are; its pending proposal is withdrawn, with a word
/// to both sides.
pub async fn run(write: &Write, by: &By, ending: Ending) -> Result<Ended, Error> {
    let Ending { journey: id, on, reason } = ending;
    let mut journey = lock(write, by.scope(Right::EditPeople), id).await?;
    let paired = !tandems::store::journeys_in_tandem(write, &[id]).await?.is_empty();
    let pending = proposals::store::lock_pending(write, &[], &[id]).await?;
    let state = journey.state(paired, !pending.is_empty(), write.today());
    if let Err(error) = journey.end(on, reason, state, write.today()) {
        return Ok(Ended::Refused(error));
    }
    let tandems = tandems::store::list_of_journeys(write.on(), Scope::Hub, &[id]).await?;
    if last_closed_on(&tandems).is_some_and(|closed_on| closed_on > on) {
        return Ok(Ended::Refused(EndError::BeforeClosure));
    }
    store::save_end(write, id, on, reason).await?;
    withdraw::end_all(write, by, pending, WithdrawalReason::JourneyEnded).await?;
    settle::journeys(write, &[id]).await?;
    tell_referrer::closed(write, by, id, on).await?;
    Ok(Ended::Ended)
}
