//! Every night those who went away and those who are back are noted: what is theirs goes to whoever stands in, and comes back to them.
//!
//! Somebody is away on the days they announced, or once five working days passed without a visit, which those days are not counted among;
//! only those who have anything to do are looked at. While the hub is in rehearsal nobody is away.

use std::collections::BTreeSet;

use crate::accounts::standing_in::{Absence, AbsenceReason, is_silent};
use crate::accounts::store;
use crate::acts::settle;
use crate::db::{self, Hub, Id, Instant, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::steps;

/// The kind of job that follows absences.
pub const JOB: &str = "absences";
/// The key of the only job of this kind.
pub const KEY: &str = "nightly";

/// Notes who went away and who is back, and schedules the next night.
pub async fn run(write: &Write, claim: &Claim) -> Result<(), Error> {
    if !db::find_hub(write.on()).await?.as_ref().is_some_and(Hub::is_in_rehearsal) {
        follow(write).await?;
    }
    jobs::store::repeat(write, claim, Instant::night_after(write.today())).await?;
    Ok(())
}

async fn follow(write: &Write) -> Result<(), Error> {
    // What somebody takes over is settled below: of two changes at once one waits.
    store::lock_coordination(write).await?;
    let today = write.today();
    let absences = store::list_absences_to_follow(write).await?;
    let mut looked_at = steps::store::list_owners(write).await?;
    looked_at.extend(absences.iter().map(|absence| absence.account_id));
    let looked_at: Vec<Id> = looked_at.into_iter().collect();
    let visits = store::list_visits(write, &looked_at).await?;
    let mut away = BTreeSet::new();
    let mut is_changed = false;
    for absence in &absences {
        let visited_on = visits.get(&absence.account_id).copied();
        // Whoever works here no more is not away.
        if visited_on.is_none() || absence.is_over(today, visited_on) {
            store::save_ended(write, absence).await?;
            is_changed |= absence.handed_on.is_some();
        } else if absence.handed_on.is_some() {
            away.insert(absence.account_id);
        } else if absence.begins(today) {
            store::save_handed(write, absence).await?;
            away.insert(absence.account_id);
            is_changed = true;
        }
    }
    let returns = store::list_returns(write, &looked_at).await?;
    for (account_id, visited_on) in visits {
        let known_on = returns.get(&account_id).and_then(|day| day.previous_day());
        if is_silent(known_on.map_or(visited_on, |day| day.max(visited_on)), today)
            && !away.contains(&account_id)
        {
            let absence = Absence {
                id: write.new_id(),
                account_id,
                reason: AbsenceReason::Silent,
                from_on: today,
                until_on: None,
                handed_on: Some(today),
                ended_on: None,
            };
            store::insert_absence(write, &absence).await?;
            is_changed = true;
        }
    }
    if is_changed {
        settle::owners(write).await?;
    }
    Ok(())
}
