//! A message is put in the words of the hub, and waits to leave; in a rehearsal most wait until the hub opens.

use crate::db::{self, Hub, Write};
use crate::error::Error;
use crate::mail::{self, messages::Message};
use crate::{accounts, settings};

/// Puts a message in the words that the hub's responsible gave to its kind, and in the outbox.
pub(in crate::acts) async fn run(write: &Write, message: Message) -> Result<(), Error> {
    let wording = settings::store::wording(write.on(), message.kind()).await?;
    let message = message.in_words(&wording)?;
    if message.leaves_in_rehearsal() || !is_in_rehearsal(write).await? {
        return Ok(mail::push(write, message).await?);
    }
    Ok(mail::store::hold(write, message).await?)
}

/// Whether the hub is in rehearsal, which nobody ends or begins until the transaction ends.
pub(in crate::acts) async fn is_in_rehearsal(write: &Write) -> Result<bool, Error> {
    accounts::store::share_coordination(write).await?;
    Ok(db::find_hub(write.on()).await?.as_ref().is_some_and(Hub::is_in_rehearsal))
}
