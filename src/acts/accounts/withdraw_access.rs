//! Somebody's role is withdrawn, or an invitation to it: its sessions end at once, and its link leads nowhere.

use super::settle_coordination;
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
    /// Somebody of this name was invited, and is no more.
    Invitation(String),
    /// It was withdrawn before, and its first day stays.
    Already(String),
    /// Nobody withdraws their own access.
    Own,
}

/// Withdraws the role of an account that one manages, accepted or not; another one does not exist.
pub async fn run(write: &Write, by: &By, account: Id) -> Result<Withdrawn, Error> {
    let scope = by.scope(Right::GiveAccess);
    // All of the hub first: one of them may take over, and of two withdrawals at once one waits.
    store::lock_coordination(write).await?;
    let account = store::lock_managed(write, scope, account).await?.ok_or(Error::NotFound)?;
    if by.account().is_some_and(|own| own.id == account.id) {
        return Ok(Withdrawn::Own);
    }
    if account.withdrawn_on.is_some() {
        return Ok(Withdrawn::Already(account.name));
    }
    store::save_withdrawal(write, account.id, write.today()).await?;
    store::supersede_invitation(write, account.id).await?;
    store::end_sessions_of_accounts(write, &[account.id], None).await?;
    settle_coordination::run(write).await?;
    Ok(if account.is_pending() { Withdrawn::Invitation(account.name) } else { Withdrawn::Done(account.name) })
}
