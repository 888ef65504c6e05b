//! A coordinator excludes two people permanently: they are never proposed to each other again.

use super::decide::check_part_of;
use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::proposals::withdraw;
use crate::db::{Id, Keys, Write};
use crate::error::Error;
use crate::proposals::proposal::WithdrawalReason;
use crate::rounds::inputs::{Exclusion, Pair};
use crate::rounds::store;
use crate::state::App;
use crate::{people, proposals};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excluded {
    /// They are excluded from now on.
    Now,
    /// They were before: nothing changes.
    Before,
}

/// Excludes the two people of a pair in a round's inputs; excluding them again changes nothing. What was proposed to both is withdrawn.
///
/// A long act, for the same reason as a decision on a pair.
pub async fn run(app: &App, by: &By, round: Id, pair: Pair) -> Result<Excluded, Error> {
    check_part_of(app, by.scope(Right::Propose), round, pair).await?;
    let write = app.write(by).await?;
    let excluded = exclude(&write, by, pair).await?;
    write.commit().await?;
    Ok(excluded)
}

async fn exclude(write: &Write, by: &By, pair: Pair) -> Result<Excluded, Error> {
    // Both sides are locked: of two concurrent exclusions, the second must find the first.
    people::store::lock_mentors(write, &[pair.mentor]).await?;
    let of_journeys = people::store::people_of_journeys(write, Keys::These(&[pair.journey])).await?;
    let person = *of_journeys.get(&pair.journey).ok_or(Error::NotFound)?;
    let journeys = people::store::journeys_of_person(write, person).await?;
    people::store::hold_journeys(write, &journeys).await?;
    let exclusion = Exclusion { mentor: pair.mentor, person };
    let is_new = store::insert_exclusion(write, exclusion, write.today()).await?;
    let mut pending = proposals::store::lock_pending(write, &[pair.mentor], &[]).await?;
    pending.retain(|proposal| journeys.contains(&proposal.journey_id));
    withdraw::end_all(write, by, pending, WithdrawalReason::Excluded).await?;
    Ok(if is_new { Excluded::Now } else { Excluded::Before })
}
