//! A coordinator decides on a pair of a draft; the next run applies it.

use time::Date;

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::rounds::inputs::Pair;
use crate::rounds::store::{self, Decision};
use crate::state::App;

/// A decision on a pair.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Deciding {
    pub round: Id,
    /// The pair; both sides must be among the inputs of the round.
    pub pair: Pair,
    /// The decision; `None` takes the previous one back.
    pub decision: Option<Decision>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It holds from now on; with the decision on the pair until then.
    Saved(Option<Decision>),
    /// The same had been decided before: nothing changes.
    AlreadySo,
    /// The pairs of the round were proposed on this day: there is nothing left to decide.
    AlreadyProposed(Date),
}

/// Pins a pair, refuses it, or takes that back.
///
/// A long act: the inputs of a round never change, so they are checked before the transaction, which stays short.
pub async fn run(app: &App, by: &By, deciding: Deciding) -> Result<Decided, Error> {
    check_part_of(app, by.scope(Right::Propose), deciding.round, deciding.pair).await?;
    let write = app.write(by).await?;
    let decided = decide(&write, deciding).await?;
    write.commit().await?;
    Ok(decided)
}

async fn decide(write: &Write, Deciding { round, pair, decision }: Deciding) -> Result<Decided, Error> {
    if let Some(day) = store::lock_round(write, round).await? {
        return Ok(Decided::AlreadyProposed(day));
    }
    let before = store::save_decision(write, round, pair, decision).await?;
    Ok(if before == decision { Decided::AlreadySo } else { Decided::Saved(before) })
}

/// Checks that a journey and a mentor are among the inputs of a round.
pub(super) async fn check_part_of(app: &App, scope: Scope, round: Id, pair: Pair) -> Result<(), Error> {
    let inputs = store::find_inputs(&app.db, scope, round).await?.ok_or(Error::NotFound)?;
    let known = inputs.mentees.iter().any(|mentee| mentee.id == pair.journey)
        && inputs.mentors.iter().any(|mentor| mentor.id == pair.mentor);
    if known { Ok(()) } else { Err(Error::NotFound) }
}
