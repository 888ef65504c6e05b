//! Somebody's role is withdrawn: its sessions end at once.

use crate::accounts::access::Right;
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// The role of the account of this name is withdrawn.
    Done(String),
    /// It was withdrawn before, and its first day stays.
    Already(String),
    /// Nobody withdraws their own access.
    Own,
}

/// Withdraws the role of an account that one manages; another one does not exist.
pub async fn run(write: &Write, by: &By, account: Id) -> Result<Withdrawn, Error> {
    let scope = by.scope(Right::GiveAccess);
    let account = store::lock_managed(write, scope, account).await?.ok_or(Error::NotFound)?;
    if by.account().is_some_and(|own| own.id == account.id) {
        return Ok(Withdrawn::Own);
    }
    if account.withdrawn_on.is_some() {
        return Ok(Withdrawn::Already(account.name));
    }
    store::save_withdrawal(write, account.id, write.today()).await?;
    store::end_sessions_of_accounts(write, &[account.id], None).await?;
    Ok(Withdrawn::Done(account.name))
}
