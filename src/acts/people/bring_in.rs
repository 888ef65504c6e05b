//! Somebody from before the hub existed is imported.

use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::people::person::Person;
use crate::people::store;

/// Brings in a person, under the id they are known by. No right gives this: only history is brought in.
pub async fn run(write: &Write, by: &By, person: &Person) -> Result<(), Error> {
    let By::History = by else { return Err(Error::NotFound) };
    Ok(store::insert(write, person).await?)
}
