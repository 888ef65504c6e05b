//! What a journey needs is corrected.

use super::follow_reach;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::newcomer::Need;
use crate::people::person::{After, Journey, WelcomeError, check_alone, check_welcome, check_welcome_before};
use crate::people::store;
use crate::steps::{self, Subject, SubjectKind};
use crate::version::Version;
use crate::{accounts, outcomes, tandems};

/// What somebody corrects.
#[derive(Clone, Debug)]
pub struct Editing {
    /// The journey.
    pub journey: Id,
    /// Everything it needs from now on.
    pub need: Need,
    /// Who coordinates it from now on, `Some(None)` for the default; `None` where it was not asked. Only those who assign on the whole
    /// hub choose.
    pub coordinator: Option<Option<Id>>,
    /// The version that the form was filled from, if it says one.
    pub seen: Option<Version>,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Edited {
    /// It is stored.
    Saved,
    /// Somebody saved something else meanwhile: what is stored now.
    Changed(Box<Journey>),
    /// The day of welcome or the track is refused.
    Refused(WelcomeError),
    /// The account chosen to coordinate is not of the hub, or its access was withdrawn.
    CannotCoordinate,
}

/// Replaces what a journey needs, and who coordinates it where that was asked; whether and how it ended stay.
pub async fn run(write: &Write, by: &By, editing: Editing) -> Result<Edited, Error> {
    let scope = by.scope(Right::EditPeople);
    let found = store::find_journey(write.on(), scope, editing.journey).await?.ok_or(Error::NotFound)?;
    // The person is held, so that no other journey of theirs is opened or moved to the same track.
    store::lock_person(write, scope, found.person_id).await?.ok_or(Error::NotFound)?;
    let before = lock(write, scope, editing.journey).await?;
    if let Err(error) = check(write, &before, &editing.need).await? {
        return Ok(Edited::Refused(error));
    }
    let coordinator_id = editing.coordinator.unwrap_or(before.coordinator_id);
    let is_chosen = coordinator_id != before.coordinator_id;
    if is_chosen && by.scope(Right::Assign) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let journey =
        Journey { coordinator_id, ..editing.need.journey(before.id, before.person_id, before.ended) };
    if before.version().is_newer_than(editing.seen.as_ref()) && journey != before {
        return Ok(Edited::Changed(Box::new(before)));
    }
    if is_chosen && !can_coordinate(write, coordinator_id).await? {
        return Ok(Edited::CannotCoordinate);
    }
    store::save_journey(write, &journey).await?;
    if is_chosen {
        store::save_coordinator(write, journey.id, coordinator_id).await?;
        follow_reach::of_journeys(write, &[journey.id]).await?;
        // Whoever is chosen has their turn, late as it may be.
        let subject = Subject { kind: SubjectKind::Journey, id: journey.id };
        steps::store::end_escalation(write, subject).await?;
    }
    settle::journeys(write, &[journey.id]).await?;
    Ok(Edited::Saved)
}

/// Whether a journey may need this, beside what came of it and the other journeys of the person.
async fn check(write: &Write, journey: &Journey, need: &Need) -> Result<Result<(), WelcomeError>, Error> {
    if let Err(error) = check_welcome(need.welcomed_on, write.today()) {
        return Ok(Err(error));
    }
    let tandems = tandems::store::list_of_journeys(write.on(), Scope::Hub, &[journey.id]).await?;
    let outcomes = outcomes::store::list_to_decide(write, journey.id).await?;
    let after = After {
        ended_on: journey.ended.map(|(on, _)| on),
        tandem_on: tandems.iter().map(|tandem| tandem.started_on).min(),
        learnt_on: outcomes.iter().map(|outcome| outcome.observed_on).min(),
    };
    if let Err(error) = check_welcome_before(need.welcomed_on, after) {
        return Ok(Err(error));
    }
    if journey.ended.is_some() {
        return Ok(Ok(()));
    }
    let mut others = store::journeys_to_decide(write, journey.person_id).await?;
    others.retain(|other| other.id != journey.id);
    Ok(check_alone(need.track, &others))
}

/// A journey held until the transaction ends, if the scope holds its person.
pub(super) async fn lock(write: &Write, scope: Scope, id: Id) -> Result<Journey, Error> {
    store::lock_journeys(write, &[id]).await?;
    store::find_journey(write.on(), scope, id).await?.ok_or(Error::NotFound)
}

/// Whether an account can coordinate; none, for the default, always can. Read without a lock: whoever leaves at the same moment is one
/// whose journeys fall back to the default.
pub(super) async fn can_coordinate(write: &Write, coordinator: Option<Id>) -> Result<bool, Error> {
    let Some(account) = coordinator else { return Ok(true) };
    Ok(accounts::store::find_coordination(write.on()).await?.get(account).is_some())
}
