//! Somebody whom a provider recognised enters.

use super::open_session;
use crate::accounts::entry::{Browser, Entered, Proof};
use crate::accounts::store::{self, Attempted};
use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;

/// Somebody whom a provider recognised.
#[derive(Clone, Copy, Debug)]
pub struct Entering<'a> {
    /// The code of the provider.
    pub provider: &'a str,
    /// Their name there, which never changes.
    pub subject: &'a str,
    /// What the provider proved.
    pub proof: Proof,
    /// The attempt that was counted when they left for it.
    pub attempted: &'a Attempted,
    /// The browser they come back in.
    pub browser: &'a Browser,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A session is open.
    Entered(Entered),
    /// The subject is linked to nobody who may sign in: an address that the provider states proves nothing.
    Unknown,
}

/// Opens a session for whoever the subject is linked to. It needs no right: the provider is the proof.
pub async fn run(write: &Write, by: &By, entering: Entering<'_>) -> Result<Outcome, Error> {
    let Entering { provider, subject, proof, attempted, browser } = entering;
    let identity = store::find_identity_by_subject(write.on(), provider, subject).await?;
    let Some(identity) = identity.filter(|identity| identity.deactivated_at.is_none()) else {
        return Ok(Outcome::Unknown);
    };
    store::delete_failures(write, attempted).await?;
    let entered = open_session::with_first_role(write, by, &identity, proof, browser).await?;
    Ok(entered.map_or(Outcome::Unknown, Outcome::Entered))
}
