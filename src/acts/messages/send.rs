//! A message is put in the words of the hub, and waits to leave; in a rehearsal most wait until the hub opens.

use std::collections::BTreeMap;

use crate::db::{self, Hub, Write};
use crate::error::Error;
use crate::mail::messages::{Message, Wording};
use crate::{accounts, mail, settings};

/// Sends some messages in one transaction: what they have in common is read once.
pub(in crate::acts) struct Sender<'a> {
    write: &'a Write,
    /// Known once a message asks for it: what leaves in a rehearsal too waits for nobody who opens the hub.
    is_in_rehearsal: Option<bool>,
    wordings: BTreeMap<String, Wording>,
}

impl<'a> Sender<'a> {
    /// Begins to send.
    pub fn begin(write: &'a Write) -> Self {
        Self { write, is_in_rehearsal: None, wordings: BTreeMap::new() }
    }

    /// Puts a message in the words that the hub's responsible gave to its kind, and in the outbox.
    pub async fn send(&mut self, message: Message) -> Result<(), Error> {
        let kind = message.kind();
        if !self.wordings.contains_key(kind) {
            let wording = settings::store::wording(self.write.on(), kind).await?;
            self.wordings.insert(kind.to_owned(), wording);
        }
        let wording = self.wordings.get(kind).cloned().unwrap_or_default();
        let message = message.in_words(&wording)?;
        if message.leaves_in_rehearsal() || !self.is_in_rehearsal().await? {
            return Ok(mail::push(self.write, message).await?);
        }
        Ok(mail::store::hold(self.write, message).await?)
    }

    async fn is_in_rehearsal(&mut self) -> Result<bool, Error> {
        let known = match self.is_in_rehearsal {
            Some(known) => known,
            None => is_in_rehearsal(self.write).await?,
        };
        self.is_in_rehearsal = Some(known);
        Ok(known)
    }
}

/// Sends one message.
pub(in crate::acts) async fn run(write: &Write, message: Message) -> Result<(), Error> {
    Sender::begin(write).send(message).await
}

/// Whether the hub is in rehearsal, which nobody ends or begins until the transaction ends.
pub(in crate::acts) async fn is_in_rehearsal(write: &Write) -> Result<bool, Error> {
    accounts::store::share_coordination(write).await?;
    Ok(db::find_hub(write.on()).await?.as_ref().is_some_and(Hub::is_in_rehearsal))
}
