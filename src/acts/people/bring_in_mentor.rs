//! What a mentor from before the hub existed offers is imported.

use crate::accounts::viewer::By;
use crate::db::Write;
use crate::error::Error;
use crate::people::person::Mentor;
use crate::people::store;

/// Brings in a mentor, a person who is known. No right gives this: only history is brought in.
pub async fn run(write: &Write, by: &By, mentor: &Mentor) -> Result<(), Error> {
    let By::History = by else { return Err(Error::NotFound) };
    Ok(store::insert_mentor(write, mentor).await?)
}
