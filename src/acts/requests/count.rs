//! What somebody sends on a public page is counted before it is stored: for the address they gave, their network, and everybody.

use crate::accounts::slowdown::{Tried, Wait};
use crate::accounts::store::Attempted;
use crate::accounts::viewer::By;
use crate::acts::accounts::count_attempt::{self, Attempt, Counted};
use crate::db::Write;
use crate::error::Error;
use crate::people;
use crate::requests::request::{BUDGET_WITHIN, MOST_UNCONFIRMED};
use crate::requests::store;

/// Counts one more request of whoever gave an address, and holds the address: of several at once, each counts those before it. Says how
/// long they wait if too many were sent.
pub(super) async fn run(write: &Write, by: &By, address: &str, network: &str) -> Result<Option<Wait>, Error> {
    people::store::lock_addresses(write, &[address]).await?;
    let attempted = Attempted::new(write.secret(), &format!("request {address}"), network, None);
    let attempt = Attempt { kind: Tried::Request, attempted: &attempted, identity: None };
    if let Counted::TooSoon(wait) = count_attempt::run(write, by, attempt).await? {
        return Ok(Some(wait));
    }
    let hour_ago = write.now().plus(-BUDGET_WITHIN);
    let is_full = store::count_unconfirmed_since(write, hour_ago).await? >= MOST_UNCONFIRMED;
    Ok(is_full.then(|| Wait::OfNetwork(write.now().plus(BUDGET_WITHIN))))
}
