//! A tandem is closed: without fault, always with a day and a reason, and with what becomes of the journey.

use time::Date;

use super::thank;
use crate::accounts::access::Right;
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::proposals::withdraw;
use crate::acts::requests::tell_referrer;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::follow_ups::meeting::last_met_on;
use crate::proposals::proposal::WithdrawalReason;
use crate::tandems::tandem::{Aftermath, ClosureError, ClosureReason, Tandem};
use crate::{follow_ups, people, proposals, tandems};

/// How a tandem ends.
#[derive(Clone, Copy, Debug)]
pub struct Closing {
    /// The tandem, of which the closer reaches one side.
    pub tandem: Id,
    /// Its last day.
    pub on: Date,
    /// Why it ends.
    pub reason: ClosureReason,
    /// What becomes of the journey.
    pub aftermath: Aftermath,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is closed, and its journey goes on, or had ended before.
    TandemOnly,
    /// It is closed, and its journey has ended with it.
    WithJourney,
    /// It may not be closed so.
    Refused(ClosureError),
}

/// Closes a tandem, and ends its journey where that is asked and the journey is the closer's to end.
pub async fn run(write: &Write, by: &By, hub: Hub<'_>, closing: Closing) -> Result<Closed, Error> {
    let Closing { tandem: id, on, reason, aftermath } = closing;
    let scope = by.scope(Right::CloseTandems);
    let found = tandems::store::find(write.on(), scope, id).await?.ok_or(Error::NotFound)?;
    // The journey before its tandem, as whoever lets the mentor leave locks them.
    people::store::hold_journeys(write, &[found.journey_id]).await?;
    // A meeting is noted under the lock of its tandem: none comes in between.
    let mut tandem = tandems::store::lock(write, scope, id).await?.ok_or(Error::NotFound)?;
    let held = follow_ups::store::list_to_decide(write, id).await?;
    if let Err(error) = tandem.close(on, reason, last_met_on(&held), write.today()) {
        return Ok(Closed::Refused(error));
    }
    tandems::store::save_closure(write, &tandem).await?;
    let ends = aftermath.ends_journey(reason) && end_journey(write, by, &tandem, (on, reason)).await?;
    settle::journeys(write, &[tandem.journey_id]).await?;
    settle::tandems(write, &[tandem.id]).await?;
    // Whatever was still to be signed.
    settle::proposals(write, &tandem.proposal_id.into_iter().collect::<Vec<_>>()).await?;
    if !matches!(by, By::History) {
        thank::run(write, hub, &tandem, held.len()).await?;
    }
    Ok(if ends { Closed::WithJourney } else { Closed::TandemOnly })
}

/// Ends the journey, which is held, unless it ended before or is another organisation's; says whether it did.
async fn end_journey(
    write: &Write,
    by: &By,
    tandem: &Tandem,
    (on, reason): (Date, ClosureReason),
) -> Result<bool, Error> {
    let scope = by.scope(Right::CloseTandems);
    let own = people::store::find_journey(write.on(), scope, tandem.journey_id).await?;
    let Some(journey) = own.filter(|journey| journey.ended.is_none()) else { return Ok(false) };
    people::store::save_end(write, journey.id, on, reason.end_reason()).await?;
    let pending = proposals::store::lock_pending(write, &[], &[journey.id]).await?;
    withdraw::end_all(write, by, pending, WithdrawalReason::JourneyEnded).await?;
    tell_referrer::closed(write, by, journey.id, on).await?;
    Ok(true)
}
