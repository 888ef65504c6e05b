//! An attempt to prove something is counted as a failure before it is looked at, so that guesses sent at once do not all find none.

use crate::accounts::slowdown::{Tried, Wait};
use crate::accounts::store::{self, Attempted};
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;

/// An attempt that is about to be looked at.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// What is tried: a password, a code, a link.
    pub kind: Tried,
    /// The address and the network, as hashes.
    pub attempted: &'a Attempted,
    /// The identity that is tried, if the hub knows it: it is held until the transaction ends.
    pub identity: Option<Id>,
}

/// What became of the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It is counted, and may be looked at.
    Counted,
    /// Too many failed: nothing is looked at before this wait is over, and nothing is counted.
    TooSoon(Wait),
}

/// Counts an attempt, unless it comes too soon. It needs no right: whoever is not signed in yet attempts.
pub async fn run(write: &Write, _by: &By, attempt: Attempt<'_>) -> Result<Counted, Error> {
    if let Some(identity) = attempt.identity {
        store::lock_identity(write, identity).await?;
    }
    let door = attempt.kind.door();
    let failures = store::count_failures(write.on(), attempt.attempted, door, write.now()).await?;
    if let Some(wait) = failures.wait(write.now()) {
        return Ok(Counted::TooSoon(wait));
    }
    store::insert_failure(write, attempt.kind, attempt.attempted).await?;
    Ok(Counted::Counted)
}
