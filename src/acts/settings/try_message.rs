//! The hub's responsible sends themselves a message of a kind, with example values.

use crate::accounts::access::{Right, Scope};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::Write;
use crate::error::Error;
use crate::mail::messages::Message;

/// Sends an example of a message to the address of whoever asks for it, in the words that hold, marked as a trial; returns the address.
pub async fn run(write: &Write, by: &By, example: Message) -> Result<String, Error> {
    if by.scope(Right::ChooseSettings) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let identity = by.identity_id().ok_or(Error::NotFound)?;
    let identity = store::find_identity(write.on(), identity).await?.ok_or(Error::NotFound)?;
    send::run(write, example.for_trial(identity.email.clone())).await?;
    Ok(identity.email)
}
