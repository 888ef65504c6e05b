//! A role that somebody held before the hub existed is imported.

use super::settle_coordination;
use crate::accounts::account::Account;
use crate::accounts::coordination::Contact;
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;

/// Brings in an account, under the key it is known by, for whoever proves this address. No right gives this: only history is
/// brought in.
pub async fn run(
    write: &Write,
    by: &By,
    account: &Account,
    email: &str,
    contact: &Contact,
) -> Result<(), Error> {
    let By::History = by else { return Err(Error::NotFound) };
    let identity = store::get_or_insert_identity(write, email).await?;
    let accepted_at = account.accepted_at.or_else(|| Some(write.now()));
    let account = Account { identity_id: Some(identity.id), accepted_at, ..account.clone() };
    store::insert(write, &account).await?;
    if *contact != Contact::default() {
        store::save_contact(write, account.id, contact).await?;
    }
    settle_coordination::run(write).await?;
    Ok(())
}
