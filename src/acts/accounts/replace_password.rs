//! A password is replaced: every session of its identity ends.

use super::end_sessions;
use crate::accounts::account::Identity;
use crate::accounts::messages::{self, Change, Hub};
use crate::accounts::viewer::By;
use crate::accounts::{password, store};
use crate::acts::messages::send;
use crate::db::Write;
use crate::error::Error;
use crate::{limits, secret};

/// Replaces the password of an identity by its hash. It needs no right: whoever calls it has checked the proof.
pub async fn run(
    write: &Write,
    _by: &By,
    identity: &Identity,
    hash: String,
    hub: Hub<'_>,
) -> Result<(), Error> {
    store::save_password(write, identity.id, hash).await?;
    end_sessions::of_identity(write, identity.id).await?;
    send::run(write, messages::access_changed(hub, identity, Change::Password)?).await
}

/// Hashes a password, for the long acts that then open their transaction: it takes long on purpose, and waits for a free place.
pub(super) async fn hash(typed: String) -> Result<String, Error> {
    let salt = secret::random()?;
    let hash = limits::HASHING.run(move || password::hash(&typed, salt)).await?;
    hash.ok_or_else(|| Error::Broken("the password could not be hashed".to_owned()))
}
