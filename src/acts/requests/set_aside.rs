//! A request to join is set aside: whoever asked is told that it is not possible, and it is forgotten.

use super::tell_referrer;
use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::requests::request::RequestDeed;
use crate::requests::{messages, store};

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum SetAside {
    /// It is forgotten, and whoever asked is written to.
    Forgotten,
    /// It is forgotten. Somebody else had sent it: whoever it is about asked for nothing, and is not written to.
    ForgottenUnsaid,
    /// It is forgotten. Whoever it is about has no address: it is said to them by telephone.
    ForgottenToCall,
    /// It does not wait: it was answered, was never confirmed, or there never was such a request.
    NotWaiting,
}

/// Answers a request that waits that it is not possible, and forgets it.
pub async fn run(write: &Write, by: &By, request: Id) -> Result<SetAside, Error> {
    if by.scope(Right::SteerHub) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let asked = store::lock_request(write, request).await?;
    let ended = store::end(write, request, RequestDeed::SetAside).await?;
    settle::requests(write, &[request]).await?;
    let Some(asked) = asked.filter(|_| ended) else { return Ok(SetAside::NotWaiting) };
    if asked.sent_by.is_some() {
        return Ok(SetAside::ForgottenUnsaid);
    }
    if asked.is_referred {
        tell_referrer::set_aside(write, &asked).await?;
    }
    let Some(to) = asked.recipient() else { return Ok(SetAside::ForgottenToCall) };
    send::run(write, messages::declined(to, &asked.first_name)?).await?;
    Ok(SetAside::Forgotten)
}
