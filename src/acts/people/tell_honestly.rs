//! Whoever has waited long for a mentor is told so honestly, once a wait, with what happens next: whatever is pending.
//!
//! A long act: it finds them in a snapshot, and looks again at each in a transaction of its own.

use time::Duration;

use crate::accounts::access::Scope;
use crate::accounts::messages::Hub;
use crate::accounts::store::find_coordination;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::acts::people::use_own_link;
use crate::acts::settle;
use crate::db::{Deciding as _, Id, Instant, Keys, Snapshot, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::people::messages::{Honest, honest_no};
use crate::people::person::is_to_be_told;
use crate::people::reach::recipient;
use crate::state::App;
use crate::steps::{Subject, SubjectKind};
use crate::{people, settings, steps, tandems};

/// The kind of job that tells.
pub const JOB: &str = "honest_no";
/// The key of the only job of this kind.
pub const KEY: &str = "nightly";

/// How many are told before other work has its turn.
const MOST_AT_ONCE: usize = 50;

/// Tells those for whom it is time, and schedules the next night.
pub async fn run(app: &App, claim: &Claim) -> Result<(), Error> {
    let today = app.today();
    let of = Snapshot::begin(&app.db).await?;
    let after_days = settings::store::read(of.on()).await?.honest_word_days;
    let first = today.saturating_sub(Duration::days(after_days.into()));
    let paired = [tandems::store::paired_journeys(), tandems::store::formerly_paired_journeys()];
    let waiting = people::store::list_waiting_untold(&of, paired, first).await?;
    drop(of);
    let mut told = 0;
    for &id in &waiting {
        if told == MOST_AT_ONCE {
            break;
        }
        // One that cannot be told keeps nobody else waiting.
        match tell_one(app, id, after_days).await {
            Ok(is_told) => told += usize::from(is_told),
            Err(error) => tracing::error!(%error, journey = %id, "whoever waits cannot be told"),
        }
    }
    let write = app.write(&By::Hub).await?;
    // The rest goes on after what else is due.
    let again = if told == MOST_AT_ONCE { write.now() } else { Instant::night_after(today) };
    jobs::store::repeat(&write, claim, again).await?;
    Ok(write.commit().await?)
}

async fn tell_one(app: &App, id: Id, after_days: u16) -> Result<bool, Error> {
    let write = app.write(&By::Hub).await?;
    let is_told = tell(&write, app.named(), id, after_days).await?;
    if is_told {
        write.commit().await?;
    }
    Ok(is_told)
}

/// Tells one of them, as everything is now; says whether it did. Whoever is not written to is called by their coordinator.
async fn tell(write: &Write, hub: Hub<'_>, id: Id, after_days: u16) -> Result<bool, Error> {
    settle::hold_journeys(write, &[id]).await?;
    let journeys = people::store::journeys_by_id(write.on(), Scope::Hub, &[id]).await?;
    let Some(journey) = journeys.first().filter(|journey| journey.ended.is_none()) else { return Ok(false) };
    if !tandems::store::journeys_in_tandem(write, &[id]).await?.is_empty() {
        return Ok(false);
    }
    let closures = tandems::store::last_closures(write.on(), Scope::Hub, Keys::These(&[id])).await?;
    // Whoever asked to wait until a day waits since then.
    let since_on = journey.waits_since(closures.get(&id).copied());
    let told_on = people::store::find_told_on(write, id).await?;
    if !is_to_be_told(since_on, told_on, after_days, write.today()) {
        return Ok(false);
    }
    let person =
        people::store::find(write.on(), Scope::Hub, journey.person_id).await?.ok_or(Error::NotFound)?;
    let subject = Subject { kind: SubjectKind::Journey, id };
    let step = steps::store::list_about(write, &[subject]).await?.remove(&subject);
    let ways = people::store::find_ways(write.on(), [&person]).await?;
    let (Some(recipient), Some(step)) = (recipient(&person, &ways), step) else { return Ok(false) };
    let coordination = find_coordination(write.on()).await?;
    let honest = Honest {
        first_name: &person.first_name,
        since_on,
        due_on: step.due_on().max(write.today().saturating_add(Duration::WEEK)),
        page: use_own_link::make(write, hub, &person, &recipient).await?,
        coordinator: coordination.of(journey.coordinator_id),
    };
    people::store::save_told(write, id).await?;
    let message = honest_no(recipient, &honest)?.for_person(person.id).about(subject, &step.what);
    send::run(write, message).await?;
    Ok(true)
}
