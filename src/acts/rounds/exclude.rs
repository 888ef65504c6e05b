//! A coordinator excludes two people permanently: they are never proposed to each other again.

use super::decide::check_part_of;
use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people;
use crate::rounds::inputs::{Exclusion, Pair};
use crate::rounds::store;
use crate::state::App;

/// Excludes the two people of a pair in a round's inputs; excluding them again changes nothing.
///
/// A long act, for the same reason as a decision on a pair.
pub async fn run(app: &App, by: &By, round: Id, pair: Pair) -> Result<(), Error> {
    check_part_of(app, by.scope(Right::Propose), round, pair).await?;
    let write = app.write(by).await?;
    exclude(&write, pair).await?;
    Ok(write.commit().await?)
}

async fn exclude(write: &Write, pair: Pair) -> Result<(), Error> {
    // Both rows are locked: of two concurrent exclusions, the second must find the first.
    people::store::lock_mentors(write, &[pair.mentor]).await?;
    let journeys = people::store::lock_journeys(write, &[pair.journey]).await?;
    let person = journeys.first().ok_or(Error::NotFound)?.person_id;
    Ok(store::insert_exclusion(write, Exclusion { mentor: pair.mentor, person }, write.today()).await?)
}
