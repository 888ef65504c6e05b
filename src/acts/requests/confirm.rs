//! Somebody confirms, by the link sent to it, the address they gave when they asked to join.

use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Instant, Write};
use crate::error::Error;
use crate::links;
use crate::requests::request::PURPOSE;
use crate::requests::store;

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// The request, and when its address was first confirmed: from then on somebody answers it.
    Request(Id, Instant),
    /// The link leads nowhere, or its request was answered or forgotten.
    NothingToConfirm,
}

/// Confirms an address by the token sent to it, once or again. The token is the proof: no right is needed.
pub async fn run(write: &Write, _by: &By, token: &str) -> Result<Confirmed, Error> {
    let Some(link) = links::store::use_link(write, PURPOSE, token).await? else {
        return Ok(Confirmed::NothingToConfirm);
    };
    let Some(request) = store::lock_request(write, link.subject).await? else {
        return Ok(Confirmed::NothingToConfirm);
    };
    if let Some(at) = request.confirmed_at {
        return Ok(Confirmed::Request(request.id, at));
    }
    if request.is_referred || !request.may_be_confirmed(write.now()) {
        return Ok(Confirmed::NothingToConfirm);
    }
    store::save_confirmation(write, request.id).await?;
    settle::requests(write, &[request.id]).await?;
    Ok(Confirmed::Request(request.id, write.now()))
}
