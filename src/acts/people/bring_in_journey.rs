//! A journey from before the hub existed is imported.

use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::people::person::Journey;
use crate::people::store;

/// Brings in a journey of a person who is known. No right gives this: only history is brought in. Whoever brings it in settles
/// everything at the end (`settle::everything`), once for all of it.
pub async fn run(write: &Write, by: &By, journey: &Journey) -> Result<(), Error> {
    let By::History = by else { return Err(Error::NotFound) };
    Ok(store::insert_journey(write, journey).await?)
}
