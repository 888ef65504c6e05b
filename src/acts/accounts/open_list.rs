//! A page of a list of people is read: counted, limited and recorded before it is shown.

use super::open_files::{hour_of, warn, with_these};
use crate::accounts::account::{Account, Session};
use crate::accounts::rate_limit::{self, DAY, HOUR, Limits, Read, Verdict};
use crate::accounts::store::{self, ListPage};
use crate::accounts::viewer::By;
use crate::db::{Instant, Write};
use crate::error::Error;

/// Lets a page of a list be read, unless the account has read too many names or files; only a partner's staff is limited.
///
/// The same page is counted and recorded once an hour, however often it is looked at. Whether somebody may see these people was looked at
/// before.
pub async fn run(write: &Write, by: &By, page: &ListPage, limits: Limits) -> Result<Verdict, Error> {
    let account = by.account().ok_or(Error::NotFound)?;
    let (_, session) = by.proving().ok_or(Error::NotFound)?;
    let is_new = !store::has_read_list(write.on(), page, write.now().plus(-HOUR)).await?;
    if account.role.is_partner_staff() {
        match count(write, account, session, page.names_if(is_new), limits).await? {
            Verdict::Opened => {}
            Verdict::ProveAgain => return Ok(Verdict::ProveAgain),
            Verdict::Stopped => {
                warn(write, account).await?;
                return Ok(Verdict::Stopped);
            }
        }
    }
    if is_new {
        store::insert_list_reading(write, page).await?;
    }
    Ok(Verdict::Opened)
}

async fn count(
    write: &Write,
    account: &Account,
    session: &Session,
    more: usize,
    limits: Limits,
) -> Result<Verdict, Error> {
    // Held until the end, so that pages asked for at once are counted one after the other.
    let roles = store::lock_roles(write, account).await?;
    let read_since = async |since: Instant| -> Result<Read, Error> {
        let files = with_these(write, &roles, &[], since).await?;
        Ok(Read { files, names: store::count_names_listed(write, &roles, since).await? + more })
    };
    let in_hour = read_since(hour_of(session, write.now())).await?;
    let in_day = read_since(write.now().plus(-DAY)).await?;
    Ok(rate_limit::decide_list(in_hour, in_day, limits))
}
