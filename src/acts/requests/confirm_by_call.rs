//! Somebody who could only be called was called, and confirmed what they had asked.

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::requests::request::Request;
use crate::requests::store;

/// Notes that a request was confirmed by telephone; says whether one waited for that.
pub async fn run(write: &Write, by: &By, request: Id) -> Result<bool, Error> {
    if by.scope(Right::SteerHub) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let found = store::lock_request(write, request).await?;
    let waits = found.as_ref().is_some_and(Request::waits_for_call);
    if waits {
        store::save_confirmation(write, request).await?;
        settle::requests(write, &[request]).await?;
    }
    Ok(waits)
}
