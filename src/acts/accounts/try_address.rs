//! Somebody signed in types an address, and is told whether somebody beyond their people has it: counted like a guess.

use super::count_attempt::{self, Attempt, Counted};
use crate::accounts::account::Account;
use crate::accounts::deeds::AccountDeed;
use crate::accounts::slowdown::Tried;
use crate::accounts::store::{self, Attempted};
use crate::accounts::viewer::By;
use crate::db::{self, Write};
use crate::error::Error;

/// Counts an address that is tried, whatever is found. Over all roles of one identity, wherever they are.
///
/// It is for whoever may do what they type it for: that was looked at before.
pub async fn run(write: &Write, by: &By) -> Result<Counted, Error> {
    let account = by.account().ok_or(Error::NotFound)?;
    // Held until the end, so that those tried at once are counted one after the other.
    db::hold_words(write, &[&whose(account)]).await?;
    let attempted = attempted(write, account);
    count_attempt::run(write, by, Attempt { kind: Tried::Address, attempted: &attempted, identity: None })
        .await
}

/// Forgets what was counted: an address that was known all the time is no guess.
pub async fn forget(write: &Write, account: &Account) -> Result<(), Error> {
    Ok(store::delete_failures(write, &attempted(write, account)).await?)
}

/// Notes that it is nobody whose address may be told.
pub fn note_missed(write: &Write, by: &By) {
    if let Some(account) = by.account() {
        write.record(AccountDeed::AddressMissed, account.id);
    }
}

fn whose(account: &Account) -> String {
    format!("address {}", account.identity_id.unwrap_or(account.id))
}

fn attempted(write: &Write, account: &Account) -> Attempted {
    let whose = whose(account);
    Attempted::new(write.secret(), &whose, &whose, None)
}
