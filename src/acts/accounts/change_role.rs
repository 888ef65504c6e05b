//! Somebody acts as another of their roles, in a new session.

use crate::accounts::account::{Account, own_among};
use crate::accounts::entry::{Entered, Proof};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;

/// Takes another role of the same identity. What was proven, and when, goes along; a role that is not theirs does not exist.
pub async fn run(write: &Write, by: &By, role: Id) -> Result<Entered, Error> {
    let (account, session) = by.proving().ok_or(Error::NotFound)?;
    let identity = account.identity_id.ok_or(Error::NotFound)?;
    let roles = own_among(store::list_of_identity(write.on(), identity).await?, account);
    let is_other = |one: &&Account| one.id == role && one.id != account.id;
    let role = roles.iter().find(is_other).ok_or(Error::NotFound)?;
    let session_token = store::continue_session(write, session.id, role.id).await?.ok_or(Error::NotFound)?;
    let proof = if session.proven_at.is_some() { Proof::Both } else { Proof::First };
    let (role, owes_proof) = (role.role, proof.is_owed_by(role.role));
    Ok(Entered { role, session_token, device_token: None, owes_proof, has_choice: false })
}
