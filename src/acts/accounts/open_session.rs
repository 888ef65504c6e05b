//! A session opens, in place of the one that the browser had.

use super::settle_own_roles;
use crate::accounts::account::{Account, Identity, is_shared, own_among};
use crate::accounts::entry::{Browser, Entered, Proof};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;

/// A session about to open.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// The account that it acts as.
    pub account: &'a Account,
    /// Whether one factor was proven, or both.
    pub proof: Proof,
    /// The browser it is opened in.
    pub browser: &'a Browser,
}

/// Opens a session. It needs no right: whoever calls it has checked the proof.
pub async fn run(write: &Write, _by: &By, opening: Opening<'_>) -> Result<Entered, Error> {
    let Opening { account, proof, browser } = opening;
    if let Some(token) = &browser.session_token {
        store::delete_session(write, token).await?;
    }
    let session_token = store::insert_session(write, account.id, proof == Proof::Both, &browser.name).await?;
    let owes_proof = proof.is_owed_by(account.role);
    let device_token = match account.identity_id {
        Some(_) if owes_proof || is_known(write, account, browser).await? => None,
        Some(identity) => Some(store::insert_device(write, identity).await?),
        None => None,
    };
    Ok(Entered { role: account.role, session_token, device_token, owes_proof, has_choice: false })
}

/// Opens a session with the first role that an identity holds, its own as a person included; none when it holds none any more.
pub async fn with_first_role(
    write: &Write,
    by: &By,
    identity: &Identity,
    proof: Proof,
    browser: &Browser,
) -> Result<Option<Entered>, Error> {
    let accounts = settle_own_roles::of_identity(write, by, identity).await?;
    // Where several people share an address, a password or a provider is of whoever works with people.
    let is_shared = is_shared(&accounts);
    let account = accounts.iter().find(|account| !is_shared || account.person_id.is_none());
    let Some(account) = account else { return Ok(None) };
    let accounts = own_among(accounts.clone(), account);
    let entered = run(write, by, Opening { account, proof, browser }).await?;
    Ok(Some(Entered { has_choice: accounts.len() > 1, ..entered }))
}

/// Whoever signed in from a device once is not slowed down there by what others try elsewhere.
async fn is_known(write: &Write, account: &Account, browser: &Browser) -> Result<bool, Error> {
    match (account.identity_id, &browser.device_token) {
        (Some(identity), Some(token)) => {
            Ok(store::knows_device(write.on(), identity, token, write.now()).await?)
        }
        _ => Ok(false),
    }
}
