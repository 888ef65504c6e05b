//! A mail server says that an address does not exist, or receives nothing any more: the hub writes there no more.

use crate::db::Write;
use crate::error::Error;
use crate::mail;

/// Notes it, with the code of who said so; says whether it was not known.
pub(in crate::acts) async fn run(write: &Write, address: &str, code: &str) -> Result<bool, Error> {
    let is_new = mail::store::insert_unreachable(write, address, code).await?;
    if is_new {
        tracing::warn!(code, "an address receives nothing any more");
    }
    Ok(is_new)
}
