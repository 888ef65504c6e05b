//! Somebody types the code that is printed on a letter, and is led to where its link leads.

use time::Duration;

use crate::accounts::slowdown::Tried;
use crate::accounts::store::{Attempted, count_attempts, delete_failures};
use crate::accounts::viewer::By;
use crate::acts::accounts::count_attempt::{self, Attempt, Counted};
use crate::db::{self, Instant, Write};
use crate::error::Error;
use crate::links::{self, typed};

/// How many wrong codes the hub takes from everywhere within [`WITHIN`]: at that rate, somebody who guesses finds one of a thousand
/// letters once in six thousand years.
pub const MOST: u64 = 300;
/// The stretch in which wrong codes are counted.
pub const WITHIN: Duration = Duration::minutes(10);

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Followed {
    /// The path to go to.
    To(String),
    /// No letter has this code, or its time is over: they are told the same.
    Unknown,
    /// Too many wrong codes came from this network, or from everywhere: none is looked at before this instant.
    TryLater(Instant),
}

/// Follows a code, typed from a network. It needs no right: the code is the proof.
pub async fn run(write: &Write, by: &By, text: &str, network: &str) -> Result<Followed, Error> {
    let Some(code) = typed(text) else { return Ok(Followed::Unknown) };
    // Held until the end, so that those typed at once are counted one after the other.
    db::hold_words(write, &["codes of letters"]).await?;
    let since = write.now().plus(-WITHIN);
    if count_attempts(write, Tried::LetterCode, since).await? >= MOST {
        return Ok(Followed::TryLater(write.now().plus(WITHIN)));
    }
    let attempted = Attempted::new(write.secret(), &format!("letter {code}"), network, None);
    let attempt = Attempt { kind: Tried::LetterCode, attempted: &attempted, identity: None };
    if let Counted::TooSoon(wait) = count_attempt::run(write, by, attempt).await? {
        return Ok(Followed::TryLater(wait.until()));
    }
    let Some(path) = links::store::follow_code(write, &code).await? else { return Ok(Followed::Unknown) };
    // A right code is no guess.
    delete_failures(write, &attempted).await?;
    Ok(Followed::To(path))
}
