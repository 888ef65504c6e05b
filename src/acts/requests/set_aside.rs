//! A request to join is set aside: it is forgotten.

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::requests::request::RequestDeed;
use crate::requests::store;

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum SetAside {
    /// It is forgotten.
    Forgotten,
    /// It does not wait: it was answered, was never confirmed, or there never was such a request.
    NotWaiting,
}

/// Forgets a request that waits for an answer.
pub async fn run(write: &Write, by: &By, request: Id) -> Result<SetAside, Error> {
    if by.scope(Right::SteerHub) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let ended = store::end(write, request, RequestDeed::SetAside).await?;
    settle::requests(write, &[request]).await?;
    Ok(if ended { SetAside::Forgotten } else { SetAside::NotWaiting })
}
