//! Somebody at the hub reminds one side of a proposal that its answer is awaited, beside the reminders that the hub sends by itself.

use super::ask;
use super::hold;
use super::pairs::Pairs;
use crate::accounts::access::Right;
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::proposals::proposal::Party;

/// Whom somebody reminds.
#[derive(Clone, Copy, Debug)]
pub struct Reminding {
    /// The proposal.
    pub proposal: Id,
    /// The side.
    pub party: Party,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Reminded {
    /// The reminder waits to leave, within what the hub writes to one person.
    Sent,
    /// No answer of that side is awaited: it has answered, it was not asked, or the proposal is over.
    NotAwaited,
    /// Today they were asked or reminded already.
    Today,
    /// They have no address, or prefer to be called.
    NoAddress,
    /// The hub is not open: they have received nothing yet.
    InRehearsal,
}

/// Reminds one side.
pub async fn run(write: &Write, by: &By, hub: Hub<'_>, reminding: Reminding) -> Result<Reminded, Error> {
    let Reminding { proposal: id, party } = reminding;
    let mut proposal = hold::run(write, by.scope(Right::Propose), id).await?.proposal;
    let Some((_, asked_on)) = proposal.awaited().find(|(awaited, _)| *awaited == party) else {
        return Ok(Reminded::NotAwaited);
    };
    if proposal.reminded_on.of(party).max(Some(asked_on)) == Some(write.today()) {
        return Ok(Reminded::Today);
    }
    let pairs = Pairs::read(write, std::slice::from_ref(&proposal)).await?;
    if pairs.of(&proposal).is_none_or(|pair| pair.recipient(party).is_none()) {
        return Ok(Reminded::NoAddress);
    }
    if send::is_in_rehearsal(write).await? {
        return Ok(Reminded::InRehearsal);
    }
    ask::remind(write, hub, &mut proposal, party).await?;
    Ok(Reminded::Sent)
}
